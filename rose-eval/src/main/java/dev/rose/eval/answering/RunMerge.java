package dev.rose.eval.answering;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import dev.rose.eval.run.RunAnswer;
import dev.rose.eval.run.RunFolder;
import dev.rose.eval.run.RunItem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Makes one run of its shards: the same as if it had not been divided. */
public final class RunMerge {
    private static final String SHARD = "shard";

    private final List<Part> parts;

    private record Part(
            RunFolder folder, Shard shard, List<RunItem> items, List<RunAnswer> answers) {
        String name() {
            return folder.path().toString();
        }
    }

    private RunMerge(List<Part> parts) {
        this.parts = parts;
    }

    /**
     * Writes the run that {@code folders} are the shards of. Where it was ended before, it goes on.
     *
     * @param folders in any order
     * @param out of the whole run
     * @return how many answers it has
     * @throws RoseException with kind {@code INVALID_REQUEST} where a shard is missing, there
     *     twice, not finished or of another run; else as {@link RunFolder}
     */
    public static int of(List<Path> folders, Path out) {
        var runs = folders.stream().map(RunFolder::open).toList();
        try {
            return new RunMerge(parts(runs)).into(out);
        } finally {
            runs.forEach(RunFolder::close);
        }
    }

    private static List<Part> parts(List<RunFolder> runs) {
        var first = runs.getFirst();
        int of = shard(first).of();
        var parts = new @Nullable Part[of];
        for (var run : runs) {
            run.requireLike(first, SHARD);
            var part = new Part(run, shard(run), run.items(), all(run::answers));
            var twin = parts[part.shard().index() - 1];
            if (twin != null) {
                throw refused(
                        "shard %s is there twice, in %s and in %s; name each shard once"
                                .formatted(part.shard(), twin.name(), part.name()));
            }
            requireWhole(part);
            parts[part.shard().index() - 1] = part;
        }
        var whole = new ArrayList<Part>();
        for (int i = 0; i < of; i++) {
            var part = parts[i];
            if (part == null) {
                throw refused(
                        "shard %s is missing; name its folder too, or make it with --shard %s"
                                .formatted(new Shard(i + 1, of), new Shard(i + 1, of)));
            }
            whole.add(part);
        }
        return whole;
    }

    private static Shard shard(RunFolder run) {
        return Shard.parse(run.manifest().path(SHARD).asString(""));
    }

    private static void requireWhole(Part part) {
        int arms = part.folder().arms().size();
        if (part.answers().size() != part.items().size() * arms) {
            throw refused(
                    "%s has %d of %d answers; finish it by the command that began it"
                            .formatted(
                                    part.name(),
                                    part.answers().size(),
                                    part.items().size() * arms));
        }
    }

    private static RoseException refused(String message) {
        return new RoseException(Kind.INVALID_REQUEST, message);
    }

    private int into(Path out) {
        try (var run = RunFolder.write(out, manifest())) {
            run.put(interleaved(Part::items, 1));
            var answers = interleaved(Part::answers, run.arms().size());
            addRest(answers, all(run::answers), run::add, out);
            addRest(each(RunFolder::verdicts), all(run::verdicts), run::add, out);
            addRest(each((folder, to) -> folder.speeds().forEach(to)), run.speeds(), run::add, out);
            return answers.size();
        }
    }

    /** That of the shards, with the items of all of them. */
    private ObjectNode manifest() {
        var manifest = parts.getFirst().folder().manifest();
        manifest.put(SHARD, Shard.whole().toString());
        return manifest;
    }

    /** Lines of all parts in the order of the undivided run, {@code each} of an item. */
    private <T> List<T> interleaved(Function<Part, List<T>> lines, int each) {
        var all = new ArrayList<T>();
        int rounds = parts.stream().mapToInt(part -> part.items().size()).max().orElse(0);
        for (int round = 0; round < rounds; round++) {
            for (var part : parts) {
                if (round < part.items().size()) {
                    all.addAll(lines.apply(part).subList(round * each, (round + 1) * each));
                }
            }
        }
        return all;
    }

    @FunctionalInterface
    private interface Reading<T> {
        void read(RunFolder folder, Consumer<T> to);
    }

    private <T> List<T> each(Reading<T> reading) {
        var all = new ArrayList<T>();
        parts.forEach(part -> reading.read(part.folder(), all::add));
        return all;
    }

    private static <T> List<T> all(Consumer<Consumer<T>> reading) {
        var all = new ArrayList<T>();
        reading.accept(all::add);
        return all;
    }

    /** Adds what is not there yet; what is there must be the beginning. */
    private static <T> void addRest(List<T> lines, List<T> there, Consumer<T> add, Path out) {
        if (there.size() > lines.size() || !lines.subList(0, there.size()).equals(there)) {
            throw refused("%s holds something else already; give another --out".formatted(out));
        }
        lines.subList(there.size(), lines.size()).forEach(add);
    }
}
