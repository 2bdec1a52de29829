package dev.rose.server.api;

import dev.rose.method.StepExplanation;
import dev.rose.model.Vocabulary;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The {@code rose} of answers: what was contrasted and what came of it. */
final class RoseJson {
    private final Answering.Settled settled;
    private final Vocabulary vocabulary;

    RoseJson(Answering.Settled settled, Vocabulary vocabulary) {
        this.settled = settled;
        this.vocabulary = vocabulary;
    }

    /** Of one answer, without its steps. */
    ObjectNode summary(Answered answered) {
        var json = Json.object();
        var options = answered.job().options();
        json.put("mode", options.mode().label());
        json.put("policy", settled.policy().name());
        json.put("alpha", options.totalAlpha());
        json.put("reverse_prompt_tokens", answered.result().reversePromptTokens());
        if (answered.ended() != null) {
            json.put("ended", answered.ended());
        }
        return json;
    }

    /**
     * Of all answers to a request: the first one's, and the steps of each where they were wanted.
     */
    ObjectNode whole(List<Answered> answers) {
        var json = summary(answers.getFirst());
        if (settled.options().explain()) {
            json.set("steps", steps(answers.getFirst().result().steps()));
        }
        return json;
    }

    ArrayNode steps(List<StepExplanation> steps) {
        var json = Json.array();
        steps.forEach(step -> json.add(step(step)));
        return json;
    }

    private ObjectNode step(StepExplanation step) {
        var json = Json.object();
        json.put("token", vocabulary.spelling(step.token()));
        json.put("id", step.token());
        json.put("changed", step.changed());
        json.put("plain_token", vocabulary.spelling(step.plainToken()));
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
            one.put("token", vocabulary.spelling(candidate.token()));
            one.put("id", candidate.token());
            Json.put(one, "p", candidate.probability());
        }
        return json;
    }
}
