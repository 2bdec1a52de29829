package dev.rose.cli;

import com.sun.management.OperatingSystemMXBean;
import dev.rose.AnswerOptions;
import dev.rose.Rose;
import dev.rose.RoseOptions;
import dev.rose.catalogue.ModelCatalogue;
import dev.rose.catalogue.ModelRef;
import dev.rose.policy.Policy;
import dev.rose.server.models.ModelOpener;
import dev.rose.server.models.ModelPool;
import dev.rose.server.models.ModelSize;
import dev.rose.server.models.ServedModel;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say which models a server has. */
final class ServedModels {
    /**
     * Tokens of a stream where the model could have more: each costs memory in every slot, and
     * clearing that memory is most of what the start takes beside the model.
     */
    private static final int DEFAULT_CONTEXT = 2048;

    private static final int FEWEST_REVERSE = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Option(
            names = "--model",
            paramLabel = "[NAME=]MODEL",
            description =
                    "smollm2 (default), a GGUF file, or hf:OWNER/REPO/FILE, and what requests call"
                            + " it; may be repeated: the first is opened at once, others when asked"
                            + " for")
    private List<String> models = List.of(RoseOptions.DEFAULT_MODEL);

    @Option(
            names = "--model-memory",
            paramLabel = "SIZE",
            description =
                    "of all models together; the least recently used goes where another needs room"
                            + " (default: half of the machine's)")
    private @Nullable String memory;

    @Mixin private RunOptions run = new RunOptions();

    /**
     * How the models are opened.
     *
     * @param policy whose prompts are kept ready
     * @param options of an answer, without the texts of its prompts
     * @param slots answers at a time
     * @param fixed whether no request may bring more reverse prompts than the policy has
     */
    record Serving(Policy policy, AnswerOptions options, int slots, boolean fixed) {}

    /**
     * The models, of which none is opened yet.
     *
     * @throws UsageException for an impossible value
     * @throws dev.rose.error.RoseException for a model that is not written as one, or is not there
     */
    ModelPool pool(Serving serving, Host host, Opener opener) {
        var served = models.stream().map(ServedModel::parse).toList();
        var base = run.toRoseOptions(host.environment()).withSlots(serving.slots());
        for (var model : served) {
            ModelRef.parse(model.model()); // what is misspelt is said now, not at its first use
        }
        return new ModelPool(
                served,
                new ModelPool.Limits(bytes(), PATIENCE),
                new Opening(host, opener, base, served.getFirst().model(), serving));
    }

    private long bytes() {
        if (memory != null) {
            return Quantity.bytes("--model-memory", memory);
        }
        if (models.size() == 1) {
            return Long.MAX_VALUE; // and no time is spent on asking the machine
        }
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getTotalMemorySize() / 2;
    }

    /** Adapters and a draft model fit one model: the first. */
    private record Opening(
            Host host, Opener opener, RoseOptions base, String first, Serving serving)
            implements ModelOpener {

        @Override
        public long bytes(String model) {
            var file =
                    new ModelCatalogue(base.catalogue())
                            .resolve(ModelRef.parse(model), new PullProgress(host));
            return ModelSize.of(file);
        }

        @Override
        public Rose open(String model) {
            var options = model.equals(first) ? base : base.withAdapters().withDraftModel(null);
            // A context that was asked for is refused where the model has less; the default is not.
            var rose = opener.open(options.withModel(model), new PullProgress(host));
            try {
                var prompts =
                        rose.prompts(serving.policy().prompts(), serving.options().template());
                var pinned = serving.options().withPrompts(prompts);
                int reverse = serving.policy().reverse().size();
                int context =
                        base.context() > 0
                                ? base.context()
                                : Math.min(DEFAULT_CONTEXT, rose.model().info().contextLength());
                rose.prepare(
                        context,
                        serving.fixed() ? reverse : Math.max(reverse, FEWEST_REVERSE),
                        List.of(pinned));
                return rose;
            } catch (RuntimeException | Error e) {
                rose.close();
                throw e;
            }
        }
    }
}
