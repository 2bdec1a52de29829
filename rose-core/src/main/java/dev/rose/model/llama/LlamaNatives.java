package dev.rose.model.llama;

import dev.rose.error.RoseException;
import dev.rose.llama.natives.NativeBundle;
import java.nio.file.Path;

/** The native library that Rose brings along. */
public final class LlamaNatives {

    private LlamaNatives() {}

    /**
     * The folder of the bundled library, unpacked below {@code folder} where it is not there yet.
     *
     * @throws RoseException with kind {@code UNSUPPORTED_BUILD} where there is none for this
     *     platform, {@code STORAGE} where it cannot be unpacked
     */
    public static Path unpackInto(Path folder) {
        return LlamaFailures.translated(() -> NativeBundle.require().unpackInto(folder));
    }
}
