package dev.rose.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdTest {
    @Test
    void keepsTheClients() {
        assertThat(RequestId.of("trace-4711/a:b")).isEqualTo("trace-4711/a:b");
        assertThat(RequestId.of("x".repeat(128))).hasSize(128);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "a b", "a\nb", "a\r\nset-cookie: x", "é", "\u0000", "\u007f"})
    void makesItsOwnWhereThereIsNoneOrABadOne(String header) {
        assertThat(RequestId.of(header)).matches("req-[0-9a-f-]{36}");
        assertThat(RequestId.of(header)).isNotEqualTo(RequestId.of(header));
    }

    @Test
    void makesItsOwnWhereTheClientsIsTooLong() {
        assertThat(RequestId.of("x".repeat(129))).startsWith("req-");
    }
}
