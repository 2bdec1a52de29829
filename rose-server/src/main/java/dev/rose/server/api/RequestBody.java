package dev.rose.server.api;

import dev.rose.server.error.ApiException;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;

/** The bytes that a request brings. */
final class RequestBody {
    private RequestBody() {}

    /**
     * Reads a body to its end.
     *
     * @param most bytes of it
     * @throws ApiException 413 where it is longer, 415 where it does not claim to be JSON, 408
     *     where it does not come
     */
    static byte[] read(Context context, int most) {
        var type = context.req().getContentType();
        if (type != null && !isJson(type)) {
            throw ApiException.wrongContentType(
                    "the body must be JSON: send the header 'Content-Type: application/json'");
        }
        if (context.req().getContentLengthLong() > most) {
            throw tooLarge(most);
        }
        try {
            var body = context.req().getInputStream().readNBytes(most + 1);
            if (body.length > most) {
                throw tooLarge(most);
            }
            return body;
        } catch (IOException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw ApiException.timedOut(
                        "the body did not come in time; send it without pauses");
            }
            throw ApiException.invalid(
                    null, "broken_body", "the body could not be read to its end; send it again");
        }
    }

    private static boolean isJson(String contentType) {
        var type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return type.equals("application/json");
    }

    private static ApiException tooLarge(int most) {
        return ApiException.tooLarge(
                "the body is longer than the %d bytes that one may have".formatted(most));
    }
}
