package dev.rose.server.access;

import dev.rose.server.error.ApiException;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which other sites' scripts may ask this server: those that the operator names, else none.
 *
 * <p>Without this a page anywhere on the web could make a reader's browser ask a server on the
 * reader's own machine: it would not see the answer, but the model would work. So a request that
 * names an origin which is neither this server's own nor allowed is refused, not merely left
 * without CORS headers.
 */
public final class Cors {
    private static final String EVERY = "*";
    private static final String MAX_AGE_SECONDS = "600";
    private static final Pattern HEADER_NAMES =
            Pattern.compile("[A-Za-z0-9_-]{1,64}( *, *[A-Za-z0-9_-]{1,64}){0,63}");

    private final Set<String> origins;
    private final HostCheck hosts;

    private Cors(Set<String> origins, HostCheck hosts) {
        this.origins = origins;
        this.hosts = hosts;
    }

    /**
     * Allows these sites.
     *
     * @param origins as browsers send them ({@code https://chat.example}), or {@code *} for all;
     *     none for no other site
     * @throws IllegalArgumentException if one is not scheme, host and maybe port alone
     */
    public static Cors allowing(List<String> origins) {
        origins.forEach(Cors::requireOrigin);
        return new Cors(Set.copyOf(origins), HostCheck.of(true, false));
    }

    /** The same, and a check of the name that a request is for: what is the server's own. */
    public Cors withHosts(HostCheck hosts) {
        return new Cors(origins, hosts);
    }

    private static void requireOrigin(String origin) {
        if (origin.equals(EVERY)) {
            return;
        }
        try {
            var uri = URI.create(origin);
            var whole = "%s://%s".formatted(uri.getScheme(), uri.getRawAuthority());
            if (uri.getHost() != null && origin.equals(whole.toLowerCase(Locale.ROOT))) {
                return;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new IllegalArgumentException(
                ("'%s' is not an origin; give scheme, host and maybe port in small letters, such as"
                                + " https://chat.example, or *")
                        .formatted(origin));
    }

    /**
     * Answers a preflight and marks other answers; a handler {@code before} all others.
     *
     * @throws ApiException 403 {@code origin_not_allowed} if the request comes from another site's
     *     script; as {@link HostCheck}
     */
    public void before(Context context) {
        hosts.before(context);
        var origin = context.header("Origin");
        if (!origins.isEmpty()) {
            context.res().addHeader("Vary", "Origin");
        }
        if (origin == null || isOwn(context, origin)) {
            return;
        }
        if (!origins.contains(EVERY) && !origins.contains(origin)) {
            throw ApiException.forbidden(
                    null,
                    "origin_not_allowed",
                    "scripts of other sites may not ask this server; --cors ORIGIN allows one");
        }
        context.header("Access-Control-Allow-Origin", origins.contains(EVERY) ? EVERY : origin)
                .header("Access-Control-Expose-Headers", "x-request-id, retry-after")
                .header("Cross-Origin-Resource-Policy", "cross-origin");
        if (context.method().equals(HandlerType.OPTIONS)
                && context.header("Access-Control-Request-Method") != null) {
            preflight(context);
        }
    }

    /** Clients send headers of their own making, so all names are allowed: none means anything. */
    private static void preflight(Context context) {
        var asked = context.header("Access-Control-Request-Headers");
        if (asked != null && HEADER_NAMES.matcher(asked).matches()) {
            context.header("Access-Control-Allow-Headers", asked);
        }
        context.header("Access-Control-Allow-Methods", "GET, POST")
                .header("Access-Control-Max-Age", MAX_AGE_SECONDS)
                .status(204)
                .skipRemainingHandlers();
    }

    private static boolean isOwn(Context context, String origin) {
        var host = context.header("Host");
        // A proxy that speaks TLS for us does not change Host, but the scheme that we see.
        return host != null
                && (origin.equals("http://" + host) || origin.equals("https://" + host));
    }
}
