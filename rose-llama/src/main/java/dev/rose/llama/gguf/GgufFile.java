package dev.rose.llama.gguf;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a GGUF file says, read without native code. Reading checks that the file is well-formed;
 * {@link #requireLoadable} and {@link #requireAdapterOf} check that llama.cpp can run it, which
 * aborts the process on much that it cannot.
 *
 * <p>The file is mapped, not copied, and unmapped when this object is no longer used; there is
 * nothing to close. Immutable and thread-safe.
 *
 * <pre>{@code
 * var file = GgufFile.read(path).requireLoadable();
 * file.architecture();   // "llama"
 * file.quantization();   // "Q4_1"
 * }</pre>
 */
public final class GgufFile {
    private static final String TEMPLATE = "tokenizer.chat_template";

    private final List<GgufReader.Parsed> parts;
    private final Map<String, GgufTensor> tensors;

    private GgufFile(List<GgufReader.Parsed> parts) {
        this.parts = parts;
        var table = new LinkedHashMap<String, GgufTensor>();
        for (var part : parts) {
            for (var tensor : part.tensors()) {
                table.put(tensor.name(), tensor);
            }
        }
        this.tensors = table;
    }

    /**
     * Reads the file at {@code path}, and with it the other parts of a split model that it begins.
     *
     * @throws GgufException where a file is missing, unreadable, damaged or not a GGUF
     */
    public static GgufFile read(Path path) {
        return new GgufFile(SplitModel.parts(GgufReader.read(path, 0)));
    }

    /**
     * Checks that llama.cpp can load this file as a model and decode with it: hyperparameters,
     * vocabulary, and for the llama architecture each tensor.
     *
     * @return this
     * @throws GgufException where it cannot
     */
    public GgufFile requireLoadable() {
        ModelRequirements.check(this);
        return this;
    }

    /**
     * Checks that llama.cpp can lay this file as a LoRA adapter over {@code base}.
     *
     * @return this
     * @throws GgufException where it cannot
     */
    public GgufFile requireAdapterOf(GgufFile base) {
        AdapterRequirements.check(this, base);
        return this;
    }

    /** The file; of a split model the first part. */
    public Path path() {
        return first().path();
    }

    /** All files of the model; one where it is not split. */
    public List<Path> parts() {
        return parts.stream().map(GgufReader.Parsed::path).toList();
    }

    /** Bytes of all files together. */
    public long fileSize() {
        var size = 0L;
        for (var part : parts) {
            size += part.file().byteSize();
        }
        return size;
    }

    /** The version of the format, 2 or 3. */
    public int version() {
        return first().version();
    }

    /** The key–value pairs; of a split model those of the first part. */
    public GgufMetadata metadata() {
        return first().metadata();
    }

    /** For instance {@code llama}; empty where the file does not say. */
    public String architecture() {
        return metadata().string("general.architecture").orElse("");
    }

    /** What the model's maker calls it. */
    public Optional<String> name() {
        return metadata().string("general.name");
    }

    /** How most weights are stored, as the names of files have it: {@code Q4_K_M}. */
    public String quantization() {
        return Quantization.name(metadata(), List.copyOf(tensors.values()));
    }

    /** Tokens that the model was trained for, or 0 where the file does not say. */
    public int contextLength() {
        var length = metadata().integer(architecture() + ".context_length").orElse(0);
        return Math.clamp(length, 0, Integer.MAX_VALUE);
    }

    /** Number of tokens in the vocabulary, or 0 where the file has none. */
    public int vocabularySize() {
        return (int) metadata().arrayLength(VocabularyRequirements.TOKENS).orElse(0);
    }

    /** The Jinja source of the chat template that applies unless another one is named. */
    public Optional<String> chatTemplate() {
        return metadata().string(TEMPLATE);
    }

    /** The named templates beside the default one, such as {@code tool_use}, by name. */
    public Map<String, String> namedChatTemplates() {
        var templates = new LinkedHashMap<String, String>();
        for (var key : metadata().keys()) {
            if (key.startsWith(TEMPLATE + ".")) {
                metadata()
                        .string(key)
                        .ifPresent(
                                text -> templates.put(key.substring(TEMPLATE.length() + 1), text));
            }
        }
        return Collections.unmodifiableMap(templates);
    }

    /** The tensor table, in the file's order; of a split model that of all parts. */
    public List<GgufTensor> tensors() {
        return List.copyOf(tensors.values());
    }

    public Optional<GgufTensor> tensor(String name) {
        return Optional.ofNullable(tensors.get(name));
    }

    /** The table itself, by name. */
    Map<String, GgufTensor> tensorTable() {
        return tensors;
    }

    /** A reader at {@code offset} of the first part. */
    GgufInput inputAt(long offset) {
        var in = new GgufInput(path(), first().file());
        in.seek(offset);
        return in;
    }

    private GgufReader.Parsed first() {
        return parts.getFirst();
    }

    @Override
    public String toString() {
        return path() + " (" + architecture() + ", " + quantization() + ")";
    }
}
