package dev.rose.llama;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LibraryFileTest {
    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({"300, false", "301, false", "299, true", "121, true", "100, true"})
    void anElfFileMustHoldAllOfItsSegments(int length, boolean cutOff) throws IOException {
        assertThat(LibraryFile.isCutOff(file(elf(length)))).isEqualTo(cutOff);
    }

    @Test
    void whatIsNotElfIsLeftToTheLoader() throws IOException {
        assertThat(LibraryFile.isCutOff(file(new byte[0]))).isFalse();
        assertThat(LibraryFile.isCutOff(file(new byte[200]))).isFalse();
        assertThat(LibraryFile.isCutOff(file(elf(20)))).isFalse();
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("library"), bytes);
    }

    /** A header and one segment, of the bytes 200 to 300, cut or filled up to a length. */
    private static byte[] elf(int length) {
        var bytes = ByteBuffer.allocate(400).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0, 0x464C457F).put(4, (byte) 2).put(5, (byte) 1);
        bytes.putLong(32, 64).putShort(54, (short) 56).putShort(56, (short) 1);
        bytes.putLong(64 + 8, 200).putLong(64 + 32, 100);
        return java.util.Arrays.copyOf(bytes.array(), length);
    }
}
