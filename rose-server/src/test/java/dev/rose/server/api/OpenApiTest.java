package dev.rose.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.Rose;
import dev.rose.server.access.Admission;
import dev.rose.server.access.ApiKeys;
import dev.rose.server.access.Cors;
import dev.rose.server.models.ModelOpener;
import dev.rose.server.models.ModelPool;
import dev.rose.server.models.ServedModel;
import dev.rose.server.observe.AccessLog;
import dev.rose.server.observe.Metrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The document is of the routes that there are, and hangs together. */
final class OpenApiTest {
    private static final ModelOpener NOTHING =
            new ModelOpener() {
                @Override
                public long bytes(String model) {
                    return 1;
                }

                @Override
                public Rose open(String model) {
                    throw new AssertionError("no model is needed");
                }
            };

    private static List<String> routes(boolean metrics) {
        try (var pool =
                        new ModelPool(
                                List.of(new ServedModel("toy", "toy")),
                                new ModelPool.Limits(1, Duration.ofSeconds(1)),
                                NOTHING);
                var meters = new Metrics()) {
            var api =
                    new Api(
                            new Api.Parts(
                                    Answering.defaults(),
                                    Bounds.defaults(),
                                    pool,
                                    new Admission(1, 0, Duration.ofSeconds(1)),
                                    new OpenRequests(),
                                    ApiKeys.none(),
                                    Cors.allowing(List.of()),
                                    meters,
                                    AccessLog.none(),
                                    metrics));
            return api.routes().all().stream()
                    .map(route -> route.method().name() + " " + route.openApiPath())
                    .toList();
        }
    }

    private static List<String> documented(boolean metrics) {
        var operations = new ArrayList<String>();
        for (var path : OpenApi.document(List.of("toy"), metrics).get("paths").properties()) {
            for (var method : path.getValue().propertyNames()) {
                operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
            }
        }
        return operations;
    }

    @Test
    void everyRouteIsDocumentedAndNothingElse() {
        assertThat(documented(true)).containsExactlyInAnyOrderElementsOf(routes(true));
        assertThat(documented(false)).containsExactlyInAnyOrderElementsOf(routes(false));
        assertThat(routes(true)).contains("GET /metrics", "GET /v1/models/{model}");
    }

    @Test
    void everyReferenceHasItsTarget() {
        var document = OpenApi.document(List.of("toy"), true);
        var references = new ArrayList<String>();
        collect(document, references);
        assertThat(references).hasSizeGreaterThan(50);
        for (var reference : references) {
            assertThat(document.at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
        }
    }

    private static void collect(JsonNode node, List<String> references) {
        if (node.has("$ref")) {
            references.add(node.get("$ref").stringValue());
        }
        node.forEach(child -> collect(child, references));
    }

    @Test
    void theNumbersAreThoseOfTheReaders() {
        var schemas = OpenApi.document(List.of("toy"), true).at("/components/schemas");
        assertThat(schemas.at("/ChatRequest/properties/n/maximum").intValue())
                .isEqualTo(Decoding.MOST_CHOICES);
        assertThat(schemas.at("/ChatRequest/properties/top_logprobs/maximum").intValue())
                .isEqualTo(Decoding.MOST_LOGPROBS);
        assertThat(schemas.at("/ChatRequest/properties/stop/anyOf/1/maxItems").intValue())
                .isEqualTo(Decoding.MOST_STOPS);
        assertThat(schemas.at("/CompletionRequest/properties/prompt/anyOf/2/maxItems").intValue())
                .isEqualTo(CompletionRequest.MOST_PROMPTS);
        assertThat(schemas.at("/Reverse/anyOf/1/maxItems").intValue())
                .isEqualTo(Contrast.MOST_REVERSE);
        for (var refused : ChatRequest.REFUSED) {
            assertThat(
                            schemas.at("/ChatRequest/properties/%s/type".formatted(refused))
                                    .stringValue())
                    .isEqualTo("null");
        }
        assertThat(schemas.at("/Model/enum/0").stringValue()).isEqualTo("toy");
    }
}
