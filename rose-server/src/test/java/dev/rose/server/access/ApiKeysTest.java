package dev.rose.server.access;

import static dev.rose.server.access.CallerLimits.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.error.RoseException;
import dev.rose.server.error.ApiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTest {
    private static final NewKey ANN = NewKey.make("ann", CallerLimits.none());
    private static final NewKey BOB = NewKey.make("bob-2.test", new CallerLimits(4, 60, 9000, 512));

    private final ToyClock clock = new ToyClock();
    private final List<String> warnings = new ArrayList<>();

    @TempDir private Path folder;
    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("keys");
    }

    @Test
    void knowsEachKeyItsNameAndItsLimits() throws IOException {
        write("# who may ask", "", ANN.line(), "  " + BOB.line() + "\t");
        var keys = load();

        assertThat(keys.required()).isTrue();
        assertThat(keys.require("Bearer " + ANN.key()))
                .isEqualTo(new Caller("ann", CallerLimits.none()));
        assertThat(keys.require("bearer  " + BOB.key() + " "))
                .isEqualTo(new Caller("bob-2.test", new CallerLimits(4, 60, 9000, 512)));
        assertThat(warnings).isEmpty();
    }

    @Test
    void keepsNoKeyInTheFile() {
        assertThat(ANN.line()).matches("ann sha256:[0-9a-f]{64}").doesNotContain(ANN.key());
        assertThat(BOB.line())
                .endsWith(
                        " concurrent=4 requests-per-minute=60 tokens-per-minute=9000"
                                + " max-tokens=512");
        assertThat(ANN.key()).matches("rose-[A-Za-z0-9_-]{43}");
        assertThat(ANN.toString()).doesNotContain(ANN.key());
        assertThat(NewKey.make("ann", CallerLimits.none()).key()).isNotEqualTo(ANN.key());
    }

    @Test
    void refusesWhatIsNoKnownKey() throws IOException {
        write(ANN.line());
        var keys = load();

        assertThat(refusal(keys, null)).hasMessageContaining("Authorization: Bearer KEY");
        assertThat(refusal(keys, "Basic YTpi")).hasMessageContaining("not 'Bearer KEY'");
        assertThat(refusal(keys, "Bearer " + BOB.key()))
                .hasMessageContaining("not known")
                .hasMessageNotContaining(BOB.key());
        assertThat(refusal(keys, "Bearer " + ANN.key().substring(1)).status()).isEqualTo(401);
        assertThat(refusal(keys, "Bearer ").code()).isEqualTo("invalid_api_key");
    }

    @Test
    void asksNobodyWhereThereAreNoKeys() {
        assertThat(ApiKeys.none().required()).isFalse();
        assertThat(ApiKeys.none().require(null)).isEqualTo(Caller.anonymous());
        assertThat(ApiKeys.none().require("Bearer any")).isEqualTo(Caller.anonymous());
    }

    @Test
    void readsTheFileAgainWhenItChanges() throws IOException {
        write(ANN.line());
        var keys = load();
        replace(BOB.line());
        assertThat(keys.require("Bearer " + ANN.key()).name())
                .as("looks once a second at most")
                .isEqualTo("ann");

        clock.pass(Duration.ofSeconds(1));

        assertThat(keys.require("Bearer " + BOB.key()).name()).isEqualTo("bob-2.test");
        assertThat(refusal(keys, "Bearer " + ANN.key()).status()).isEqualTo(401);
        assertThat(warnings).isEmpty();
    }

    @Test
    void keepsTheOldKeysWhereTheNewFileIsBrokenAndSaysSoOnce() throws IOException {
        write(ANN.line());
        var keys = load();
        for (var broken : List.of(BOB.line() + "\nnonsense\n", "", "# none\n")) {
            warnings.clear();
            replace(broken);
            for (var i = 0; i < 3; i++) {
                clock.pass(Duration.ofSeconds(2));
                assertThat(keys.require("Bearer " + ANN.key()).name()).isEqualTo("ann");
            }
            assertThat(warnings).singleElement().asString().contains("the keys from before stay");
        }

        replace(BOB.line());
        clock.pass(Duration.ofSeconds(2));
        assertThat(keys.require("Bearer " + BOB.key()).name()).isEqualTo("bob-2.test");
    }

    @Test
    void keepsTheKeysOfAFileThatIsGoneAndSaysSoOnce() throws IOException {
        write(ANN.line());
        var keys = load();
        Files.delete(file);
        for (var i = 0; i < 3; i++) {
            clock.pass(Duration.ofSeconds(2));
            assertThat(keys.require("Bearer " + ANN.key()).name()).isEqualTo("ann");
        }
        assertThat(warnings).singleElement().asString().contains("is gone");

        write(BOB.line());
        clock.pass(Duration.ofSeconds(2));
        assertThat(keys.require("Bearer " + BOB.key()).name()).isEqualTo("bob-2.test");
    }

    @Test
    void warnsOfAFileThatEverybodyCanRead() throws IOException {
        write(ANN.line());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        load();
        assertThat(warnings).singleElement().asString().contains("chmod 600");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rose-secret",
                "ann rose-secret",
                "ann sha256:secret",
                "ann sha256:00",
                "a/n sha256:HASH",
                "ann sha256:HASH secret",
                "ann sha256:HASH secret=1",
                "ann sha256:HASH concurrent=secret",
                "ann sha256:HASH concurrent=0",
                "ann sha256:HASH max-tokens=1 max-tokens=2",
                "ann sha256:HASH\nbob sha256:HASH"
            })
    void refusesALineThatIsWrongAndNeverShowsIt(String text) throws IOException {
        write("# first", text.replace("HASH", "0".repeat(64)));
        assertThatExceptionOfType(RoseException.class)
                .isThrownBy(this::load)
                .withMessageMatching("line [23] of the keys file .*")
                .withMessageNotContaining("secret");
    }

    @Test
    void refusesAFileThatIsNotThereOrHasNoKey() throws IOException {
        assertThatExceptionOfType(RoseException.class)
                .isThrownBy(this::load)
                .withMessageContaining("cannot read")
                .withMessageContaining("./rose keys new");
        write("# nobody yet");
        assertThatExceptionOfType(RoseException.class)
                .isThrownBy(this::load)
                .withMessageContaining("no key");
    }

    @Test
    void aNewKeyIsAddedToTheFileOfARunningServer() throws IOException {
        ANN.appendTo(file);
        assertThat(Files.getPosixFilePermissions(file))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        var keys = load();
        Files.writeString(file, "# cut off", StandardOpenOption.APPEND);
        BOB.appendTo(file);
        clock.pass(Duration.ofSeconds(1));

        assertThat(keys.require("Bearer " + BOB.key()).name()).isEqualTo("bob-2.test");
        assertThat(Files.readAllLines(file)).containsExactly(ANN.line(), "# cut off", BOB.line());
        assertThatExceptionOfType(RoseException.class)
                .isThrownBy(() -> ANN.appendTo(folder.resolve("missing").resolve("keys")))
                .withMessageContaining("--api-keys");
    }

    @Test
    void namesHaveNoBlanksOrSlashes() {
        assertThatThrownBy(() -> NewKey.make("two words", CallerLimits.none()))
                .hasMessageContaining("letters");
        assertThatThrownBy(() -> new CallerLimits(NONE, 0, NONE, NONE))
                .hasMessageContaining("requests-per-minute")
                .hasMessageContaining("0");
        assertThatThrownBy(() -> CallerLimits.of(Map.of("speed", 1)))
                .hasMessageContaining("'speed'")
                .hasMessageContaining("max-tokens");
    }

    private ApiKeys load() {
        return ApiKeys.load(file, clock, warnings::add);
    }

    private void write(String... lines) throws IOException {
        Files.write(file, List.of(lines));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /** As editors and deployments do: another file under the same name. */
    private void replace(String text) throws IOException {
        var other = Files.writeString(folder.resolve("new"), text + "\n");
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-------"));
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static ApiException refusal(ApiKeys keys, @Nullable String authorization) {
        try {
            throw new AssertionError("let in: " + keys.require(authorization));
        } catch (ApiException refused) {
            return refused;
        }
    }
}
