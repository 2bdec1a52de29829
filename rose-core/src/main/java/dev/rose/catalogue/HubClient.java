package dev.rose.catalogue;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
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

    private final CatalogueOptions options;
    private final Transport transport;

    HubClient(CatalogueOptions options) {
        this.options = options;
        this.transport = new Transport(options.patience(), "check HF_ENDPOINT");
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
            if (!Transport.redirects(status) && status != 200) {
                throw refusal(ref, answer);
            }
            return declared(ref, answer.headers());
        }
    }

    /** The bytes of a file that was described. */
    Origin origin(HubFile file) {
        return new Origin() {
            @Override
            public String host() {
                return HubClient.this.host();
            }

            @Override
            public HttpResponse<BodyQueue> get(long from, String bodyEtag)
                    throws IOException, InterruptedException {
                return HubClient.this.get(file.ref(), from, bodyEtag);
            }

            @Override
            public RoseException damaged(Whole whole, String sha256) {
                return new RoseException(
                        Kind.DOWNLOAD_FAILED,
                        ("%s from %s has SHA-256 %s, but the hub declares %s; what came is deleted,"
                                        + " run it again, and if it stays a proxy or the hub's copy"
                                        + " is damaged")
                                .formatted(whole.name(), host(), sha256, whole.sha256()));
            }
        };
    }

    private HttpResponse<BodyQueue> get(ModelRef.Hub ref, long from, String bodyEtag)
            throws IOException, InterruptedException {
        var answer = send("GET", ref, Transport.range(from, bodyEtag));
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
        var etag = linked.or(() -> headers.firstValue("ETag")).map(Transport::unquoted).orElse("");
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

    private HttpResponse<BodyQueue> send(
            String method, ModelRef.Hub ref, Map<String, String> headers)
            throws IOException, InterruptedException {
        // Of a HEAD only until the headers say what is asked for.
        return transport.send(
                method,
                address(ref),
                uri -> with(headers, uri),
                answer -> method.equals("HEAD") && answer.firstValue(LINKED_ETAG).isPresent());
    }

    private Map<String, String> with(Map<String, String> headers, URI uri) {
        var token = options.token();
        if (token == null || !atHub(uri)) {
            return headers;
        }
        var all = new HashMap<>(headers);
        all.put("Authorization", "Bearer " + token);
        return all;
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
        return Transport.sameServer(uri, options.endpoint());
    }

    private IOException refusal(ModelRef.Hub ref, HttpResponse<?> answer) {
        return HubRefusal.of(ref, options, answer, atHub(answer.uri()));
    }

    @Override
    public void close() {
        transport.close();
    }
}
