package dev.rose.llama.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Tells a GGUF file from what people give instead of one, by its first bytes. */
final class FileFormat {
    private static final int HEADER_BYTES = 4 + 4 + 8 + 8;
    private static final int LOOK_BYTES = 64;

    private FileFormat() {}

    /** Throws, with a line that says what the file is, unless it begins as a GGUF does. */
    static void requireGguf(Path path, MemorySegment file) {
        var start = new byte[(int) Math.min(LOOK_BYTES, file.byteSize())];
        MemorySegment.copy(file, ValueLayout.JAVA_BYTE, 0, start, 0, start.length);
        if (!begins(start, "GGUF")) {
            throw GgufException.invalid(path, "not a GGUF file: " + whatItIs(start));
        }
        if (file.byteSize() < HEADER_BYTES) {
            throw GgufException.damaged(
                    path,
                    "the file is cut off: it has "
                            + file.byteSize()
                            + " bytes, less than a GGUF header");
        }
        // Byte-swapped, the small version number has its lower half empty.
        if (start[4] == 0 && start[5] == 0 && (start[6] | start[7]) != 0) {
            throw GgufException.unsupported(
                    path,
                    "the GGUF file is big-endian, and llama.cpp reads only little-endian ones here;"
                            + " take the little-endian file of this model");
        }
    }

    private static String whatItIs(byte[] start) {
        if (begins(start, "lmgg") || begins(start, "fmgg") || begins(start, "tjgg")) {
            return "it is a GGML file, the format of 2023 before GGUF; take a GGUF of this model";
        }
        if (begins(start, "PK")) {
            return "it is a zip archive or a PyTorch checkpoint; convert the model to GGUF";
        }
        if (start.length > 9 && start[8] == '{' && start[9] == '"') {
            return "it is a safetensors file; convert the model to GGUF";
        }
        if (begins(start, "version https://git-lfs")) {
            return "it is a Git LFS pointer; run git lfs pull, or download the file itself";
        }
        if (begins(start, "<!") || begins(start, "<html")) {
            return "it is a web page; download the file itself";
        }
        return "it begins with " + hex(start) + "; give a .gguf file";
    }

    private static String hex(byte[] start) {
        var text = new StringBuilder("the bytes");
        for (var i = 0; i < Math.min(4, start.length); i++) {
            text.append(' ').append(Integer.toHexString((start[i] & 0xff) | 0x100), 1, 3);
        }
        return text.toString();
    }

    private static boolean begins(byte[] start, String prefix) {
        if (start.length < prefix.length()) {
            return false;
        }
        return new String(start, 0, prefix.length(), StandardCharsets.ISO_8859_1).equals(prefix);
    }
}
