package dev.rose.cli;

import static dev.rose.error.RoseException.Kind.STORAGE;

import dev.rose.error.RoseException;
import dev.rose.server.observe.AccessLog;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Where {@code --access-log} goes. */
final class RequestLog implements AutoCloseable {
    private final @Nullable PrintStream out;
    private final boolean owned;

    private RequestLog(@Nullable PrintStream out, boolean owned) {
        this.out = out;
        this.owned = owned;
    }

    /**
     * Opens a file behind what is in it.
     *
     * @param target a file's name, {@code -} for {@code err}, null for nowhere
     */
    static RequestLog to(@Nullable String target, PrintStream err) {
        if (target == null) {
            return new RequestLog(null, false);
        }
        if (target.isBlank()) {
            throw new UsageException("--access-log is empty; name a file, or - for stderr");
        }
        if (target.equals("-")) {
            return new RequestLog(err, false);
        }
        var file = TextArgument.path("--access-log", target);
        try {
            return new RequestLog(
                    new PrintStream(
                            new FileOutputStream(file.toFile(), true),
                            false,
                            StandardCharsets.UTF_8),
                    true);
        } catch (IOException e) {
            throw new RoseException(
                    STORAGE,
                    "cannot write '%s' (%s); check --access-log"
                            .formatted(target, TextArgument.reason(e)),
                    e);
        }
    }

    /** The lines of requests. */
    AccessLog lines(boolean prompts) {
        return out == null ? AccessLog.none() : AccessLog.to(out, prompts);
    }

    @Override
    public void close() {
        if (owned && out != null) {
            out.close();
        }
    }
}
