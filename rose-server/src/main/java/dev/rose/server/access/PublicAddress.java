package dev.rose.server.access;

import static dev.rose.error.RoseException.Kind.INVALID_REQUEST;

import dev.rose.error.RoseException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Which addresses others than this machine can reach. */
public final class PublicAddress {
    private PublicAddress() {}

    /**
     * Refuses an address that others can reach where nothing keeps them out.
     *
     * @param host name or address to listen on
     * @param keys whether requests must bring a key
     * @param insecure whether the operator wants it so nevertheless
     * @throws RoseException if it is refused, or the name has no address
     */
    public static void require(String host, boolean keys, boolean insecure) {
        if (isPublic(host) && !keys && !insecure) {
            throw new RoseException(
                    INVALID_REQUEST,
                    ("others can reach %s and no API keys are asked for; give --api-keys FILE"
                                    + " (./rose keys new NAME makes one), or --insecure if"
                                    + " something else keeps strangers out")
                            .formatted(host));
        }
    }

    /**
     * Whether others than this machine can reach a host.
     *
     * @throws RoseException if the name has no address
     */
    public static boolean isPublic(String host) {
        try {
            return !Arrays.stream(InetAddress.getAllByName(host))
                    .allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            throw new RoseException(
                    INVALID_REQUEST,
                    "there is no address for the host '%s'; give one such as 127.0.0.1"
                            .formatted(host),
                    e);
        }
    }
}
