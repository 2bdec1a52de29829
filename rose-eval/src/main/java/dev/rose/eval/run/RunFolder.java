package dev.rose.eval.run;

import dev.rose.Mode;
import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run on disk. Files grow by whole lines, each written out before the next begins; a last line
 * that was torn is mended when the folder is opened to write.
 *
 * <ul>
 *   <li>{@code manifest.json}: what makes the run what it is
 *   <li>{@code items.jsonl}, {@code answers.jsonl}, {@code verdicts.jsonl}, {@code speed.jsonl}
 *   <li>{@code steer.json}, where it was measured
 * </ul>
 *
 * <p>One writes at a time, of all processes; any number read meanwhile. Thread-safe.
 */
public final class RunFolder implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String MANIFEST = "manifest.json";
    private static final String ITEMS = "items.jsonl";
    private static final String VERDICTS = "verdicts.jsonl";
    private static final String STEERING = "steer.json";

    private final Path folder;
    private final ObjectNode manifest;
    private final LinesFile items;
    private final LinesFile answers;
    private final LinesFile verdicts;
    private final LinesFile speeds;
    private @Nullable RunLock lock;

    private RunFolder(Path folder, ObjectNode manifest) {
        this.folder = folder;
        this.manifest = manifest;
        this.items = new LinesFile(folder.resolve(ITEMS));
        this.answers = new LinesFile(folder.resolve("answers.jsonl"));
        this.verdicts = new LinesFile(folder.resolve(VERDICTS));
        this.speeds = new LinesFile(folder.resolve("speed.jsonl"));
    }

    /**
     * Opens a folder to write, and makes it where it is not there.
     *
     * @param manifest of the run that is to be made; its {@code machine} may differ from that of a
     *     run that is there
     * @throws RoseException with kind {@code INVALID_REQUEST} and the differences in words where
     *     the folder holds a run with another manifest; {@code BUSY} where another writes to it;
     *     {@code STORAGE} where it cannot be written
     */
    public static RunFolder write(Path folder, ObjectNode manifest) {
        try {
            Files.createDirectories(folder);
        } catch (FileAlreadyExistsException e) {
            throw new RoseException(
                    Kind.STORAGE, "%s is a file; give a folder".formatted(folder), e);
        } catch (IOException e) {
            throw storage("make", folder, e);
        }
        var run = new RunFolder(folder, manifest);
        try {
            run.claim();
            requireSame(folder, manifest);
            run.answers.mend();
            run.verdicts.mend();
            run.speeds.mend();
        } catch (RuntimeException e) {
            run.close();
            throw e;
        }
        return run;
    }

    private static void requireSame(Path folder, ObjectNode manifest) {
        var file = folder.resolve(MANIFEST);
        if (!Files.exists(file)) {
            replace(file, manifest);
            return;
        }
        // Numbers that were read are not of the same Java types as those that are to be written.
        var difference = ManifestDifference.between(read(file), parsed(manifest));
        if (!difference.isEmpty()) {
            throw new RoseException(
                    Kind.INVALID_REQUEST,
                    "%s holds another run (%s); give the same options as before, or another --out"
                            .formatted(folder, difference));
        }
    }

    private static ObjectNode parsed(ObjectNode manifest) {
        return (ObjectNode) JSON.readTree(JSON.writeValueAsString(manifest));
    }

    /**
     * Takes the right to write now, and not with the first line: whoever pays for what is to be
     * written knows that it can be. It is given back by {@link #close}. Idempotent.
     *
     * @throws RoseException with kind {@code BUSY} and who has it, where another has
     */
    public synchronized void claim() {
        if (lock == null) {
            lock = RunLock.take(folder);
        }
    }

    /**
     * Refuses early what {@link #write} would refuse, before a model is loaded for it. Nothing
     * happens where there is no run.
     *
     * @throws RoseException with kind {@code BUSY} where another writes to the run
     */
    public static void requireFree(Path folder) {
        if (Files.exists(folder.resolve(MANIFEST))) {
            RunLock.take(folder).close();
        }
    }

    /** Whether there is a run with verdicts. */
    public static boolean isJudged(Path folder) {
        return Files.exists(folder.resolve(VERDICTS));
    }

    /**
     * Opens a run that is there, to judge it: {@link #open}, and {@link #claim}.
     *
     * @throws RoseException as these
     */
    public static RunFolder openToWrite(Path folder) {
        var run = open(folder);
        run.claim();
        return run;
    }

    /**
     * Opens a run that is there, to tell of it. The first that is written to it takes the right to
     * write.
     *
     * @throws RoseException with kind {@code NOT_FOUND} where there is none
     */
    public static RunFolder open(Path folder) {
        if (!Files.exists(folder.resolve(MANIFEST))) {
            throw new RoseException(
                    Kind.NOT_FOUND,
                    "there is no run in %s; ./rose eval … --out %s makes one"
                            .formatted(folder, folder));
        }
        return new RunFolder(folder, read(folder.resolve(MANIFEST)));
    }

    /**
     * Refuses another run.
     *
     * @param but fields of the manifest that may differ
     * @throws RoseException with kind {@code INVALID_REQUEST} and the differences in words
     */
    public void requireLike(RunFolder other, String... but) {
        var mine = manifest.deepCopy();
        var theirs = other.manifest.deepCopy();
        for (var field : but) {
            mine.remove(field);
            theirs.remove(field);
        }
        var difference = ManifestDifference.between(theirs, mine);
        if (!difference.isEmpty()) {
            throw new RoseException(
                    Kind.INVALID_REQUEST,
                    "%s is another run than %s (%s)".formatted(folder, other.folder, difference));
        }
    }

    public Path path() {
        return folder;
    }

    public ObjectNode manifest() {
        return manifest.deepCopy();
    }

    /** The columns of the run, in the order in which each item is answered. */
    public List<Arm> arms() {
        var arms = new ArrayList<Arm>();
        manifest.path("arms").forEach(arm -> arms.add(arm(arm, arm.path("policy").asString(""))));
        return arms;
    }

    /**
     * The plain arm with the positive prompt of {@code arm}, to compare it with. It may bear the
     * name of another policy with the same prompt. Empty where the run has none, or for no arm of
     * the run.
     */
    public Optional<Arm> plainOf(Arm arm) {
        for (var node : manifest.path("arms")) {
            if (node.has("plain") && arm(node, node.path("policy").asString("")).equals(arm)) {
                return Optional.of(new Arm(Mode.PLAIN, node.path("plain").asString("")));
            }
        }
        return Optional.empty();
    }

    private static Arm arm(JsonNode node, String policy) {
        var mode = node.path("mode").asString("").toUpperCase(Locale.ROOT);
        return new Arm(Mode.valueOf(mode), policy);
    }

    /**
     * Whether a model made the run; true where the run does not say.
     *
     * @param fingerprint of the model with its adapters
     */
    public boolean isOfModel(String fingerprint) {
        var made = manifest.path("model").path("fingerprint").asString("");
        return made.isEmpty() || made.equals(fingerprint);
    }

    /** In the order in which they are asked. */
    public List<RunItem> items() {
        var read = new ArrayList<RunItem>();
        items.read(line -> read.add(RunJson.item(line)));
        return read;
    }

    /** Gives each answer that is there, in the order of the file, without holding all of them. */
    public void answers(Consumer<RunAnswer> reader) {
        answers.read(line -> reader.accept(RunJson.answer(line)));
    }

    /** Gives each verdict, likewise; of two about the same the later one counts. */
    public void verdicts(Consumer<Verdict> reader) {
        verdicts.read(line -> reader.accept(RunJson.verdict(line)));
    }

    public List<Speed> speeds() {
        var read = new ArrayList<Speed>();
        speeds.read(line -> read.add(RunJson.speed(line)));
        return read;
    }

    public Optional<Steering> steering() {
        var file = folder.resolve(STEERING);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.treeToValue(read(file), Steering.class));
        } catch (JacksonException e) {
            throw damaged(file, e);
        }
    }

    /** Writes the items, once; nothing happens where they are there. */
    public void put(List<RunItem> asked) {
        var file = folder.resolve(ITEMS);
        if (Files.exists(file)) {
            return;
        }
        claim();
        var lines = new StringBuilder();
        for (var item : asked) {
            lines.append(LinesFile.json(RunJson.write(item))).append('\n');
        }
        replace(file, lines.toString());
    }

    public void add(RunAnswer answer) {
        claim();
        answers.add(RunJson.write(answer));
    }

    public void add(Verdict verdict) {
        claim();
        verdicts.add(RunJson.write(verdict));
    }

    public void add(Speed speed) {
        claim();
        speeds.add(RunJson.write(speed));
    }

    public void put(Steering steering) {
        claim();
        replace(folder.resolve(STEERING), JSON.valueToTree(steering));
    }

    private static ObjectNode read(Path file) {
        try {
            return (ObjectNode) JSON.readTree(Files.readString(file));
        } catch (IOException e) {
            throw storage("read", file, e);
        } catch (JacksonException | ClassCastException e) {
            throw damaged(file, e);
        }
    }

    private static void replace(Path file, ObjectNode content) {
        replace(file, LinesFile.escaped(content.toPrettyString()) + "\n");
    }

    private static void replace(Path file, String content) {
        var beside = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.writeString(beside, content);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            try {
                Files.deleteIfExists(beside);
            } catch (IOException left) {
                e.addSuppressed(left);
            }
            throw storage("write", file, e);
        }
    }

    private static RoseException damaged(Path file, Exception e) {
        return new RoseException(
                Kind.INVALID_REQUEST,
                "%s cannot be read; restore it, or begin the run anew in another folder"
                        .formatted(file),
                e);
    }

    static RoseException storage(String what, Path file, IOException e) {
        var reason = e.getMessage() == null ? e.toString() : e.getMessage();
        return new RoseException(
                Kind.STORAGE,
                "cannot %s %s (%s); check the disk and its permissions, then start the same command again"
                        .formatted(what, file, reason),
                e);
    }

    /** Idempotent. */
    @Override
    public synchronized void close() {
        var held = lock;
        lock = null;
        // The lock goes last, and in any case.
        try (held;
                items;
                answers;
                verdicts;
                speeds) {}
    }
}
