import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes another quantisation of a GGUF with llama.cpp's own quantiser:
 *
 * <pre>java --enable-native-access=ALL-UNNAMED Quantise.java LIBRARY-FOLDER IN.gguf OUT.gguf TYPE</pre>
 *
 * <p>The one struct that is passed is known for the build named below alone. The library writes its
 * defaults into a buffer with a watched margin and every one of them must be the known one, before
 * anything is given back to it.
 */
final class Quantise {
    private static final String KNOWN_BUILD = "0.5.0-dev";

    /** GGML_TYPE_COUNT of that build, which stands for "as llama.cpp sees fit". */
    private static final int TYPE_COUNT = 43;

    private static final long DEFAULT_BUFFER = 8L << 30;
    private static final long BUFFER = 512L << 20;

    /** llama_ftype by the name that it has here. */
    private static final Map<String, Integer> TYPES =
            Map.of("f32", 0, "f16", 1, "q4_0", 2, "q4_1", 3, "q8_0", 7);

    private static final int MARGIN = 1024;
    private static final byte WATCH = (byte) 0xA5;

    private static final StructLayout PARAMS =
            MemoryLayout.structLayout(
                    JAVA_INT.withName("nthread"),
                    JAVA_INT.withName("ftype"),
                    JAVA_INT.withName("output_tensor_type"),
                    JAVA_INT.withName("token_embedding_type"),
                    JAVA_BYTE.withName("allow_requantize"),
                    JAVA_BYTE.withName("quantize_output_tensor"),
                    JAVA_BYTE.withName("only_copy"),
                    JAVA_BYTE.withName("pure"),
                    JAVA_BYTE.withName("keep_split"),
                    JAVA_BYTE.withName("dry_run"),
                    MemoryLayout.paddingLayout(2),
                    ADDRESS.withName("imatrix"),
                    ADDRESS.withName("kv_overrides"),
                    ADDRESS.withName("tt_overrides"),
                    ADDRESS.withName("prune_layers"),
                    JAVA_LONG.withName("max_buf_size"));

    /** What was wrong, for people. */
    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1;

