package dev.rose.llama;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** Finds the functions of one loaded library; a missing one is an error that names it. */
final class NativeLookup {
    private static final Linker LINKER = Linker.nativeLinker();

    private final SymbolLookup symbols;
    private final Path folder;

    NativeLookup(SymbolLookup symbols, Path folder) {
        this.symbols = symbols;
        this.folder = folder;
    }

    MethodHandle function(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(address(name), descriptor);
    }

    private MemorySegment address(String name) {
        return symbols.find(name)
                .orElseThrow(() ->
                        new LlamaException(
                                LlamaException.Kind.UNSUPPORTED_BUILD,
                                "the llama.cpp library in %s has no function %s; Rose needs version %s"
                                        .formatted(folder, name, StructLayouts.knownBuilds())));
    }

    /** What a downcall threw, as the unchecked failure that it must be. */
    static RuntimeException failed(String function, Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        if (cause instanceof RuntimeException exception) {
            throw exception;
        }
        return new IllegalStateException("calling " + function + " failed", cause);
    }

    /** The text behind a C string pointer; empty for NULL. */
    static String string(MemorySegment pointer) {
        if (pointer.equals(MemorySegment.NULL)) {
            return "";
        }
        return pointer.reinterpret(Long.MAX_VALUE).getString(0);
    }

    /** Whether {@code pointer} is NULL. */
    static boolean isNull(MemorySegment pointer) {
        return pointer.address() == 0;
    }

    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    static final ValueLayout.OfBoolean BOOL = ValueLayout.JAVA_BOOLEAN;
    static final java.lang.foreign.AddressLayout POINTER = ValueLayout.ADDRESS;
}
