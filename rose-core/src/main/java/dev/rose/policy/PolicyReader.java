package dev.rose.policy;

import dev.rose.method.Strength;
import dev.rose.prompt.PaperPrompts;
import dev.rose.prompt.ReverseChoice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads policies, and finds all that is wrong in one: {@code docs/policy.schema.json} in words that
 * name the line, the key and what is allowed. Used once, by one thread.
 */
final class PolicyReader {
    static final List<String> KEYS =
            List.of(
                    "name",
                    "description",
                    "positive",
                    "reverse",
                    "alpha",
                    "strength",
                    "plausibility",
                    "template");
    private static final List<String> REVERSE_KEYS =
            List.of("kind", "text", "file", "name", "seed", "weight");
    private static final List<String> KINDS = List.of("manual", "opposite", "random", "model");
    private static final String KIND_WORDS = "manual, opposite, random or model";
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";
    private static final int MOST_REVERSE = 8;

    private final String file;
    private final PromptFiles files;
    private final List<PolicyProblem> problems = new ArrayList<>();

    private PolicyReader(String file, @Nullable Path folder) {
        this.file = file;
        this.files = new PromptFiles(folder, this::complain);
    }

    /**
     * Reads a document.
     *
     * @param file as messages name it
     * @param folder in which the files are that it names; null where it must name none
     */
    static PolicyReading read(String file, String document, @Nullable Path folder) {
        return new PolicyReader(file, folder).read(document);
    }

    private PolicyReading read(String document) {
        var policy = root(document).flatMap(this::policy);
        problems.sort(Comparator.comparingInt(PolicyProblem::line));
        return new PolicyReading(
                file, document, problems.isEmpty() ? policy.orElse(null) : null, problems);
    }

    private void complain(int line, String key, String message) {
        problems.add(new PolicyProblem(line, key, message));
    }

