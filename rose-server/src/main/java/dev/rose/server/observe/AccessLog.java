package dev.rose.server.observe;

import java.io.PrintStream;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One line of JSON a request. Never a key; a prompt only where the operator asked for them. Safe
 * for any number of threads.
 */
public final class AccessLog {
    private static final int LONGEST_PATH = 256;
    private static final double NANOS_A_MILLISECOND = 1e6;

    private final JsonMapper json = JsonMapper.shared();
    private final @Nullable PrintStream out;
    private final boolean prompts;

    private AccessLog(@Nullable PrintStream out, boolean prompts) {
        this.out = out;
        this.prompts = prompts;
    }

    /**
     * Logs to a stream.
     *
     * @param out gets the lines, each in one piece
     * @param prompts whether prompts are logged
     */
    public static AccessLog to(PrintStream out, boolean prompts) {
        return new AccessLog(out, prompts);
    }

    /** Logs nothing. */
    public static AccessLog none() {
        return new AccessLog(null, false);
    }

    public void write(AccessEntry entry) {
        if (out == null) {
            return;
        }
        var line = json.writeValueAsString(node(entry)) + "\n";
        out.print(line);
        out.flush();
    }

    private ObjectNode node(AccessEntry entry) {
        var node = json.createObjectNode();
        node.put("time", entry.time().toString());
        node.put("id", entry.id());
        putKnown(node, "caller", entry.caller());
        node.put("method", entry.method());
        node.put("path", shortened(entry.path()));
        node.put("status", entry.status());
        node.put("ms", Math.round(entry.took().toNanos() / NANOS_A_MILLISECOND * 10) / 10.0);
        putKnown(node, "model", entry.model());
        if (!entry.answers().isEmpty()) {
            putAnswers(node, entry);
        }
        putKnown(node, "error", entry.error());
        if (prompts) {
            putKnown(node, "prompt", entry.prompt());
        }
        return node;
    }

    private static void putAnswers(ObjectNode node, AccessEntry entry) {
        var answers = entry.answers();
        node.put("mode", answers.getFirst().mode());
        node.put("tokens_in", answers.stream().mapToInt(AnswerFigures::promptTokens).sum());
        node.put("tokens_out", answers.stream().mapToInt(AnswerFigures::completionTokens).sum());
        node.put("tokens_changed", answers.stream().mapToInt(AnswerFigures::changedTokens).sum());
        node.put(
                "finish",
                answers.stream().map(AnswerFigures::finishReason).collect(Collectors.joining(",")));
    }

    private static void putKnown(ObjectNode node, String name, @Nullable String value) {
        if (value != null) {
            node.put(name, value);
        }
    }

    private static String shortened(String path) {
        return path.length() <= LONGEST_PATH ? path : path.substring(0, LONGEST_PATH) + "…";
    }
}
