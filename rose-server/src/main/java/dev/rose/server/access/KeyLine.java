package dev.rose.server.access;

import static dev.rose.server.access.CallerLimits.NONE;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One key in the keys file: {@code NAME sha256:HEX [LIMIT=N]…}.
 *
 * @param hash of the key
 * @param caller whose key it is
 */
record KeyLine(KeyHash hash, Caller caller) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final String ALGORITHM = "sha256:";
    private static final String CONCURRENT = "concurrent";
    private static final String REQUESTS = "requests-per-minute";
    private static final String TOKENS = "tokens-per-minute";
    private static final String MAX_TOKENS = "max-tokens";
    private static final Set<String> LIMITS = Set.of(CONCURRENT, REQUESTS, TOKENS, MAX_TOKENS);

    KeyLine {
        if (!NAME.matcher(caller.name()).matches()) {
            throw new IllegalArgumentException(
                    "a key's name is 1 to 64 letters, digits, '.', '-' and '_'");
        }
    }

    /**
     * Throws {@link IllegalArgumentException}, whose message quotes nothing of what may be a key.
     */
    static KeyLine parse(String text) {
        var words = BLANKS.split(text.strip(), -1);
        if (words.length < 2 || !words[1].startsWith(ALGORITHM)) {
            throw new IllegalArgumentException(
                    "it is not NAME sha256:HEX [LIMIT=N]…; ./rose keys new NAME prints such a"
                            + " line");
        }
        var limits = new HashMap<String, Integer>();
        for (var i = 2; i < words.length; i++) {
            addLimit(limits, words[i]);
        }
        KeyHash hash;
        try {
            hash = KeyHash.parse(words[1].substring(ALGORITHM.length()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("its hash is not 64 hexadecimal digits", e);
        }
        return new KeyLine(
                hash,
                new Caller(
                        words[0],
                        new CallerLimits(
                                limits.getOrDefault(CONCURRENT, NONE),
                                limits.getOrDefault(REQUESTS, NONE),
                                limits.getOrDefault(TOKENS, NONE),
                                limits.getOrDefault(MAX_TOKENS, NONE))));
    }

    private static void addLimit(Map<String, Integer> limits, String word) {
        var equals = word.indexOf('=');
        var name = equals < 0 ? "" : word.substring(0, equals);
        if (!LIMITS.contains(name)) {
            throw new IllegalArgumentException(
                    "a word behind the hash is no limit; there are %s=N, %s=N, %s=N and %s=N"
                            .formatted(CONCURRENT, REQUESTS, TOKENS, MAX_TOKENS));
        }
        try {
            if (limits.put(name, Integer.parseInt(word.substring(equals + 1))) != null) {
                throw new IllegalArgumentException(name + " stands there twice");
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " is not a whole number", e);
        }
    }

    String text() {
        var limits = caller.limits();
        return "%s %s%s%s%s%s%s"
                .formatted(
                        caller.name(),
                        ALGORITHM,
                        hash.hex(),
                        limit(CONCURRENT, limits.concurrent()),
                        limit(REQUESTS, limits.requestsPerMinute()),
                        limit(TOKENS, limits.tokensPerMinute()),
                        limit(MAX_TOKENS, limits.maxTokens()));
    }

    private static String limit(String name, int value) {
        return value == NONE ? "" : " %s=%d".formatted(name, value);
    }
}
