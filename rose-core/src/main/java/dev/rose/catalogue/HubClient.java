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
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Speaks the hub's file protocol: one request, its redirects, and what the answer means. Retries
 * and disks are others' work.
 *
 * <p>{@code resolve} addresses answer with a redirect to a storage host. The size, the SHA-256 and
 * the commit stand in the headers of that redirect; the storage host knows them under other names
 * or not at all. Its address is signed and soon expires, so each attempt begins at the hub. The
 * token is for the hub alone.
 */
final class HubClient implements AutoCloseable {
    // Several of these were learnt from huggingface_hub, file_download.py and utils/_http.py.
    private static final String LINKED_ETAG = "X-Linked-Etag";
    private static final String LINKED_SIZE = "X-Linked-Size";
    private static final String COMMIT = "X-Repo-Commit";
    private static final int MOST_REDIRECTS = 10;

    private final CatalogueOptions options;
    private final HttpClient http;

    HubClient(CatalogueOptions options) {
        this.options = options;
        this.http =
                HttpClient.newBuilder()
                        .version(Version.HTTP_1_1)
                        .followRedirects(Redirect.NEVER)
                        .connectTimeout(options.patience().connect())
                        .build();
    }

    /** The hub's host, for messages. */
    String host() {
        return options.endpoint().getHost();
    }

    /**
     * What the hub declares of a file.
     *
     * @throws IOException if another attempt may help
     * @throws RoseException if it may not
     */
    HubFile describe(ModelRef.Hub ref) throws IOException, InterruptedException {
        var answer = send("HEAD", ref, Map.of());
        try (var _ = answer.body()) {
            int status = answer.statusCode();
            if (!redirects(status) && status != 200) {
                throw refusal(ref, answer);
            }
            return declared(ref, answer.headers());
        }
    }

    /**
     * Begins to receive a file's bytes.
     *
     * @param from offset of the first byte wanted; 0 asks for all without a range
     * @param bodyEtag the content that the bytes before {@code from} are of, quotes included; empty
     *     if unknown
     * @return an answer of status 200, 206 or 416; the caller closes its body
     * @throws IOException if another attempt may help
     * @throws RoseException if it may not
     */
    HttpResponse<BodyQueue> get(ModelRef.Hub ref, long from, String bodyEtag)
            throws IOException, InterruptedException {
        var headers = Map.<String, String>of();
        if (from > 0) {
            var range = "bytes=" + from + "-";
            // A weak tag may not stand in If-Range.
            headers =
                    bodyEtag.startsWith("\"")
                            ? Map.of("Range", range, "If-Range", bodyEtag)
                            : Map.of("Range", range);
        }
        var answer = send("GET", ref, headers);
        return switch (answer.statusCode()) {
            case 200, 206, 416 -> answer;
            default -> {
                try (var _ = answer.body()) {
                    throw refusal(ref, answer);
                }
            }
        };
    }

    private HubFile declared(ModelRef.Hub ref, HttpHeaders headers) {
        var linked = headers.firstValue(LINKED_ETAG);
        var etag = linked.or(() -> headers.firstValue("ETag")).map(HubClient::unquoted).orElse("");
        var size = headers.firstValue(LINKED_SIZE).or(() -> headers.firstValue("Content-Length"));
        if (etag.isEmpty() || size.isEmpty() || !size.get().matches("\\d{1,18}")) {
            throw new RoseException(
                    Kind.DOWNLOAD_FAILED,
                    ("%s does not say which content %s has (no ETag or size), so it is no hub or a"
                                    + " proxy answers for it; check HF_ENDPOINT")
                            .formatted(options.endpoint(), ref));
        }
        var commit =
                headers.firstValue(COMMIT).filter(c -> c.matches("[0-9a-f]{40,64}")).orElse("");
        return new HubFile(
                commit.isEmpty() ? ref : ref.at(commit),
                Long.parseLong(size.get()),
                etag,
                etag.matches("[0-9a-f]{64}") ? etag : null,
                commit);
    }

    private static String unquoted(String etag) {
        var strong = etag.startsWith("W/") ? etag.substring(2) : etag;
        return strong.replace("\"", "").strip();
    }

    /** Follows redirects; of a HEAD only until the headers say what is asked for. */
    private HttpResponse<BodyQueue> send(
            String method, ModelRef.Hub ref, Map<String, String> headers)
            throws IOException, InterruptedException {
        var uri = address(ref);
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            var request = HttpRequest.newBuilder(uri).header("User-Agent", "rose");
            request.method(method, HttpRequest.BodyPublishers.noBody());
            request.header("Accept-Encoding", "identity"); // ranges count bytes as they are sent
            headers.forEach(request::header);
            var token = options.token();
            if (token != null && atHub(uri)) {
                request.header("Authorization", "Bearer " + token);
            }
            var answer = await(request.build());
            boolean told =
                    method.equals("HEAD") && answer.headers().firstValue(LINKED_ETAG).isPresent();
            if (!redirects(answer.statusCode()) || told) {
                return answer;
            }
            try (var _ = answer.body()) {
                uri = next(uri, answer);
            }
        }
        throw new RoseException(
                Kind.DOWNLOAD_FAILED,
                "%s redirects more than %d times; check HF_ENDPOINT"
                        .formatted(address(ref), MOST_REDIRECTS));
    }

    private HttpResponse<BodyQueue> await(HttpRequest request)
            throws IOException, InterruptedException {
        // Not HttpRequest.timeout: from JDK 26 on it bounds the body too, and a model takes long.
        var stall = options.patience().stall();
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

    private URI address(ModelRef.Hub ref) {
        var file =
                Arrays.stream(ref.file().split("/"))
                        .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8))
                        .collect(Collectors.joining("/"))
                        .replace("+", "%20");
        var root = options.endpoint().toString().replaceAll("/+$", "");
        return URI.create(
                "%s/%s/resolve/%s/%s".formatted(root, ref.repository(), ref.revision(), file));
    }

    private boolean atHub(URI uri) {
        var hub = options.endpoint();
        return uri.getScheme().equalsIgnoreCase(hub.getScheme())
                && uri.getHost().equalsIgnoreCase(hub.getHost())
                && uri.getPort() == hub.getPort();
    }

    private static boolean redirects(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private IOException refusal(ModelRef.Hub ref, HttpResponse<?> answer) {
        return HubRefusal.of(ref, options, answer, atHub(answer.uri()));
    }

    @Override
    public void close() {
        http.shutdownNow(); // close() would wait for what is still under way
    }
}
