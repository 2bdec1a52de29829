package dev.rose;

import static dev.rose.error.RoseException.Kind.CANCELLED;
import static dev.rose.error.RoseException.Kind.ENGINE_FAILED;

import dev.rose.error.RoseException;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reverse prompts that the model wrote, each once: kept in memory, and on disk where there is a
 * folder. A file that cannot be read or written costs no more than writing anew: it is said in the
 * log and never thrown. Thread-safe, and safe against other processes.
 */
final class WrittenReverses {
    static final String SYSTEM = "You rewrite instructions.";
    static final String QUESTION =
            "Rewrite these instructions so that they ask for the exact opposite of what they ask"
                    + " for. Keep their form and their length. Answer with the rewritten"
                    + " instructions alone.\n\n%s";

    /** Kept in memory; the oldest are forgotten, since strangers may ask for any. */
    private static final int MOST_KNOWN = 256;

    private static final Logger LOG = LoggerFactory.getLogger(WrittenReverses.class);

    private final Model model;
    private final Supplier<String> fingerprint;
    private final @Nullable Path folder;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, String> known =
            new LinkedHashMap<>() {
                @Serial private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
                    return size() > MOST_KNOWN;
                }
            };

    /** Answers plainly and greedily. */
    @FunctionalInterface
    interface Model {
        String answer(String system, String question, TemplateChoice template);
    }

    /**
     * @param fingerprint tells models apart
     * @param folder made when it is first needed; null to keep nothing on disk
     */
    WrittenReverses(Model model, Supplier<String> fingerprint, @Nullable Path folder) {
        this.model = model;
        this.fingerprint = fingerprint;
        this.folder = folder;
    }

    /**
     * The reverse of {@code prompt}.
     *
     * @throws RoseException with kind {@code ENGINE_FAILED} where the model writes nothing; {@code
     *     CANCELLED} where the thread is interrupted while it waits for others
     */
    String of(String prompt, TemplateChoice template) {
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RoseException(
                    CANCELLED, "interrupted while waiting for the model to write a prompt", e);
        }
        try {
            return knownOrWritten(prompt, template);
        } finally {
            lock.unlock();
        }
    }

    private String knownOrWritten(String prompt, TemplateChoice template) {
        var question = QUESTION.formatted(prompt);
        var key = key(fingerprint.get(), template.toString(), SYSTEM, question);
        var kept = known.get(key);
        var text = kept != null ? kept : read(key).orElse("");
        if (text.isEmpty()) {
            text = model.answer(SYSTEM, question, template).strip();
            if (text.isEmpty()) {
                throw new RoseException(
                        ENGINE_FAILED,
                        "the model wrote nothing as a reverse prompt; choose another --reverse");
            }
            write(key, text);
        }
        known.put(key, text);
        return text;
    }

    private static String key(String... parts) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var part : parts) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<String> read(String key) {
        if (folder == null || !Files.isRegularFile(file(folder, key))) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(file(folder, key)).strip());
        } catch (IOException e) {
            LOG.info("a reverse prompt is written anew: {}", e.toString());
            return Optional.empty();
        }
    }

    private void write(String key, String text) {
        if (folder == null) {
            return;
        }
        try {
            Files.createDirectories(folder);
            var whole = Files.createTempFile(folder, "reverse", ".tmp");
            try {
                Files.writeString(whole, text + "\n");
                Files.move(whole, file(folder, key), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(whole);
            }
        } catch (IOException e) {
            LOG.info("a reverse prompt is not kept: {}", e.toString());
        }
    }

    private static Path file(Path folder, String key) {
        return folder.resolve(key + ".txt");
    }
}
