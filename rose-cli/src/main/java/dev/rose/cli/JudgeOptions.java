package dev.rose.cli;

import dev.rose.TemplateChoice;
import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import dev.rose.eval.judge.Endpoint;
import dev.rose.eval.judge.ImportedVerdicts;
import dev.rose.eval.judge.Judge;
import dev.rose.eval.judge.JudgementCache;
import dev.rose.eval.judge.Judges;
import dev.rose.eval.judge.RefusalJudge;
import dev.rose.eval.judge.Rubric;
import dev.rose.eval.judge.Rubrics;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say by what is judged, and how a judge is asked. */
final class JudgeOptions {
    private static final int MOST_CONCURRENT = 256;
    private static final int MOST_ATTEMPTS = 20;
    private static final String OPENAI = "api.openai.com";
    private static final String OPENAI_KEY = "OPENAI_API_KEY";

    @Option(
            names = "--rubric",
            paramLabel = "NAME|FILE",
            defaultValue = "harm",
            description =
                    "what openai and local judges are asked: harm (default), pairwise, xstest,"
                            + " strongreject, harmbench, or the YAML file of one of yours")
    private String rubric = "harm";

    @Option(
            names = "--template",
            paramLabel = "NAME",
            defaultValue = "auto",
            description =
                    "in which a local judge reads its prompt: auto (default), paper, chatml, …")
    private String template = "auto";

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            defaultValue = "8",
            description = "requests to an endpoint at a time (default: 8)")
    private int concurrency = 8;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "2m",
            description = "of one request (default: 2m)")
    private String timeout = "2m";

    @Option(
            names = "--attempts",
            paramLabel = "N",
            defaultValue = "5",
            description =
                    "requests for one verdict at most (default: 5); it is unscored then, and asked"
                            + " for again the next time")
    private int attempts = 5;

    @Option(
            names = "--api-key-env",
            paramLabel = "NAME",
            description =
                    "the environment variable with the endpoint's key (default: OPENAI_API_KEY for"
                            + " api.openai.com, none for others)")
    private @Nullable String keyVariable;

    /**
     * Checks a judge's name before anything is done.
     *
     * @throws UsageException for one that there is not
     */
    void requireKnown(String judge) {
        if (judge.startsWith(Endpoint.PREFIX)) {
            endpoint(judge);
            return;
        }
        for (var prefix : new String[] {Judges.LOCAL, ImportedVerdicts.PREFIX}) {
            if (judge.startsWith(prefix) && judge.length() > prefix.length()) {
                return;
            }
        }
        if (!judge.equals(RefusalJudge.NAME)) {
            throw new UsageException(
                    "there is no judge '%s'; there are refusal, openai:URL#MODEL, local:MODEL and import:FILE"
                            .formatted(judge));
        }
    }

    /**
     * Refuses options that none of the judges has a use for.
     *
     * @throws UsageException where one of them is given
     */
    void requireUsed(List<String> judges, Given given) {
        boolean endpoint = judges.stream().anyMatch(judge -> judge.startsWith(Endpoint.PREFIX));
        boolean local = judges.stream().anyMatch(judge -> judge.startsWith(Judges.LOCAL));
        if (judges.stream().allMatch(judge -> judge.startsWith(ImportedVerdicts.PREFIX))) {
            given.refuse("verdicts are imported as they are", "--modes", "--again");
        }
        if (!endpoint && !local) {
            given.refuse(
                    "refusal and import: ask nobody; --judge openai:URL#MODEL and local:MODEL go by a rubric",
                    "--rubric",
                    "--against");
        } else if (Rubrics.find(rubric).applies() != Rubric.Applies.PAIRS) {
            given.refuse(
                    "the rubric %s compares nothing; pairwise does".formatted(rubric), "--against");
        }
        if (!endpoint) {
            given.refuse(
                    "it is for --judge openai:URL#MODEL",
                    "--concurrency",
                    "--timeout",
                    "--attempts",
                    "--api-key-env");
        }
        if (!local) {
            given.refuse(
                    "it is for --judge local:MODEL",
                    "--template",
                    "--lora",
                    "--llama-dir",
                    "--threads",
                    "--context",
                    "--gpu-layers",
                    "--draft-model");
        }
    }

    /**
     * Opens a judge that is none of files.
     *
     * @param model how a model in this process runs
     */
    Judge open(String judge, RunOptions model, Host host, Opener opener) {
        if (judge.equals(RefusalJudge.NAME)) {
            return Judges.refusal();
        }
        var asked = Rubrics.find(rubric);
        if (judge.startsWith(Judges.LOCAL)) {
            var name = judge.substring(Judges.LOCAL.length());
            var options = model.toRoseOptions(host.environment()).withModel(name);
            var choice = TemplateChoice.named(template);
            return Judges.local(name, opener.open(options, new PullProgress(host)), choice, asked);
        }
        var endpoint = endpoint(judge);
        if (Surroundings.offline(host.environment()) && !endpoint.isOnThisMachine()) {
            throw new RoseException(
                    Kind.OFFLINE,
                    "ROSE_OFFLINE is set, and %s is not on this machine; unset it to ask there"
                            .formatted(judge));
        }
        var file = Surroundings.home(host.environment()).root().resolve("judgements.db");
        return Judges.at(
                endpoint.withKey(key(endpoint, host.environment())),
                asked,
                JudgementCache.open(file));
    }

    private Endpoint endpoint(String judge) {
        if (concurrency < 1 || concurrency > MOST_CONCURRENT) {
            throw new UsageException(
                    "--concurrency must be from 1 to %d, not %d"
                            .formatted(MOST_CONCURRENT, concurrency));
        }
        if (attempts < 1 || attempts > MOST_ATTEMPTS) {
            throw new UsageException(
                    "--attempts must be from 1 to %d, not %d".formatted(MOST_ATTEMPTS, attempts));
        }
        return Endpoint.parse(judge)
                .withConcurrency(concurrency)
                .withAttempts(attempts)
                .withTimeout(Quantity.duration("--timeout", timeout));
    }

    private @Nullable String key(Endpoint endpoint, Map<String, String> environment) {
        var variable = keyVariable;
        if (variable == null) {
            // Nobody's key goes to an address that it was not made for.
            variable = OPENAI.equals(endpoint.url().getHost()) ? OPENAI_KEY : "";
        }
        if (variable.isEmpty()) {
            return null;
        }
        var key = environment.getOrDefault(variable, "").strip();
        if (key.isEmpty()) {
            throw new UsageException(
                    "%s is empty; put the key of the endpoint into it, or name another with --api-key-env"
                            .formatted(variable));
        }
        if (!key.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new UsageException(
                    "%s holds characters that no key has, a space or a line break perhaps; correct it"
                            .formatted(variable));
        }
        return key;
    }
}
