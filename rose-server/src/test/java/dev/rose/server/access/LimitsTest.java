package dev.rose.server.access;

import static dev.rose.server.access.CallerLimits.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.error.RoseException;
import dev.rose.server.error.ApiException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
    private final ToyClock clock = new ToyClock();

    @Test
    void aKeyBoundsTheTokensOfAnAnswer() {
        var limits = new CallerLimits(NONE, NONE, NONE, 100);
        assertThat(limits.maxTokens("max_tokens", 100, 16)).isEqualTo(100);
        assertThat(limits.maxTokens("max_tokens", null, 16)).isEqualTo(16);
        assertThat(limits.maxTokens("max_tokens", null, 128)).isEqualTo(100);
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> limits.maxTokens("max_completion_tokens", 101, 16))
                .satisfies(e -> {
                    assertThat(e.status()).isEqualTo(403);
                    assertThat(e.param()).isEqualTo("max_completion_tokens");
                })
                .withMessageContaining("101")
                .withMessageContaining("100 at most");
    }

    @Test
    void anAnswerEndsByItsTimeHoweverBusy() {
        var deadline = deadline(60, 10);
        for (var i = 0; i < 9; i++) {
            assertThat(deadline.over()).isFalse();
            clock.pass(Duration.ofSeconds(6));
            deadline.progressed();
        }
        assertThat(deadline.left()).isEqualTo(Duration.ofSeconds(6));
        clock.pass(Duration.ofSeconds(6));
        assertThat(deadline.over()).isTrue();
    }

    @Test
    void anAnswerEndsWhereNothingIsWritten() {
        var deadline = deadline(60, 10);
        clock.pass(Duration.ofSeconds(9));
        deadline.progressed();
        clock.pass(Duration.ofSeconds(9));
        assertThat(deadline.left()).isEqualTo(Duration.ofSeconds(1));
        clock.pass(Duration.ofSeconds(2));
        assertThat(deadline.left()).isZero();
        assertThat(deadline.over()).isTrue();
    }

    @Test
    void timesArePositive() {
        assertThatThrownBy(() -> new TimeLimits(Duration.ZERO, Duration.ofSeconds(1)))
                .hasMessageContaining("time per request");
        assertThatThrownBy(() -> new TimeLimits(Duration.ofSeconds(1), Duration.ofSeconds(-1)))
                .hasMessageContaining("idle time");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.9.1", "::1", "localhost"})
    void thisMachineNeedsNoKeys(String host) {
        assertThatCode(() -> PublicAddress.require(host, false, false)).doesNotThrowAnyException();
        assertThat(PublicAddress.isPublic(host)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "10.0.0.1", "2001:db8::1"})
    void strangersNeedKeysOrTheOperatorsWord(String host) {
        assertThatExceptionOfType(RoseException.class)
                .isThrownBy(() -> PublicAddress.require(host, false, false))
                .withMessageContaining(host)
                .withMessageContaining("--api-keys")
                .withMessageContaining("--insecure");
        assertThatCode(() -> PublicAddress.require(host, true, false)).doesNotThrowAnyException();
        assertThatCode(() -> PublicAddress.require(host, false, true)).doesNotThrowAnyException();
    }

    @Test
    void aHostWithoutAnAddressIsRefused() {
        assertThatExceptionOfType(RoseException.class)
                .isThrownBy(() -> PublicAddress.isPublic("no such host"))
                .withMessageContaining("no such host");
    }

    private Deadline deadline(int request, int idle) {
        return Deadline.of(
                new TimeLimits(Duration.ofSeconds(request), Duration.ofSeconds(idle)), clock);
    }
}