        Refusal(String message) {
            super(message);
        }
    }

    private final Arena arena;
    private final SymbolLookup library;

    private Quantise(Arena arena, Path folder) throws IOException {
        this.arena = arena;
        for (var name : List.of("ggml-base", "ggml")) {
            SymbolLookup.libraryLookup(find(folder, name), arena);
        }
        this.library = SymbolLookup.libraryLookup(find(folder, "llama"), arena);
    }

    public static void main(String[] arguments) throws Throwable {
        try {
            run(arguments);
        } catch (Refusal e) {
            System.err.println("quantise: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void run(String[] arguments) throws Throwable {
        if (arguments.length != 4 || !TYPES.containsKey(arguments[3])) {
            System.err.println("quantise: LIBRARY-FOLDER IN.gguf OUT.gguf " + TYPES.keySet());
            System.exit(2);
        }
        var from = Path.of(arguments[1]);
        var to = Path.of(arguments[2]).toAbsolutePath();
        if (!Files.isRegularFile(from)) {
            throw new Refusal("there is no file " + from);
        }
        if (to.getParent() == null || !Files.isDirectory(to.getParent())) {
            throw new Refusal("there is no folder for " + to);
        }
        if (Files.exists(to) && Files.isSameFile(from, to)) {
            throw new Refusal("the result would overwrite its source " + from);
        }
        var part =
                to.resolveSibling(
                        to.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try (var arena = Arena.ofShared()) {
            new Quantise(arena, Path.of(arguments[0])).convert(from, part, TYPES.get(arguments[3]));
            Files.move(
                    part, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
        System.err.printf("quantise: %s, %d MiB%n", to, Files.size(to) >> 20);
    }

    private void convert(Path from, Path to, int type) throws Throwable {
        requireKnownBuild();
        var params = defaults();
        set(params, "nthread", Runtime.getRuntime().availableProcessors());
        set(params, "ftype", type);
        // The source of a benchmark is itself quantised; what counts is the shape of the work.
        params.set(JAVA_BYTE, offset("allow_requantize"), (byte) 1);
        params.set(JAVA_LONG, offset("max_buf_size"), BUFFER);
        function("llama_backend_init", FunctionDescriptor.ofVoid()).invoke();
        int result =
                (int)
                        function(
                                        "llama_model_quantize",
                                        FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS))
                                .invoke(
                                        arena.allocateFrom(from.toString()),
                                        arena.allocateFrom(to.toString()),
                                        params);
        if (result != 0) {
            throw new Refusal(
                    "llama.cpp could not quantise " + from + " (code " + result + "), see above");
        }
    }

    private void requireKnownBuild() throws Throwable {
        var found = library.find("llama_version");
        if (found.isEmpty()) {
            throw new Refusal("the library does not tell its version, so its structs are unknown");
        }
        var text =
                (MemorySegment)
                        function("llama_version", FunctionDescriptor.of(ADDRESS)).invoke();
        var version = text.reinterpret(64).getString(0);
        if (!version.equals(KNOWN_BUILD)) {
            throw new Refusal("the library is llama.cpp " + version + ", known is " + KNOWN_BUILD);
        }
    }

    private MemorySegment defaults() throws Throwable {
        long size = PARAMS.byteSize();
        var buffer = arena.allocate(size + MARGIN, 16);
        buffer.fill(WATCH);
        var struct = buffer.asSlice(0, size);
        var returned =
                (MemorySegment)
                        function(
                                        "llama_model_quantize_default_params",
                                        FunctionDescriptor.of(PARAMS))
                                .invoke(
                                        (java.lang.foreign.SegmentAllocator)
                                                (bytes, alignment) -> struct);
        if (returned.address() != struct.address()) {
            struct.copyFrom(returned);
        }
        var wrong = new ArrayList<String>();
        for (long i = size; i < size + MARGIN; i++) {
            if (buffer.get(JAVA_BYTE, i) != WATCH) {
                wrong.add("its size");
                break;
            }
        }
        expect(wrong, "nthread", number(struct, "nthread") == 0);
        expect(wrong, "ftype", number(struct, "ftype") == TYPES.get("q8_0"));
        for (var type : List.of("output_tensor_type", "token_embedding_type")) {
            expect(wrong, type, number(struct, type) == TYPE_COUNT);
        }
        for (var flag : List.of("allow_requantize", "only_copy", "pure", "keep_split", "dry_run")) {
            expect(wrong, flag, struct.get(JAVA_BYTE, offset(flag)) == 0);
        }
        expect(
                wrong,
                "quantize_output_tensor",
                struct.get(JAVA_BYTE, offset("quantize_output_tensor")) == 1);
        for (var pointer : List.of("imatrix", "kv_overrides", "tt_overrides", "prune_layers")) {
            expect(wrong, pointer, struct.get(ADDRESS, offset(pointer)).address() == 0);
        }
        long buffered = struct.get(JAVA_LONG, offset("max_buf_size"));
        expect(wrong, "max_buf_size", buffered == DEFAULT_BUFFER);
        if (!wrong.isEmpty()) {
            throw new Refusal(
                    "llama_model_quantize_params is not as known, see " + wrong + "; not called");
        }
        return struct;
    }

    private static void expect(List<String> wrong, String field, boolean right) {
        if (!right) {
            wrong.add(field);
        }
    }

    private static int number(MemorySegment struct, String field) {
        return struct.get(JAVA_INT, offset(field));
    }

    private static void set(MemorySegment struct, String field, int value) {
        struct.set(JAVA_INT, offset(field), value);
    }

    private static long offset(String field) {
        return PARAMS.byteOffset(groupElement(field));
    }

    private MethodHandle function(String name, FunctionDescriptor type) {
        var symbol =
                library.find(name)
                        .orElseThrow(() -> new Refusal("the library has no function " + name));
        return Linker.nativeLinker().downcallHandle(symbol, type);
    }

    /** The library of that name, whatever its version and its platform's ending. */
    private static Path find(Path folder, String name) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> isLibrary(file.getFileName().toString(), name))
                    .findFirst()
                    .orElseThrow(() -> new Refusal("there is no lib" + name + " in " + folder));
        }
    }

    private static boolean isLibrary(String file, String name) {
        return file.matches("(lib)?" + name + "(\\.[a-z]+)?(\\.v[0-9.]+)?\\.(so|dylib|dll)");
    }
}
