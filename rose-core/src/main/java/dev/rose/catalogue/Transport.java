package dev.rose.catalogue;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Sends a request and follows its redirects, each wait bounded; what an answer means is others'
 * work.
 */
final class Transport implements AutoCloseable {
    private static final int MOST_REDIRECTS = 10;

    private final Patience patience;
    private final String advice;
    private final HttpClient http;

    /**
     * @param advice what to do about a server that redirects without end
     */
    Transport(Patience patience, String advice) {
        this.patience = patience;
        this.advice = advice;
        this.http =
                HttpClient.newBuilder()
                        .version(Version.HTTP_1_1)
                        .followRedirects(Redirect.NEVER)
                        .connectTimeout(patience.connect())
                        .build();
    }

    /** Headers that ask for the bytes from an offset on, of the same content. */
    static Map<String, String> range(long from, String bodyEtag) {
        if (from == 0) {
            return Map.of();
        }
        var range = "bytes=" + from + "-";
        // A weak tag may not stand in If-Range.
        return bodyEtag.startsWith("\"")
                ? Map.of("Range", range, "If-Range", bodyEtag)
                : Map.of("Range", range);
    }

    /** A tag without its quotes. */
    static String unquoted(String etag) {
        var strong = etag.startsWith("W/") ? etag.substring(2) : etag;
        return strong.replace("\"", "").strip();
    }

    /**
     * The first answer that is no redirect, or that is enough as it is.
     *
     * @param headers for each address that is asked
     * @param enough whether a redirect's headers say all that is asked for
     */
    HttpResponse<BodyQueue> send(
            String method,
            URI from,
            Function<URI, Map<String, String>> headers,
            Predicate<HttpHeaders> enough)
            throws IOException, InterruptedException {
        var uri = from;
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            var request = HttpRequest.newBuilder(uri).header("User-Agent", "rose");
            request.method(method, HttpRequest.BodyPublishers.noBody());
            request.header("Accept-Encoding", "identity"); // ranges count bytes as they are sent
            headers.apply(uri).forEach(request::header);
            var answer = await(request.build());
            if (!redirects(answer.statusCode()) || enough.test(answer.headers())) {
                return answer;
            }
            try (var _ = answer.body()) {
                uri = next(uri, answer);
            }
        }
        throw new RoseException(
                Kind.DOWNLOAD_FAILED,
                "%s redirects more than %d times; %s".formatted(from, MOST_REDIRECTS, advice));
    }

    private HttpResponse<BodyQueue> await(HttpRequest request)
            throws IOException, InterruptedException {
        // Not HttpRequest.timeout: from JDK 26 on it bounds the body too, and a model takes long.
        var stall = patience.stall();
        var answer = http.sendAsync(request, _ -> new BodyQueue());
        try {
            return answer.get(stall.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new HttpTimeoutException("no answer for " + stall.toMillis() / 1000.0 + " s");
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        }
    }

    private static URI next(URI from, HttpResponse<?> answer) throws TryAgain {
        var location = answer.headers().firstValue("Location").orElse("");
        URI to;
        try {
            to = from.resolve(encoded(location));
        } catch (IllegalArgumentException e) {
            throw new TryAgain("%s redirects to '%s'".formatted(from.getHost(), location));
        }
        boolean web = to.getHost() != null && to.getScheme().matches("https?");
        if (location.isEmpty() || !web || unsafe(from, to)) {
            throw new TryAgain("%s redirects to '%s'".formatted(from.getHost(), location));
        }
        return to;
    }

    private static boolean unsafe(URI from, URI to) {
        return from.getScheme().equals("https") && !to.getScheme().equals("https");
    }

    /** Some signed addresses hold characters that a URI may not; other clients let them pass. */
    private static String encoded(String location) {
        return location.codePoints()
                .mapToObj(c ->
                        c > 0x7e || c <= ' ' || "<>\"{}|\\^`".indexOf(c) >= 0
                                ? URLEncoder.encode(Character.toString(c), StandardCharsets.UTF_8)
                                        .replace("+", "%20")
                                : Character.toString(c))
                .collect(Collectors.joining());
    }

    /** Whether two addresses are of the same server, so that a token for one is for the other. */
    static boolean sameServer(URI one, URI other) {
        return one.getScheme().equalsIgnoreCase(other.getScheme())
                && one.getHost().equalsIgnoreCase(other.getHost())
                && one.getPort() == other.getPort();
    }

    static boolean redirects(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    @Override
    public void close() {
        http.shutdownNow(); // close() would wait for what is still under way
    }
}
