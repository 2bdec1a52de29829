package dev.rose.llama;

import static dev.rose.llama.NativeLookup.INT;
import static dev.rose.llama.NativeLookup.LONG;
import static dev.rose.llama.NativeLookup.POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** Functions of the library as a whole: version, log, backends, devices. */
final class LibraryFunctions {
    private final NativeLookup lookup;
    private final MethodHandle version;

    LibraryFunctions(NativeLookup lookup) {
        this.lookup = lookup;
        this.version = lookup.function("llama_version", FunctionDescriptor.of(POINTER));
    }

    String version() {
        return string("llama_version", version);
    }

    void setLog(MemorySegment callback) {
        try {
            lookup.function("llama_log_set", FunctionDescriptor.ofVoid(POINTER, POINTER))
                    .invokeExact(callback, MemorySegment.NULL);
        } catch (Throwable t) {
            throw NativeLookup.failed("llama_log_set", t);
        }
    }

    void loadBackends(Path folder) {
        try (var arena = Arena.ofConfined()) {
            lookup.function("ggml_backend_load_all_from_path", FunctionDescriptor.ofVoid(POINTER))
                    .invokeExact(arena.allocateFrom(folder.toString()));
        } catch (Throwable t) {
            throw NativeLookup.failed("ggml_backend_load_all_from_path", t);
        }
    }

    void initBackend() {
        try {
            lookup.function("llama_backend_init", FunctionDescriptor.ofVoid()).invokeExact();
        } catch (Throwable t) {
            throw NativeLookup.failed("llama_backend_init", t);
        }
    }

    int deviceCount() {
        try {
            return Math.toIntExact(
                    (long)
                            lookup.function("ggml_backend_dev_count", FunctionDescriptor.of(LONG))
                                    .invokeExact());
        } catch (Throwable t) {
            throw NativeLookup.failed("ggml_backend_dev_count", t);
        }
    }

    MemorySegment device(int index) {
        try {
            return (MemorySegment)
                    lookup.function("ggml_backend_dev_get", FunctionDescriptor.of(POINTER, LONG))
                            .invokeExact((long) index);
        } catch (Throwable t) {
            throw NativeLookup.failed("ggml_backend_dev_get", t);
        }
    }

    String deviceName(MemorySegment device) {
        return string(
                "ggml_backend_dev_name",
                lookup.function("ggml_backend_dev_name", FunctionDescriptor.of(POINTER, POINTER))
                        .bindTo(device));
    }

    String deviceDescription(MemorySegment device) {
        return string(
                "ggml_backend_dev_description",
                lookup.function(
                                "ggml_backend_dev_description",
                                FunctionDescriptor.of(POINTER, POINTER))
                        .bindTo(device));
    }

    int deviceType(MemorySegment device) {
        try {
            return (int)
                    lookup.function("ggml_backend_dev_type", FunctionDescriptor.of(INT, POINTER))
                            .invokeExact(device);
        } catch (Throwable t) {
            throw NativeLookup.failed("ggml_backend_dev_type", t);
        }
    }

    String systemInfo() {
        return string(
                "llama_print_system_info",
                lookup.function("llama_print_system_info", FunctionDescriptor.of(POINTER)));
    }

    private static String string(String name, MethodHandle function) {
        try {
            return NativeLookup.string((MemorySegment) function.invokeExact());
        } catch (Throwable t) {
            throw NativeLookup.failed(name, t);
        }
    }
}
