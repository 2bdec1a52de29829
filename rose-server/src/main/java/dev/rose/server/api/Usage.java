package dev.rose.server.api;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tokens of a request.
 *
 * @param prompt of its prompts as the user sees them, each counted once
 * @param completion of all answers
 */
record Usage(int prompt, int completion) {

    /** Of all answers to a request, several of which may answer the same prompt. */
    static Usage of(List<Answered> answers, int choices) {
        int prompt = 0;
        int completion = 0;
        for (var answered : answers) {
            completion += answered.completionTokens();
            if (answered.job().index() % choices == 0) {
                prompt += answered.job().promptTokens();
            }
        }
        return new Usage(prompt, completion);
    }

    int total() {
        return prompt + completion;
    }

    ObjectNode json() {
        var json = Json.object();
        json.put("prompt_tokens", prompt);
        json.put("completion_tokens", completion);
        json.put("total_tokens", total());
        return json;
    }
}
