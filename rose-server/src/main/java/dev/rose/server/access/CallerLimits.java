package dev.rose.server.access;

import static java.util.Objects.requireNonNullElse;

import dev.rose.server.error.ApiException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller may ask for. Each limit is at least 1; {@link #NONE} stands for no limit.
 *
 * @param concurrent requests that run or wait at a time
 * @param requestsPerMinute requests begun in a minute; after a quiet minute all of them at once
 * @param tokensPerMinute tokens read and written in a minute, as {@code usage} counts them
 * @param maxTokens tokens that one answer may have
 */
public record CallerLimits(
        int concurrent, int requestsPerMinute, int tokensPerMinute, int maxTokens) {

    /** No limit. */
    public static final int NONE = Integer.MAX_VALUE;

    /** The limits' names, in the order of the record's. */
    public static final List<String> NAMES =
            List.of("concurrent", "requests-per-minute", "tokens-per-minute", "max-tokens");

    public CallerLimits {
        requireLimit(NAMES.get(0), concurrent);
        requireLimit(NAMES.get(1), requestsPerMinute);
        requireLimit(NAMES.get(2), tokensPerMinute);
        requireLimit(NAMES.get(3), maxTokens);
    }

    /** No limit at all. */
    public static CallerLimits none() {
        return new CallerLimits(NONE, NONE, NONE, NONE);
    }

    /**
     * The limits that are named, none for the others.
     *
     * @throws IllegalArgumentException for another name than {@link #NAMES}, or a limit below 1
     */
    public static CallerLimits of(Map<String, Integer> named) {
        for (var name : named.keySet()) {
            if (!NAMES.contains(name)) {
                throw new IllegalArgumentException(
                        "there is no limit '%s'; there are %s"
                                .formatted(name, String.join(", ", NAMES)));
            }
        }
        return new CallerLimits(
                named.getOrDefault(NAMES.get(0), NONE),
                named.getOrDefault(NAMES.get(1), NONE),
                named.getOrDefault(NAMES.get(2), NONE),
                named.getOrDefault(NAMES.get(3), NONE));
    }

    /** Those that there are, by name; in the order of {@link #NAMES}. */
    Map<String, Integer> named() {
        var named = new LinkedHashMap<String, Integer>();
        var all = List.of(concurrent, requestsPerMinute, tokensPerMinute, maxTokens);
        for (var i = 0; i < NAMES.size(); i++) {
            if (all.get(i) != NONE) {
                named.put(NAMES.get(i), all.get(i));
            }
        }
        return named;
    }

    /**
     * The most tokens that an answer of this caller gets.
     *
     * @param param the field that says it, for the error
     * @param asked what the request says; null where it says nothing
     * @param otherwise what holds where it says nothing; less where the limit is
     * @throws ApiException 403 {@code max_tokens_limit} where the request asks for more than the
     *     limit
     */
    public int maxTokens(String param, @Nullable Integer asked, int otherwise) {
        if (asked != null && asked > maxTokens) {
            throw ApiException.forbidden(
                    param,
                    "max_tokens_limit",
                    "%s is %d; this key allows %d at most".formatted(param, asked, maxTokens));
        }
        return requireNonNullElse(asked, Math.min(otherwise, maxTokens));
    }

    private static void requireLimit(String name, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, not " + limit);
        }
    }
}
