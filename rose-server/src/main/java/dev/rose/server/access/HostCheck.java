package dev.rose.server.access;

import dev.rose.server.error.ApiException;
import io.javalin.http.Context;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Keeps pages of strangers from a server that asks for no keys: a name that its owner points at the
 * reader's machine makes the server look like the page's own ("DNS rebinding"), so only addresses
 * and {@code localhost} are answered.
 */
public final class HostCheck {
    private static final Pattern LOCAL =
            Pattern.compile(
                    "(?:localhost|[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|\\[[0-9a-f:.]+])(?::[0-9]+)?");

    private final boolean on;

    private HostCheck(boolean on) {
        this.on = on;
    }

    /**
     * The check that a server needs.
     *
     * @param keys whether requests must bring a key, which pages of strangers do not have
     * @param insecure whether the operator wants none
     */
    public static HostCheck of(boolean keys, boolean insecure) {
        return new HostCheck(!keys && !insecure);
    }

    /**
     * Checks a request.
     *
     * @throws ApiException 403 {@code host_not_allowed} if the request is for another name
     */
    void before(Context context) {
        var host = context.header("Host");
        if (on && host != null && !LOCAL.matcher(host.toLowerCase(Locale.ROOT)).matches()) {
            throw ApiException.forbidden(
                    null,
                    "host_not_allowed",
                    "without API keys this server answers to addresses and localhost alone; ask it"
                            + " by those, or start it with --api-keys or --insecure");
        }
    }
}
