package dev.rose.catalogue;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A server that has a file at an address, whoever it is. Addresses of Hugging Face are asked for at
 * the hub's endpoint, with its token.
 */
final class AddressClient implements Origin, AutoCloseable {
    private static final String LINKED_ETAG = "X-Linked-Etag";
    private static final String LINKED_SIZE = "X-Linked-Size";

    private final CatalogueOptions options;
    private final URI address;
    private final Path file;
    private final Transport transport;

    /**
     * @param file where the bytes will be, for messages
     */
    AddressClient(CatalogueOptions options, URI address, Path file) {
        this.options = options;
        this.address = atEndpoint(address, options.endpoint());
        this.file = file;
        this.transport = new Transport(options.patience(), "check the address");
    }

    private static URI atEndpoint(URI address, URI endpoint) {
        var hub = CatalogueOptions.HUGGING_FACE + "/";
        var text = address.toString();
        return text.startsWith(hub)
                ? URI.create(
                        endpoint.toString().replaceAll("/+$", "")
                                + "/"
                                + text.substring(hub.length()))
                : address;
    }

    @Override
    public String host() {
        return address.getHost();
    }

    /**
     * What the server says of the file.
     *
     * @param sha256 of the content that is wanted, lower-case hex; empty where it is not known
     * @throws IOException if another attempt may help
     * @throws RoseException if it may not
     */
    Whole describe(String name, String sha256) throws IOException, InterruptedException {
        // Some servers know no HEAD, or leave the size out of its answer.
        for (var method : List.of("HEAD", "GET")) {
            var answer = send(method, Map.of());
            try (var _ = answer.body()) {
                var headers = answer.headers();
                boolean there =
                        answer.statusCode() == 200 || headers.firstValue(LINKED_SIZE).isPresent();
                if (!there && method.equals("GET")) {
                    throw refusal(answer);
                }
                var size =
                        headers.firstValue(LINKED_SIZE)
                                .or(() -> headers.firstValue("Content-Length"))
                                .orElse("");
                if (there && size.matches("\\d{1,18}")) {
                    return whole(name, sha256, Long.parseLong(size), headers);
                }
            }
        }
        throw new RoseException(
                Kind.DOWNLOAD_FAILED,
                "%s does not say how long %s is; bring it yourself and put it at %s"
                        .formatted(host(), address, file));
    }

    private static Whole whole(String name, String sha256, long bytes, HttpHeaders headers) {
        var etag =
                headers.firstValue(LINKED_ETAG)
                        .or(() -> headers.firstValue("ETag"))
                        .map(Transport::unquoted)
                        .orElse("");
        if (!sha256.isEmpty()) {
            return new Whole(name, bytes, "sha256-" + sha256, sha256);
        }
        // Any other ETag that looks like a sum is none of the file.
        boolean isSum = headers.firstValue(LINKED_ETAG).isPresent() && etag.matches("[0-9a-f]{64}");
        return new Whole(name, bytes, etag, isSum ? etag : null);
    }

    @Override
    public HttpResponse<BodyQueue> get(long from, String bodyEtag)
            throws IOException, InterruptedException {
        var answer = send("GET", Transport.range(from, bodyEtag));
        return switch (answer.statusCode()) {
            case 200, 206, 416 -> answer;
            default -> {
                try (var _ = answer.body()) {
                    throw refusal(answer);
                }
            }
        };
    }

    private HttpResponse<BodyQueue> send(String method, Map<String, String> headers)
            throws IOException, InterruptedException {
        return transport.send(
                method,
                address,
                uri -> with(headers, uri),
                answer -> method.equals("HEAD") && answer.firstValue(LINKED_SIZE).isPresent());
    }

    private Map<String, String> with(Map<String, String> headers, URI uri) {
        var token = options.token();
        if (token == null || !Transport.sameServer(uri, options.endpoint())) {
            return headers;
        }
        var all = new HashMap<>(headers);
        all.put("Authorization", "Bearer " + token);
        return all;
    }

    private IOException refusal(HttpResponse<?> answer) {
        int status = answer.statusCode();
        var said = answer.uri().getHost();
        if (status == 429 || status == 408 || status >= 500) {
            return new TryAgain(
                    "%s answered %d".formatted(said, status),
                    HubRefusal.retryAfter(answer.headers()));
        }
        throw new RoseException(
                status == 404 || status == 410 ? Kind.NOT_FOUND : Kind.DOWNLOAD_FAILED,
                ("%s answered %d for %s; its publisher may have moved it: bring it yourself and put"
                                + " it at %s")
                        .formatted(said, status, address, file));
    }

    @Override
    public RoseException damaged(Whole whole, String sha256) {
        return new RoseException(
                Kind.DOWNLOAD_FAILED,
                ("%s from %s has SHA-256 %s, but %s was expected; what came is deleted, run it"
                                + " again, and if it stays the publisher has changed the file")
                        .formatted(whole.name(), host(), sha256, whole.sha256()));
    }

    @Override
    public void close() {
        transport.close();
    }
}
