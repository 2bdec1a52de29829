package dev.rose.testing;

import dev.rose.catalogue.CatalogueOptions;
import dev.rose.catalogue.ModelCatalogue;
import dev.rose.catalogue.ModelRef;
import dev.rose.catalogue.RoseHome;
import java.nio.file.Path;

/**
 * The default model for tests that run it. It comes into the cache that the product uses, so it is
 * fetched once a machine; where it cannot be fetched, the test fails and says why.
 */
public final class RealModel {
    private RealModel() {}

    /** The cache folder: {@code ROSE_HOME} as the build hands it on, else the standard one. */
    public static RoseHome home() {
        var given = System.getProperty("rose.home", "");
        // Maven leaves the expression standing where the variable is not set.
        boolean set = !given.isBlank() && !given.startsWith("${");
        return set ? new RoseHome(Path.of(given)) : RoseHome.standard();
    }

    /** The checked file of SmolLM2-135M-Instruct Q4_1. */
    public static Path path() {
        var options = CatalogueOptions.defaults().withHome(home());
        return new ModelCatalogue(options).resolve(ModelRef.parse("smollm2"));
    }
}
