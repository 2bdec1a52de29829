package dev.rose.cli;

import dev.rose.server.ServerOptions.Address;
import dev.rose.server.access.ApiKeys;
import dev.rose.server.access.Cors;
import dev.rose.server.access.HostCheck;
import dev.rose.server.access.PublicAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say where a server listens and to whom. */
final class ListenOptions {
    private static final int MOST_PORT = 65535;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "address to listen on (default: 127.0.0.1, this machine alone)")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "port to listen on; 0 takes a free one (default: 8080)")
    private int port = 8080;

    @Option(
            names = "--api-keys",
            paramLabel = "FILE",
            description =
                    "keys that requests must bring, with their limits; ./rose keys new makes one."
                            + " Read again when it changes")
    private @Nullable Path apiKeys;

    @Option(
            names = "--insecure",
            description = "listen on a public address without keys: anyone may ask")
    private boolean insecure;

    @Option(
            names = "--cors",
            paramLabel = "ORIGIN",
            description =
                    "a site whose scripts may ask, such as https://chat.example, or *; may be"
                            + " repeated (default: none)")
    private List<String> cors = List.of();

    @Option(
            names = "--metrics-address",
            paramLabel = "HOST:PORT",
            description = "serve /metrics there, without a key, and no longer beside the API")
    private @Nullable String metricsAddress;

    /**
     * The keys that requests must bring.
     *
     * @throws dev.rose.error.RoseException for a file that cannot be read
     */
    ApiKeys keys() {
        return apiKeys == null ? ApiKeys.none() : ApiKeys.load(apiKeys);
    }

    /**
     * The sites that may ask, and the names by which the server may be asked.
     *
     * @throws UsageException for what is no origin
     */
    Cors cors() {
        try {
            return Cors.allowing(cors).withHosts(HostCheck.of(apiKeys != null, insecure));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--cors: " + e.getMessage());
        }
    }

    Address address() {
        return new Address(host, port);
    }

    /**
     * Where metrics are served apart; null where they are not.
     *
     * @throws UsageException for what is no address
     */
    @Nullable Address metricsAddress() {
        if (metricsAddress == null) {
            return null;
        }
        var colon = metricsAddress.lastIndexOf(':');
        var port = metricsAddress.substring(colon + 1);
        if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > MOST_PORT) {
            throw new UsageException(
                    "--metrics-address takes HOST:PORT, such as 127.0.0.1:9090, not '%s'"
                            .formatted(metricsAddress));
        }
        return new Address(metricsAddress.substring(0, colon), Integer.parseInt(port));
    }

    /**
     * Checks what was given.
     *
     * @throws UsageException for an impossible value
     * @throws dev.rose.error.RoseException for an address that strangers reach and nothing guards
     */
    void require() {
        if (port < 0 || port > MOST_PORT) {
            throw new UsageException(
                    "--port must be from 0 to %d, not %d".formatted(MOST_PORT, port));
        }
        if (host.isBlank()) {
            throw new UsageException("--host is empty; leave it out for this machine alone");
        }
        PublicAddress.require(host, apiKeys != null, insecure);
    }
}
