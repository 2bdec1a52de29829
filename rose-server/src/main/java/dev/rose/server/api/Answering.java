package dev.rose.server.api;

import dev.rose.AnswerOptions;
import dev.rose.Mode;
import dev.rose.Rose;
import dev.rose.TemplateChoice;
import dev.rose.error.RoseException;
import dev.rose.method.Sampling;
import dev.rose.policy.Policies;
import dev.rose.policy.Policy;
import dev.rose.server.access.Caller;
import dev.rose.server.error.ApiException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the server answers where a request leaves it open, and what a request may change.
 *
 * @param policy what is contrasted
 * @param options mode, template, sampling, decoder and the length of answers; what the policy says
 *     too is not read from here
 * @param named policies that requests may name, by name
 * @param locked whether requests may not change what is contrasted
 * @param mostTokens of an answer; 0 for as many as the context holds
 */
public record Answering(
        Policy policy,
        AnswerOptions options,
        Map<String, Policy> named,
        boolean locked,
        int mostTokens) {
    /** OpenAI's length of a completion that asks for none. */
    static final int COMPLETION_TOKENS = 16;

    // SecureRandom, so that nobody can tell from one answer's seed what another's was.
    private static final SecureRandom SEEDS = new SecureRandom();

    public Answering {
        if (mostTokens < 0) {
            throw new IllegalArgumentException("mostTokens must not be negative: " + mostTokens);
        }
        var all = new LinkedHashMap<String, Policy>();
        all.put(policy.name(), policy);
        named.forEach(all::putIfAbsent);
        named = Collections.unmodifiableMap(all);
    }

    /** The paper's policy, all that is shipped by name, nothing locked. */
    public static Answering defaults() {
        var named = new LinkedHashMap<String, Policy>();
        Policies.SHIPPED.forEach(name -> named.put(name, new Policies(Path.of("")).find(name)));
        return new Answering(
                Policy.paper(), AnswerOptions.defaults().withMaxTokens(1024), named, false, 0);
    }

    /**
     * What a request comes to.
     *
     * @param policy what is contrasted in the end; its name is that of the policy it began with
     */
    record Settled(Policy policy, AnswerOptions options) {}

    /**
     * Puts together what a request and the server want.
     *
     * @param length tokens of an answer where the request does not say
     * @throws ApiException 400 for a policy that is not there or an answer that is too long, 403
     *     for what is locked or more than the caller may have
     */
    Settled settle(Decoding decoding, int length, Caller caller) {
        try {
            return settled(decoding, length, caller);
        } catch (IllegalArgumentException e) {
            // The records of options check what they are given and name it.
            throw ApiException.invalid(null, "invalid_value", String.valueOf(e.getMessage()));
        }
    }

    private Settled settled(Decoding decoding, int length, Caller caller) {
        var contrast = decoding.contrast();
        var wanted = wanted(contrast);
        var mode = contrast.mode() == null ? options.mode() : contrast.mode();
        if (locked) {
            requireUnchanged(wanted, mode);
        }
        var template = wanted.template();
        return new Settled(
                wanted,
                options.withMode(mode)
                        .withAlpha(wanted.alpha())
                        .withStrength(wanted.strength())
                        .withPlausibility(wanted.plausibility())
                        .withTemplate(
                                template == null ? options.template() : TemplateChoice.of(template))
                        .withSampling(sampling(decoding))
                        .withMaxTokens(length(decoding, length, caller))
                        .withStop(decoding.stop().toArray(String[]::new))
                        .withExplain(contrast.explain())
                        .withLogprobs(decoding.logprobs())
                        .withScope(caller.name()));
    }

    /** With the prompts, which the model may have to write. */
    static AnswerOptions prompted(Settled settled, Rose rose) {
        var options = settled.options();
        for (int token : options.sampling().logitBias().keySet()) {
            int size = rose.model().vocabulary().size();
            if (token >= size) {
                throw ApiException.invalid(
                        "logit_bias",
                        "invalid_value",
                        "there is no token %d; this model has 0 to %d".formatted(token, size - 1));
            }
        }
        return options.withPrompts(rose.prompts(settled.policy().prompts(), options.template()));
    }

    /**
     * For one of several answers to a prompt: each draws otherwise, in a way that can be repeated.
     */
    static AnswerOptions choice(AnswerOptions options, int index) {
        var sampling = options.sampling();
        return options.withSampling(sampling.withSeed(sampling.seed() + index));
    }

    private Policy wanted(Contrast contrast) {
        var base = contrast.policy() == null ? policy : byName(contrast.policy());
        return new Policy(
                base.name(),
                base.description(),
                orElse(contrast.positive(), base.positive()),
                orElse(contrast.reverse(), base.reverse()),
                orElse(contrast.alpha(), base.alpha()),
                orElse(contrast.strength(), base.strength()),
                orElse(contrast.plausibility(), base.plausibility()),
                base.template());
    }

    private static <T> T orElse(@Nullable T wanted, T otherwise) {
        return wanted == null ? otherwise : wanted;
    }

    private Policy byName(String name) {
        var found = named.get(name);
        if (found == null) {
            throw ApiException.invalid(
                    "rose.policy",
                    "policy_not_found",
                    "there is no such policy; there are " + String.join(", ", named.keySet()));
        }
        return found;
    }

    private void requireUnchanged(Policy wanted, Mode mode) {
        requireSame("mode", mode, options.mode());
        requireSame("policy", wanted.name(), policy.name());
        requireSame("alpha", wanted.alpha(), policy.alpha());
        requireSame("reverse", wanted.reverse(), policy.reverse());
        requireSame("positive", wanted.positive(), policy.positive());
        requireSame("strength", wanted.strength(), policy.strength());
        requireSame("plausibility", wanted.plausibility(), policy.plausibility());
    }

    private static void requireSame(String field, Object wanted, Object own) {
        if (!Objects.equals(wanted, own)) {
            throw ApiException.forbidden(
                    "rose." + field,
                    "policy_locked",
                    "this server's policy is locked: leave out 'rose.%s'".formatted(field));
        }
    }

    private int length(Decoding decoding, int otherwise, Caller caller) {
        var wanted = decoding.maxTokens();
        if (wanted != null && mostTokens > 0 && wanted > mostTokens) {
            throw ApiException.invalid(
                    "max_tokens",
                    "invalid_value",
                    "'max_tokens' may be %d here, not %d".formatted(mostTokens, wanted));
        }
        int length = Math.max(1, caller.limits().maxTokens("max_tokens", wanted, otherwise));
        return mostTokens > 0 ? Math.min(length, mostTokens) : length;
    }

    private Sampling sampling(Decoding decoding) {
        var own = options.sampling();
        var temperature = decoding.temperature();
        var topP = decoding.topP();
        return new Sampling(
                temperature == null ? own.temperature() : temperature.floatValue(),
                own.topK(),
                // 0 is allowed by OpenAI and means the best token alone.
                topP == null ? own.topP() : Math.max(topP.floatValue(), Float.MIN_NORMAL),
                own.minP(),
                decoding.seed() == null ? SEEDS.nextLong() : decoding.seed(),
                (float) decoding.presencePenalty(),
                (float) decoding.frequencyPenalty(),
                decoding.bias());
    }

    /**
     * Checks that the policies that can be named are whole.
     *
     * @throws RoseException for one that is broken
     */
    public static Map<String, Policy> named(List<Policies.Entry> entries) {
        var named = new LinkedHashMap<String, Policy>();
        for (var entry : entries) {
            named.put(entry.name(), entry.reading().require());
        }
        return named;
    }
}
