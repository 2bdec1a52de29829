package dev.rose.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.rose.error.RoseException;
import dev.rose.method.Strength;
import dev.rose.prompt.ReverseChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.ObjectMapper;

/** The reader and the published schema, over the same documents. */
final class PolicyReaderTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static Schema schema;

    @TempDir Path folder;

    @BeforeAll
    static void readSchema() throws IOException {
        schema =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(
                                Files.readString(Path.of("../docs/policy.schema.json")),
                                InputFormat.JSON);
    }

    @BeforeEach
    void writeFiles() throws IOException {
        Files.writeString(folder.resolve("rude.txt"), "Be rude.\r\n\n");
        Files.writeString(folder.resolve("empty.txt"), "\n");
    }

    static List<PolicyTable.Broken> broken() {
        return PolicyTable.broken();
    }

    static List<String> good() {
        return PolicyTable.good();
    }

    @Test
    void theTableIsThere() {
        assertThat(broken()).hasSizeGreaterThan(35);
        assertThat(broken()).filteredOn(PolicyTable.Broken::seenBySchema).hasSizeGreaterThan(28);
    }

    @Test
    void aFileWithoutEndIsNotRead() {
        var endless = "name: x\nreverse:\n  - {file: /dev/zero}\n";
        assertThat(PolicyReader.read("x.yaml", endless, folder).problems())
                .extracting(problem -> problem.in("x.yaml"))
                .containsExactly(
                        "x.yaml:3: reverse[0].file: '/dev/zero' is a device or a pipe; a text file"
                                + " is allowed");
    }

    @Test
    void levelsWithoutEndAreRefused() {
        int levels = 100_000;
        var nested = "name: x\nreverse: " + "[".repeat(levels) + "]".repeat(levels);
        assertThat(PolicyReader.read("x.yaml", nested, folder).problems())
                .extracting(problem -> problem.in("x.yaml"))
                .singleElement()
                .asString()
                .contains("nested too deeply");
    }

    @ParameterizedTest
    @MethodSource
    void broken(PolicyTable.Broken broken) {
        var reading = PolicyReader.read("x.yaml", broken.document(), folder);
        assertThat(reading.problems())
                .extracting(problem -> problem.in("x.yaml"))
                .containsExactlyElementsOf(
                        broken.problems().stream()
                                .map(line -> "x.yaml:" + line.replace("FOLDER", folder.toString()))
                                .toList());
        assertThat(reading.policy()).isNull();
        if (broken.seenBySchema()) {
            assertThat(schema.validate(json(broken.document()), InputFormat.JSON)).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource
    void good(String document) {
        assertThat(PolicyReader.read("x.yaml", document, folder).problems()).isEmpty();
        assertThat(schema.validate(json(document), InputFormat.JSON)).isEmpty();
    }

    @Test
    void readsAllThatAPolicySays() {
        var document =
                good().stream()
                        .filter(text -> text.startsWith("name: all"))
                        .findAny()
                        .orElseThrow();
        assertThat(PolicyReader.read("x.yaml", document, folder).require())
                .isEqualTo(
                        new Policy(
                                "all.of-it_2",
                                "several\nlines\n",
                                "Be kind.",
                                List.of(
                                        ReverseChoice.of(new ReverseChoice.Manual()),
                                        new ReverseChoice(new ReverseChoice.Opposite(), 0f),
                                        ReverseChoice.of(new ReverseChoice.Random(-7)),
                                        ReverseChoice.of(new ReverseChoice.ByModel()),
                                        new ReverseChoice(
                                                new ReverseChoice.Text("rude.txt", "Be rude."),
                                                0.25f),
                                        ReverseChoice.of(new ReverseChoice.Text("liar", "Lie."))),
                                0.15f,
                                new Strength.Decaying(16),
                                0.25f,
                                new Policy.Template("rude.txt", "Be rude.")));
    }

    @Test
    void whatIsLeftOutIsAsInThePaper() {
        var least = PolicyReader.read("x.yaml", "name: paper", null).require();
        assertThat(least)
                .usingRecursiveComparison()
                .ignoringFields("description")
                .isEqualTo(Policy.paper());
    }

    @Test
    void theFirstOfManyProblemsIsThrown() {
        assertThatThrownBy(() ->
                        PolicyReader.read("x.yaml", "name: x\nalpha: a\nmode: rose", null)
                                .require())
                .isInstanceOf(RoseException.class)
                .hasMessage(
                        "x.yaml:2: alpha: must be a number of at least 0, not 'a' (and 1 more;"
                                + " ./rose policy check lists them)");
    }

    private static String json(String yaml) {
        var settings = LoadSettings.builder().setSchema(new CoreSchema()).build();
        return JSON.writeValueAsString(new Load(settings).loadFromString(yaml));
    }
}
