package dev.rose.server.api;

import java.util.Locale;

/** Why the answers of a request were ended from outside. */
enum Ending {
    /** Nobody reads them any more. */
    CLIENT_GONE,
    /** The request took longer than one may. */
    TIMEOUT,
    /** The server stops. */
    DRAIN,
    /** Another answer of the same request failed. */
    FAILURE;

    /** As answers and logs have it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
