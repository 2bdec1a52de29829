package dev.rose.server.observe;

import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What one request is called in answers and logs. */
public final class RequestId {
    /** The header that brings it, and takes it back. */
    public static final String HEADER = "x-request-id";

    private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e]{1,128}");

    private RequestId() {}

    /** The client's, if that is 1 to 128 visible ASCII characters; else a new one. */
    public static String of(@Nullable String header) {
        return header != null && VISIBLE.matcher(header).matches()
                ? header
                : "req-" + UUID.randomUUID();
    }
}
