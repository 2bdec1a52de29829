package dev.rose.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.error.RoseException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogueOptionsTest {
    @Test
    void theTokenIsNeverPrinted() {
        var options = CatalogueOptions.defaults().withToken("hf_secret");
        assertThat(options.toString()).doesNotContain("hf_secret").contains("***");
        assertThat(options.token()).isEqualTo("hf_secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hf_secret\n", "hf secret", "", "hf_s\u00e9cret"})
    void aTokenThatCannotBeOneIsRefusedWithoutBeingShown(String token) {
        assertThatThrownBy(() -> CatalogueOptions.defaults().withToken(token))
                .isInstanceOf(RoseException.class)
                .hasMessageContaining("HF_TOKEN")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://host",
                "huggingface.co",
                "http:",
                "http:///x",
                "file:///tmp",
                "http://a b",
                ""
            })
    void anEndpointThatIsNoWebAddressIsRefused(String endpoint) {
        assertThatThrownBy(() -> CatalogueOptions.defaults().withEndpoint(endpoint))
                .isInstanceOf(RoseException.class)
                .hasMessageContaining("HF_ENDPOINT");
    }

    @Test
    void pausesDoubleUpToTheLongest() {
        var patience = Patience.defaults();
        assertThat(patience.pauseAfter(1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(patience.pauseAfter(4)).isEqualTo(Duration.ofSeconds(8));
        assertThat(patience.pauseAfter(100)).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void senselessPatienceIsRefused() {
        var second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new Patience(0, second, second, second, second))
                .hasMessageContaining("not 0");
        assertThatThrownBy(() -> new Patience(1, second, second, second, Duration.ZERO))
                .hasMessageContaining("PT0S");
    }
}
