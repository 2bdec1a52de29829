package dev.rose.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.catalogue.ModelCatalogue;
import dev.rose.catalogue.RoseHome;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CheckupTest {
    @TempDir private Path home;

    @ParameterizedTest
    @CsvSource({"ROSE_OFFLINE, 1", "ROSE_OFFLINE, true", "HF_HUB_OFFLINE, 1"})
    void offlineIsWhatItIsToAPull(String variable, String value) {
        var environment = Map.of(variable, value, "ROSE_HOME", home.toString());
        var catalogue = new ModelCatalogue(Surroundings.catalogue(environment));

        var finding = new Checkup(environment, new RoseHome(home), null, catalogue).download();

        assertThat(finding.check()).isEqualTo("network");
        assertThat(finding.status()).isEqualTo(Finding.Status.WARN);
        assertThat(finding.advice()).contains(variable);
    }
}