    private Optional<MappingNode> root(String document) {
        try {
            var settings =
                    LoadSettings.builder().setLabel(file).setSchema(new CoreSchema()).build();
            var node = new Compose(settings).composeString(document);
            if (node.orElse(null) instanceof MappingNode mapping) {
                return Optional.of(mapping);
            }
            complain(
                    node.map(Mapping::line).orElse(1),
                    "",
                    "must be a mapping with the keys %s, not %s"
                            .formatted(
                                    String.join(", ", KEYS),
                                    node.map(Mapping::seen).orElse("an empty file")));
        } catch (MarkedYamlEngineException e) {
            var line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            complain(line, "", "is no YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            complain(1, "", "is no YAML: " + firstLine(e));
        } catch (StackOverflowError e) {
            // The YAML reader calls itself for each level and has no bound of its own.
            complain(1, "", "is nested too deeply; a policy has three levels at most");
        }
        return Optional.empty();
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private Optional<Policy> policy(MappingNode node) {
        var root = new Mapping(node, "", KEYS, this::complain);
        var name = name(root);
        var description = root.text("description", "a text");
        var positive = positive(root);
        var reverse = reverse(root);
        var alpha = root.number("alpha", Mapping.Limits.WEIGHT);
        var strength = strength(root);
        var plausibility = root.number("plausibility", Mapping.Limits.SHARE);
        var template = template(root);
        var paper = Policy.paper();
        if (!problems.isEmpty() || name.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Policy(
                        name.get(),
                        description.orElse(""),
                        positive.orElse(paper.positive()),
                        root.has("reverse") ? reverse : paper.reverse(),
                        alpha.orElse(paper.alpha()),
                        strength.orElse(paper.strength()),
                        plausibility.orElse(paper.plausibility()),
                        template.orElse(null)));
    }

    private static Optional<String> name(Mapping root) {
        var allowed = "a name of letters, digits, '.', '_' and '-', such as my-policy";
        if (!root.has("name")) {
            root.complain("name", "is missing; give " + allowed);
            return Optional.empty();
        }
        var name = root.text("name", allowed);
        if (name.isPresent() && !name.get().matches(NAME)) {
            root.complain("name", "must be %s, not '%s'".formatted(allowed, name.get()));
        }
        return name;
    }

    private Optional<String> positive(Mapping root) {
        var allowed = "paper, {text: …} or {file: …}";
        var node = root.get("positive").orElse(null);
        if (node == null) {
            return Optional.empty();
        }
        if (node instanceof MappingNode mapping) {
            var source = new Mapping(mapping, "positive", List.of("text", "file"), this::complain);
            return textOrFile(source, "positive", allowed);
        }
        if (!isWord(node, List.of("paper"))) {
            complain(
                    Mapping.line(node),
                    "positive",
                    "must be %s, not %s".formatted(allowed, Mapping.seen(node)));
        }
        return Optional.of(PaperPrompts.POSITIVE);
    }

    private Optional<String> textOrFile(Mapping source, String path, String allowed) {
        if (source.has("text") == source.has("file")) {
            complain(source.line(), path, "must be " + allowed + ", with one of text and file");
            return Optional.empty();
        }
        return source.has("text")
                ? source.text("text", "a text")
                : source.text("file", "the path of a text file")
                        .flatMap(name -> files.read(source, name));
    }

    private List<ReverseChoice> reverse(Mapping root) {
        var node = root.get("reverse").orElse(null);
        if (node == null) {
            return List.of();
        }
        if (!(node instanceof SequenceNode list) || list.getValue().isEmpty()) {
            complain(
                    Mapping.line(node),
                    "reverse",
                    "must be a list of reverse prompts, each %s or a mapping, not %s"
                            .formatted(
                                    KIND_WORDS,
                                    node instanceof SequenceNode
                                            ? "an empty one"
                                            : Mapping.seen(node)));
            return List.of();
        }
        if (list.getValue().size() > MOST_REVERSE) {
            complain(
                    Mapping.line(node),
                    "reverse",
                    "must be at most %d reverse prompts, not %d"
                            .formatted(MOST_REVERSE, list.getValue().size()));
        }
        var choices = new ArrayList<ReverseChoice>();
        for (var i = 0; i < list.getValue().size(); i++) {
            choice(list.getValue().get(i), "reverse[%d]".formatted(i)).ifPresent(choices::add);
        }
        return choices;
    }

    private Optional<ReverseChoice> choice(Node node, String path) {
        if (node instanceof MappingNode mapping) {
            return choice(new Mapping(mapping, path, REVERSE_KEYS, this::complain), path);
        }
        if (isWord(node, KINDS)) {
            return Optional.of(ReverseChoice.of(kind(((ScalarNode) node).getValue(), 0)));
        }
        complain(
                Mapping.line(node),
                path,
                "must be %s, or a mapping with one of kind, text and file, not %s"
                        .formatted(KIND_WORDS, Mapping.seen(node)));
        return Optional.empty();
    }

    private Optional<ReverseChoice> choice(Mapping mapping, String path) {
        var weight = mapping.number("weight", Mapping.Limits.WEIGHT);
        var sources = List.of("kind", "text", "file").stream().filter(mapping::has).toList();
        if (sources.size() != 1) {
            complain(
                    mapping.line(),
                    path,
                    "must have one of kind, text and file, not "
                            + (sources.isEmpty() ? "none" : String.join(" and ", sources)));
            return Optional.empty();
        }
        var source = mapping.has("kind") ? kind(mapping) : text(mapping, path);
        return source.map(found -> new ReverseChoice(found, weight.orElse(null)));
    }

    private Optional<ReverseChoice.Source> kind(Mapping mapping) {
        if (mapping.has("name")) {
            mapping.complain("name", "is allowed beside text or file, not beside kind");
        }
        var kind = mapping.text("kind", KIND_WORDS);
        if (kind.isPresent() && !KINDS.contains(kind.get())) {
            mapping.complain("kind", "must be %s, not '%s'".formatted(KIND_WORDS, kind.get()));
            return Optional.empty();
        }
        if (mapping.has("seed") && !kind.equals(Optional.of("random"))) {
            mapping.complain("seed", "is allowed beside 'kind: random' alone");
        }
        var seed = mapping.integer("seed").orElse(0L);
        return kind.map(word -> kind(word, seed));
    }

    private static ReverseChoice.Source kind(String word, long seed) {
        return switch (word) {
            case "manual" -> new ReverseChoice.Manual();
            case "opposite" -> new ReverseChoice.Opposite();
            case "random" -> new ReverseChoice.Random(seed);
            case "model" -> new ReverseChoice.ByModel();
            default -> throw new IllegalArgumentException(word);
        };
    }

    private Optional<ReverseChoice.Source> text(Mapping mapping, String path) {
        if (mapping.has("seed")) {
            mapping.complain("seed", "is allowed beside 'kind: random' alone");
        }
        var name = mapping.text("name", "a text");
        var standard = mapping.has("file") ? fileName(mapping) : "custom";
        return textOrFile(mapping, path, "a text or a file")
                .map(text -> new ReverseChoice.Text(name.orElse(standard), text));
    }

    private static String fileName(Mapping mapping) {
        return mapping.get("file").map(node -> ((ScalarNode) node).getValue()).orElse("file");
    }

    private static Optional<Strength> strength(Mapping root) {
        var allowed = "constant, first:N, decaying:N or adaptive";
        return root.text("strength", allowed)
                .flatMap(text -> {
                    try {
                        return Optional.of(Strength.parse(text));
                    } catch (IllegalArgumentException e) {
                        root.complain(
                                "strength",
                                "must be %s, with N from 1 to 999999, not '%s'"
                                        .formatted(allowed, text));
                        return Optional.empty();
                    }
                });
    }

    private Optional<Policy.Template> template(Mapping root) {
        var allowed = "auto, paper, the name of a chat template, or {file: …}";
        if (root.get("template").orElse(null) instanceof MappingNode node) {
            var mapping = new Mapping(node, "template", List.of("file"), this::complain);
            if (!mapping.has("file")) {
                complain(mapping.line(), "template", "must be " + allowed);
            }
            return mapping.text("file", "the path of a file")
                    .flatMap(name ->
                            files.read(mapping, name)
                                    .map(jinja -> new Policy.Template(name, jinja)));
        }
        var name = root.text("template", allowed);
        if (name.isPresent() && !name.get().matches(NAME)) {
            root.complain("template", "must be %s, not '%s'".formatted(allowed, name.get()));
        }
        return name.map(word -> new Policy.Template(word, null));
    }

    private static boolean isWord(Node node, List<String> words) {
        return Mapping.isText(node) && words.contains(((ScalarNode) node).getValue());
    }
}
