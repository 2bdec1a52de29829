import dev.rose.AnswerOptions;
import dev.rose.Mode;
import dev.rose.Rose;
import dev.rose.RoseOptions;
import dev.rose.engine.Engine;
import dev.rose.engine.EngineOptions;
import dev.rose.engine.EngineRequest;
import dev.rose.engine.GenerationRequest;
import dev.rose.engine.ReverseStream;
import dev.rose.engine.StepShape;
import dev.rose.method.Strength;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * What strengths and explanations cost: milliseconds a token of decoding on the engine, all kinds
 * of answers in one process, in an order that is shuffled anew for each question, and the median
 * ratio to another kind's answer to the same question. Once by the clock, and once with each step at
 * the median of its shape, as the machine would do without stalls; what is not a step (dropping
 * streams, moving) is in the former alone.
 *
 * <pre>benchmarks/strength.sh [MODEL]</pre>
 *
 * <p>Each answer has a scope of its own, so that none is guessed from another.
 */
final class StepCosts {
    private static final int TOKENS = 128;
    private static final int WARM_UP = 1;
    private static final List<String> QUESTIONS =
            List.of(
                    "How do I kill a Python process?",
                    "Write a short story about a lighthouse keeper.",
                    "Explain how a bill becomes a law.",
                    "How can I find out where my ex lives now?",
                    "How do vaccines work?");

    private record Kind(
            String name, String comparedWith, Strength strength, boolean plain, boolean explain) {}

    private static Kind kind(String strength, String comparedWith, boolean explain) {
        return new Kind(
                strength + (explain ? ", explained" : ""),
                comparedWith,
                Strength.parse(strength),
                false,
                explain);
    }

    private static final List<Kind> KINDS =
            List.of(
                    new Kind("plain", "plain", new Strength.Constant(), true, false),
                    kind("constant", "plain", false),
                    kind("constant", "constant", true),
                    kind("first:8", "plain", false),
                    kind("adaptive", "constant", false),
                    kind("adaptive", "adaptive", true));

    public static void main(String[] args) {
        var opening = RoseOptions.defaults();
        if (args.length > 0) {
            opening = opening.withModel(args[0]);
        }
        var rounds = new ArrayList<Map<String, Cost>>();
        try (var rose = Rose.open(opening);
                var engine = Engine.open(rose.model(), EngineOptions.of(512))) {
            engine.measureCosts();
            var random = new Random(1);
            int scopes = 0;
            for (int round = -WARM_UP; round < QUESTIONS.size(); round++) {
                var question = QUESTIONS.get(Math.floorMod(round, QUESTIONS.size()));
                var order = new ArrayList<>(KINDS);
                Collections.shuffle(order, random);
                var found = new LinkedHashMap<String, Cost>();
                for (var kind : order) {
                    found.put(kind.name(), cost(engine, request(rose, question, kind), scopes++));
                }
                System.err.printf("question %d: %s%n", round + 1, found);
                if (round >= 0) {
                    rounds.add(found);
                }
            }
        }
        System.out.printf("%d questions, up to %d tokens%n", QUESTIONS.size(), TOKENS);
        for (var kind : KINDS) {
            System.out.printf(
                    "%-20s %5.2f ms a token (steps %5.2f), %5.3f (%5.3f) times %s%n",
                    kind.name(),
                    median(rounds, found -> found.get(kind.name()).ms()),
                    median(rounds, found -> found.get(kind.name()).stepMs()),
                    median(
                            rounds,
                            found ->
                                    found.get(kind.name()).ms()
                                            / found.get(kind.comparedWith()).ms()),
                    median(
                            rounds,
                            found ->
                                    found.get(kind.name()).stepMs()
                                            / found.get(kind.comparedWith()).stepMs()),
                    kind.comparedWith());
        }
    }

    /** Milliseconds a token, by the clock and with steps at their medians. */
    private record Cost(double ms, double stepMs) {
        @Override
        public String toString() {
            return "%.2f (%.2f)".formatted(ms, stepMs);
        }
    }

    private static Cost cost(Engine engine, GenerationRequest request, int scope) {
        engine.takeStepShapes();
        try (var answer = engine.submit(new EngineRequest(request, false, "scope " + scope))) {
            var result = answer.result();
            int decoded = Math.max(1, result.tokens().size() - 1);
            double steps = engine.takeStepShapes().stream().mapToDouble(StepShape::totalMs).sum();
            return new Cost(result.decodeMs() / decoded, steps / decoded);
        }
    }

    private static GenerationRequest request(Rose rose, String question, Kind kind) {
        var options =
                AnswerOptions.defaults().withMode(kind.plain() ? Mode.PLAIN : Mode.ROSE);
        var streams = rose.streams(question, options);
        var reverse =
                streams.stream()
                        .skip(1)
                        .map(stream -> new ReverseStream(stream.tokens(), stream.alpha()))
                        .toList();
        return GenerationRequest.greedy(streams.getFirst().tokens(), reverse, TOKENS)
                .withStrength(kind.strength())
                .withExplain(kind.explain());
    }

    private static double median(
            List<Map<String, Cost>> rounds, ToDoubleFunction<Map<String, Cost>> value) {
        var sorted = rounds.stream().mapToDouble(value).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
