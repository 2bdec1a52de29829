package dev.rose.server.access;

/**
 * Who asks.
 *
 * @param name of the key, as the keys file and the logs have it; keys of one name share its limits
 * @param limits what this caller may ask for
 */
public record Caller(String name, CallerLimits limits) {
    private static final Caller ANONYMOUS = new Caller("anonymous", CallerLimits.none());

    /** Whoever asks a server that wants no keys. */
    public static Caller anonymous() {
        return ANONYMOUS;
    }
}
