package dev.rose.server.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.node.ObjectNode;

/** The description of all routes in OpenAPI 3.1. */
final class OpenApi {
    private static final String FILE = "openapi.json";

    private OpenApi() {}

    /**
     * The document.
     *
     * @param models that requests may name
     * @param metrics whether they are on this address
     */
    static ObjectNode document(List<String> models, boolean metrics) {
        try (var in = OpenApi.class.getResourceAsStream(FILE)) {
            var document = Json.object(Objects.requireNonNull(in, FILE).readAllBytes());
            var names = ((ObjectNode) document.at("/components/schemas/Model")).putArray("enum");
            models.forEach(names::add);
            if (!metrics) {
                ((ObjectNode) document.get("paths")).remove("/metrics");
            }
            return document;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
