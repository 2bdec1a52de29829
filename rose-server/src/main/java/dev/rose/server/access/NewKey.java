package dev.rose.server.access;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * A key that was made just now.
 *
 * @param key what the client sends; it is kept nowhere
 * @param line what the keys file gets: the name, the key's hash and the limits
 */
public record NewKey(String key, String line) {
    private static final int BYTES = 32;
    private static final String PREFIX = "rose-";

    /**
     * Makes a key of 256 random bits.
     *
     * @throws IllegalArgumentException if the name is not 1 to 64 letters, digits, dots, dashes and
     *     underscores
     */
    public static NewKey make(String name, CallerLimits limits) {
        var bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        var key = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return new NewKey(key, new KeyLine(KeyHash.of(key), new Caller(name, limits)).text());
    }

    @Override
    public String toString() {
        return "NewKey[" + line + "]"; // never the key itself
    }
}
