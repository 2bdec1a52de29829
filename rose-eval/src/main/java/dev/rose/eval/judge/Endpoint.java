package dev.rose.eval.judge;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An OpenAI-compatible endpoint that judges, and how long it is tried.
 *
 * @param url of the API, for instance {@code https://api.openai.com/v1}
 * @param model that judges
 * @param key sent with each request and shown nowhere; null for none
 * @param concurrency requests at a time, at least 1
 * @param timeout of one request, from its first byte to its answer's last one
 * @param attempts at most for one reply, at least 1
 * @param firstPause behind a first failure; each further one doubles it
 * @param longestPause bound of a pause; an endpoint that asks for more is not asked again
 */
public record Endpoint(
        URI url,
        String model,
        @Nullable String key,
        int concurrency,
        Duration timeout,
        int attempts,
        Duration firstPause,
        Duration longestPause) {
    /** How a judge of this kind begins on the command line. */
    public static final String PREFIX = "openai:";

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    public Endpoint {
        if (concurrency < 1 || attempts < 1) {
            throw new IllegalArgumentException(
                    "concurrency and attempts must be at least 1: %d, %d"
                            .formatted(concurrency, attempts));
        }
        if (key != null && isReadable(url)) {
            throw new RoseException(
                    Kind.INVALID_REQUEST,
                    "a key would be sent to %s in plain text; use https, or leave the key out"
                            .formatted(url));
        }
    }

    /**
     * Reads {@code openai:URL#model}; with 8 requests at a time, two minutes for one, and five
     * attempts.
     *
     * @throws RoseException with kind {@code INVALID_REQUEST} for anything else
     */
    public static Endpoint parse(String judge) {
        var text = judge.startsWith(PREFIX) ? judge.substring(PREFIX.length()) : judge;
        int hash = text.indexOf('#');
        if (hash < 0 || hash == text.length() - 1) {
            throw wrong("names no model", judge);
        }
        try {
            var url = new URI(text.substring(0, hash));
            var scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
            if (!Set.of("http", "https").contains(scheme) || url.getHost() == null) {
                throw wrong("is no address of an endpoint", judge);
            }
            if (url.getUserInfo() != null || url.getQuery() != null) {
                // Not shown: what stands there is likely a secret.
                throw new RoseException(
                        Kind.INVALID_REQUEST,
                        "the address of a judge may hold no user, password or query; put the key"
                                + " into an environment variable");
            }
            return new Endpoint(
                    url,
                    text.substring(hash + 1),
                    null,
                    8,
                    Duration.ofMinutes(2),
                    5,
                    Duration.ofSeconds(1),
                    Duration.ofMinutes(2));
        } catch (URISyntaxException e) {
            throw wrong("is no address of an endpoint", judge);
        }
    }

    private static RoseException wrong(String what, String judge) {
        return new RoseException(
                Kind.INVALID_REQUEST,
                "'%s' %s; write for instance openai:http://localhost:8080/v1#MODEL"
                        .formatted(judge, what));
    }

    public Endpoint withKey(@Nullable String key) {
        return new Endpoint(
                url, model, key, concurrency, timeout, attempts, firstPause, longestPause);
    }

    public Endpoint withConcurrency(int concurrency) {
        return new Endpoint(
                url, model, key, concurrency, timeout, attempts, firstPause, longestPause);
    }

    public Endpoint withTimeout(Duration timeout) {
        return new Endpoint(
                url, model, key, concurrency, timeout, attempts, firstPause, longestPause);
    }

    public Endpoint withAttempts(int attempts) {
        return new Endpoint(
                url, model, key, concurrency, timeout, attempts, firstPause, longestPause);
    }

    /** As verdicts carry the judge. */
    public String name() {
        return PREFIX + url + "#" + model;
    }

    /** Where chats are completed. */
    URI completions() {
        var base = url.toString().replaceAll("/+$", "");
        return URI.create(base.endsWith("/chat/completions") ? base : base + "/chat/completions");
    }

    /** The pause behind the given failure, counted from 1. */
    Duration pauseAfter(int failure) {
        var doubled = firstPause.multipliedBy(1L << Math.min(failure - 1, 20));
        return doubled.compareTo(longestPause) < 0 ? doubled : longestPause;
    }

    /** Whether what is sent stays on this machine. */
    public boolean isOnThisMachine() {
        return isOnThisMachine(url);
    }

    private static boolean isOnThisMachine(URI url) {
        return LOOPBACK.contains(String.valueOf(url.getHost()).toLowerCase(Locale.ROOT));
    }

    /** Whether others on the way can read what is sent. */
    private static boolean isReadable(URI url) {
        return "http".equalsIgnoreCase(url.getScheme()) && !isOnThisMachine(url);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return name();
    }
}
