package dev.rose.server.api;

import dev.rose.policy.Policy;
import dev.rose.prompt.PaperPrompts;
import dev.rose.prompt.ReverseChoice;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The policies that requests may name, for those who choose between them. */
final class PolicyList {
    private PolicyList() {}

    static ObjectNode json(Answering answering) {
        var json = Json.object();
        json.put("object", "list");
        var data = json.putArray("data");
        answering.named().values().forEach(policy -> data.add(policy(policy)));
        json.put("locked", answering.locked());
        var own = policy(answering.policy());
        own.put("mode", answering.options().mode().label());
        json.set("default", own);
        return json;
    }

    private static ObjectNode policy(Policy policy) {
        var json = Json.object();
        json.put("name", policy.name());
        json.put("description", policy.description());
        json.put("positive", policy.positive());
        json.set("reverse", reverse(policy));
        json.put("alpha", policy.alpha());
        json.put("strength", policy.strength().label());
        json.put("plausibility", policy.plausibility());
        return json;
    }

    private static ArrayNode reverse(Policy policy) {
        var json = Json.array();
        for (var choice : policy.reverse()) {
            var one = json.addObject();
            one.put("text", text(choice.source()));
            one.put("weight", choice.weight());
        }
        return json;
    }

    /** A text, or the word that asks for one that depends on the safety prompt. */
    private static String text(ReverseChoice.Source source) {
        return switch (source) {
            case ReverseChoice.Manual() -> PaperPrompts.MANUAL_REVERSE;
            case ReverseChoice.Opposite() -> "opposite";
            case ReverseChoice.Random(_) -> "random";
            case ReverseChoice.ByModel() -> "model";
            case ReverseChoice.Text(_, var text) -> text;
        };
    }
}
