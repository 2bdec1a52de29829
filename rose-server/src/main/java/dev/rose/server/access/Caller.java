package dev.rose.server.access;

/**
 * Who asks.
 *
 * @param name of the key; empty where the server asks for none
 */
public record Caller(String name) {
    private static final Caller ANONYMOUS = new Caller("");

    /** Whoever asks a server without keys. */
    public static Caller anonymous() {
        return ANONYMOUS;
    }
}
