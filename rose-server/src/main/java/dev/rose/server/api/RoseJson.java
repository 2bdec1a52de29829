package dev.rose.server.api;

import dev.rose.engine.TokenReport;
import dev.rose.method.StepExplanation;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The {@code rose} of answers: what was contrasted and what came of it. */
final class RoseJson {
    private final Answering.Settled settled;
    private final TokenWords words;

    RoseJson(Answering.Settled settled, TokenWords words) {
        this.settled = settled;
        this.words = words;
    }

    /** Of one answer, without its steps. */
    ObjectNode summary(Answered answered) {
        var json = Json.object();
        var options = answered.job().options();
        json.put("mode", options.mode().label());
        json.put("policy", settled.policy().name());
        json.put("alpha", options.totalAlpha());
        var result = answered.result();
        json.put("changed_tokens", result == null ? 0 : result.changedTokens());
        Json.put(json, "overhead", result == null ? Double.NaN : result.overhead());
        json.put("reverse_prompt_tokens", answered.reversePromptTokens());
        if (answered.ended() != null) {
            json.put("ended", answered.ended());
        }
        return json;
    }

    /** Of one answer, with its steps where they were wanted. */
    ObjectNode whole(Answered answered) {
        var json = summary(answered);
        if (answered.job().options().explain()) {
            addSteps(json, answered.reports());
        }
        return json;
    }

    /** The steps of some tokens alone. */
    ObjectNode steps(List<TokenReport> reports) {
        var json = Json.object();
        addSteps(json, reports);
        return json;
    }

    private void addSteps(ObjectNode json, List<TokenReport> reports) {
        var steps = json.putArray("steps");
        for (var report : reports) {
            var step = report.step();
            if (step != null) {
                steps.add(step(step));
            }
        }
    }

    private ObjectNode step(StepExplanation step) {
        var json = Json.object();
        json.put("token", words.text(step.token()));
        json.put("id", step.token());
        json.put("changed", step.changed());
        json.put("plain_token", words.text(step.plainToken()));
        json.put("alpha", step.alpha());
        Json.put(json, "divergence", step.divergence());
        Json.put(json, "positive", step.positive());
        Json.put(json, "reverse", step.reverse());
        Json.put(json, "rose", step.rose());
        json.set("positive_top", best(step.positiveTop()));
        json.set(
                "reverse_top",
                best(
                        step.reverseStreams().isEmpty()
                                ? List.of()
                                : step.reverseStreams().getFirst().top()));
        json.set("rose_top", best(step.roseTop()));
        return json;
    }

    private ArrayNode best(List<StepExplanation.Candidate> candidates) {
        var json = Json.array();
        for (var candidate : candidates) {
            var one = json.addObject();
            one.put("token", words.text(candidate.token()));
            one.put("id", candidate.token());
            Json.put(one, "p", candidate.probability());
        }
        return json;
    }
}
