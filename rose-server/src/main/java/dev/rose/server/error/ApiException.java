package dev.rose.server.error;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A request that is answered with an error, in OpenAI's shape: {@code {"error": {message, type,
 * param, code}}}.
 */
public final class ApiException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    private final int status;
    private final String type;
    private final @Nullable String param;
    private final String code;
    private final int retryAfter;

    private ApiException(
            int status, String type, @Nullable String param, String code, String message) {
        this(status, type, param, code, message, 0);
    }

    private ApiException(
            int status,
            String type,
            @Nullable String param,
            String code,
            String message,
            int retryAfter) {
        super(message);
        this.status = status;
        this.type = type;
        this.param = param;
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /** 400: a field that is wrong or not supported. */
    public static ApiException invalid(@Nullable String param, String code, String message) {
        return new ApiException(400, "invalid_request_error", param, code, message);
    }

    /** 401: no key, or one that is not known. */
    public static ApiException unauthorized(String message) {
        return new ApiException(401, "authentication_error", null, "invalid_api_key", message);
    }

    /** 403: what this caller, or this server's policy, does not allow. */
    public static ApiException forbidden(@Nullable String param, String code, String message) {
        return new ApiException(403, "permission_error", param, code, message);
    }

    /** 404: a model or a path that does not exist. */
    public static ApiException notFound(@Nullable String param, String code, String message) {
        return new ApiException(404, "invalid_request_error", param, code, message);
    }

    /** 405: a path that takes other methods. */
    public static ApiException methodNotAllowed(String message) {
        return new ApiException(405, "invalid_request_error", null, "method_not_allowed", message);
    }

    /** 408: a body that does not come. */
    public static ApiException timedOut(String message) {
        return new ApiException(408, "invalid_request_error", null, "request_timeout", message);
    }

    /** 415: a body that is not JSON. */
    public static ApiException wrongContentType(String message) {
        return new ApiException(
                415, "invalid_request_error", null, "unsupported_content_type", message);
    }

    /** 413: a body that is too large. */
    public static ApiException tooLarge(String message) {
        return new ApiException(413, "invalid_request_error", null, "body_too_large", message);
    }

    /** 429: a limit of the caller's or a full queue; ask again after {@code retryAfter} seconds. */
    public static ApiException tooMany(String code, String message, int retryAfter) {
        return new ApiException(429, "rate_limit_error", null, code, message, retryAfter);
    }

    /** 500: a failure of ours. */
    public static ApiException failed(String code, String message) {
        return new ApiException(500, "server_error", null, code, message);
    }

    /** 503: not now. */
    public static ApiException unavailable(String code, String message) {
        return unavailable(code, message, 0);
    }

    /** 503: not now; ask again after {@code retryAfter} seconds. */
    public static ApiException unavailable(String code, String message, int retryAfter) {
        return new ApiException(503, "server_error", null, code, message, retryAfter);
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** OpenAI's type of the error. */
    public String type() {
        return type;
    }

    /** The field that is at fault; null where it is none. */
    public @Nullable String param() {
        return param;
    }

    /** A word that programs can tell errors by. */
    public String code() {
        return code;
    }

    /** Seconds for the header {@code Retry-After}; 0 where it is not to be sent. */
    public int retryAfter() {
        return retryAfter;
    }
}
