package dev.rose.cli;

import dev.rose.catalogue.CatalogueOptions;
import dev.rose.catalogue.RoseHome;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Settings that come from the environment alone. */
final class Surroundings {

    private Surroundings() {}

    /** {@code ROSE_HOME} ({@code XDG_CACHE_HOME}), {@code ROSE_OFFLINE}, {@code HF_…}. */
    static CatalogueOptions catalogue(Map<String, String> environment) {
        var options =
                CatalogueOptions.defaults()
                        .withHome(home(environment))
                        .withOffline(offline(environment));
        var endpoint = environment.getOrDefault("HF_ENDPOINT", "");
        if (!endpoint.isEmpty()) {
            try {
                options = options.withEndpoint(new URI(endpoint));
            } catch (URISyntaxException e) {
                throw new UsageException("HF_ENDPOINT is not an address: '" + endpoint + "'");
            }
        }
        var token = environment.getOrDefault("HF_TOKEN", "");
        return token.isEmpty() ? options : options.withToken(token.strip());
    }

    static RoseHome home(Map<String, String> environment) {
        var home = environment.getOrDefault("ROSE_HOME", "");
        if (!home.isEmpty()) {
            return new RoseHome(TextArgument.path("ROSE_HOME", home));
        }
        var caches = environment.getOrDefault("XDG_CACHE_HOME", "");
        return caches.isEmpty() ? RoseHome.standard() : new RoseHome(Path.of(caches, "rose"));
    }

    /** Whether the network must not be used. */
    static boolean offline(Map<String, String> environment) {
        return isSet(environment, "ROSE_OFFLINE") || isSet(environment, "HF_HUB_OFFLINE");
    }

    static boolean noColor(Map<String, String> environment) {
        return !environment.getOrDefault("NO_COLOR", "").isEmpty();
    }

    private static boolean isSet(Map<String, String> environment, String name) {
        return switch (environment.getOrDefault(name, "").toLowerCase(Locale.ROOT)) {
            case "1", "true", "yes", "on" -> true;
            default -> false;
        };
    }
}
