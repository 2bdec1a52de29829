package dev.rose.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import dev.rose.method.Strength;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PoliciesTest {
    @TempDir Path folder;
    private Policies policies;

    @BeforeEach
    void open() {
        policies = new Policies(folder);
    }

    @Test
    void theShippedDefaultIsThePaper() {
        assertThat(policies.find("paper")).isEqualTo(Policy.paper());
    }

    @Test
    void theShippedPoliciesDifferInStrength() {
        var strict = policies.find("strict");
        var balanced = policies.find("balanced");
        assertThat(strict.alpha()).isGreaterThan(Policy.paper().alpha());
        assertThat(balanced.plausibility())
                .isGreaterThan(strict.plausibility())
                .isBetween(0.15f, 0.3f);
        assertThat(balanced.strength()).isEqualTo(new Strength.FirstTokens(1));
        assertThat(policies.find("permissive").strength()).isEqualTo(new Strength.FirstTokens(8));
        for (var name : Policies.SHIPPED) {
            assertThat(policies.find(name).name()).isEqualTo(name);
            assertThat(policies.find(name).description()).isNotBlank();
        }
    }

    @Test
    void onesOwnAreFoundByNameAndByPath() throws IOException {
        var file = Files.writeString(folder.resolve("mine.yaml"), "name: mine\nalpha: 0.3\n");
        assertThat(policies.find("mine").alpha()).isEqualTo(0.3f);
        assertThat(policies.find(file.toString())).isEqualTo(policies.find("mine"));
        assertThat(policies.list())
                .extracting(Policies.Entry::name)
                .containsExactly("paper", "strict", "balanced", "permissive", "mine");
    }

    @Test
    void aShippedNameIsNotTaken() throws IOException {
        Files.writeString(folder.resolve("paper.yaml"), "name: paper\nalpha: 3\n");
        assertThat(policies.find("paper")).isEqualTo(Policy.paper());
        assertThat(policies.list()).hasSize(4);
    }

    @Test
    void aBrokenOneIsListedWithItsProblems() throws IOException {
        Files.writeString(folder.resolve("bad.yaml"), "name: bad\nalpha: x\n");
        assertThat(policies.list().getLast().reading().problems()).hasSize(1);
        assertThatThrownBy(() -> policies.find("bad"))
                .hasMessage(
                        folder.resolve("bad.yaml")
                                + ":2: alpha: must be a number of at least 0, not 'x'");
    }

    @Test
    void unknownNamesAndPathsSayWhatThereIs() throws IOException {
        Files.writeString(folder.resolve("mine.yaml"), "name: mine\n");
        assertFails(
                "loose",
                Kind.NOT_FOUND,
                "there is no policy 'loose'; there are paper, strict, balanced, permissive, mine,"
                        + " and a path to a file (./x.yaml)");
        assertFails(
                "./none.yaml",
                Kind.NOT_FOUND,
                "there is no policy file './none.yaml'; ./rose policy init ./none.yaml writes one");
        assertFails(
                folder + "/",
                Kind.STORAGE,
                "'%s' is a folder, not a policy's file".formatted(folder));
        var latin = folder.resolve("latin.yaml");
        Files.write(latin, new byte[] {'n', ':', ' ', (byte) 0xE9});
        assertFails(
                latin.toString(),
                Kind.STORAGE,
                "'%s' is not UTF-8 text; convert it".formatted(latin));
        assertFails("a\0b", Kind.NOT_FOUND, "'a\0b.yaml' cannot be the name of a policy");
    }

    private void assertFails(String reference, Kind kind, String message) {
        assertThatThrownBy(() -> policies.find(reference))
                .isInstanceOfSatisfying(
                        RoseException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessage(message);
    }
}
