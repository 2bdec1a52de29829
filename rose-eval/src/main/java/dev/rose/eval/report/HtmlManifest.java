package dev.rose.eval.report;

import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How a run was made: all of its manifest, as it is. */
final class HtmlManifest {
    private HtmlManifest() {}

    static Markup of(HtmlRun run) {
        var manifest = run.manifest();
        if (manifest.isEmpty()) {
            return Markup.of("div", "nothing");
        }
        return Markup.of("details", "manifest")
                .add(
                        Markup.of("summary")
                                .add(
                                        Markup.of("span").text("How this run was made"),
                                        Markup.of("span", "hint")
                                                .text(
                                                        "model, prompts, policies, versions, machine")),
                        list(manifest));
    }

    private static Markup list(ObjectNode node) {
        var list = Markup.of("dl");
        node.forEachEntry((name, value) -> {
            if (!isEmpty(value)) {
                list.add(
                        Markup.of("div")
                                .add(Markup.of("dt").text(name.replace('_', ' ')), value(value)));
            }
        });
        return list;
    }

    private static boolean isEmpty(JsonNode value) {
        return value.isNull() || (value.isContainer() && value.isEmpty());
    }

    private static Markup value(JsonNode value) {
        return switch (value) {
            case ObjectNode object -> Markup.of("dd").add(list(object));
            case ArrayNode array when array.valueStream().noneMatch(JsonNode::isContainer) ->
                    Markup.of("dd")
                            .text(
                                    array.valueStream()
                                            .map(JsonNode::asString)
                                            .collect(Collectors.joining(", ")));
            case ArrayNode array -> {
                var all = Markup.of("dd");
                array.forEach(each ->
                        all.add(
                                Markup.of("div", "entry")
                                        .add(
                                                each instanceof ObjectNode object
                                                        ? list(object)
                                                        : Markup.of("p").text(each.toString()))));
                yield all;
            }
            default -> Markup.of("dd").text(value.asString());
        };
    }
}
