package dev.rose.server.access;

import io.javalin.http.Context;

/** Headers that keep browsers from doing with an answer what it is not for. */
public final class SecurityHeaders {
    /** What the page may load: its own files, and nothing written into it. */
    public static final String PAGE_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                    + " img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";

    private static final String API_POLICY = "default-src 'none'; frame-ancestors 'none'";

    private SecurityHeaders() {}

    /** For every answer; a handler {@code before} all others. */
    public static void onAll(Context context) {
        context.header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .header("X-Frame-Options", "DENY")
                .header("Cross-Origin-Resource-Policy", "same-origin")
                .header("Content-Security-Policy", API_POLICY);
    }

    /** For the page and its files, after {@link #onAll}. */
    public static void onPage(Context context) {
        context.header("Content-Security-Policy", PAGE_POLICY)
                .header("Cross-Origin-Opener-Policy", "same-origin");
    }
}
