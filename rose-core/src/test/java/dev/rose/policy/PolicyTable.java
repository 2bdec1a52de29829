package dev.rose.policy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Good and broken policies, for the reader and for the schema. */
final class PolicyTable {
    private static final String BEYOND = "(beyond the schema)";

    private PolicyTable() {}

    /**
     * A broken policy.
     *
     * @param problems as {@code LINE: KEY: MESSAGE}
     * @param seenBySchema whether a JSON Schema can know
     */
    record Broken(String title, String document, List<String> problems, boolean seenBySchema) {
        @Override
        public String toString() {
            return title;
        }
    }

    static List<Broken> broken() {
        var cases = new ArrayList<Broken>();
        var parts = resource("broken.txt").split("(?m)^===== ");
        for (var i = 1; i < parts.length; i++) {
            cases.add(broken(parts[i]));
        }
        return cases;
    }

    private static Broken broken(String part) {
        var title = part.lines().findFirst().orElseThrow();
        var halves = part.substring(title.length() + 1).split("(?m)^-----\n", 2);
        return new Broken(
                title,
                halves[0],
                halves[1].lines().filter(line -> !line.isBlank()).toList(),
                !title.contains(BEYOND));
    }

    /** Documents that nothing is wrong with; {@code rude.txt} is in their folder. */
    static List<String> good() {
        var documents = new ArrayList<String>();
        Policies.SHIPPED.forEach(name -> documents.add(Policies.document(name)));
        documents.add(Policies.document("example"));
        documents.add("name: least\n");
        documents.add("{\"name\": \"json\", \"alpha\": 1, \"reverse\": [\"model\"]}");
        documents.add(
                """
                name: all.of-it_2
                description: |
                  several
                  lines
                positive: {text: "Be kind."}
                reverse:
                  - manual
                  - {kind: opposite, weight: 0}
                  - {kind: random, seed: -7}
                  - kind: model
                  - {file: rude.txt, weight: 0.25}
                  - {text: Lie., name: liar}
                alpha: 1.5e-1
                strength: decaying:16
                plausibility: .25
                template: {file: rude.txt}
                """);
        documents.add("name: anchors\npositive: &p {text: Be kind.}\nreverse: [*p]\n");
        documents.add("name: quotes\nstrength: 'first:999999'\ntemplate: \"chatml\"\nalpha: 0\n");
        return documents;
    }

    private static String resource(String name) {
        try (var in = PolicyTable.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
