package dev.rose.llama.natives;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformTest {
    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, linux-x64, linux-x64",
        "Linux, aarch64, linux-arm64, linux-arm64",
        "Mac OS X, aarch64, mac-arm64, mac-arm64-metal",
        "Windows 11, amd64, win-x64, win-x64",
        "FreeBSD, riscv64, freebsd-riscv64, freebsd-riscv64",
    })
    void namesAreThoseOfTheArtifacts(String os, String arch, String name, String artifact) {
        var platform = Platform.of(os, arch);
        assertThat(platform.name()).isEqualTo(name);
        assertThat(platform.bundles()).first().isEqualTo(artifact);
    }
}
