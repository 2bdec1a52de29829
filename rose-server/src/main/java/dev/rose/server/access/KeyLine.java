package dev.rose.server.access;

import java.util.HashMap;
import java.util.Map;
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
        return new KeyLine(hash, new Caller(words[0], CallerLimits.of(limits)));
    }

    private static void addLimit(Map<String, Integer> limits, String word) {
        var equals = word.indexOf('=');
        var name = equals < 0 ? "" : word.substring(0, equals);
        if (!CallerLimits.NAMES.contains(name)) {
            throw new IllegalArgumentException(
                    "a word behind the hash is no limit; there are %s, each with =N"
                            .formatted(String.join(", ", CallerLimits.NAMES)));
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
        var limits = new StringBuilder();
        caller.limits()
                .named()
                .forEach(
                        (name, limit) -> limits.append(' ').append(name).append('=').append(limit));
        return caller.name() + " " + ALGORITHM + hash.hex() + limits;
    }
}
