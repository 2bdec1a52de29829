package dev.rose.server.access;

import static dev.rose.error.RoseException.Kind.STORAGE;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import dev.rose.error.RoseException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/**
 * A key that was made just now.
 *
 * @param key what the client sends; it is kept nowhere
 * @param line what the keys file gets: the name, the key's hash and the limits
 */
public record NewKey(String key, String line) {
    private static final int BYTES = 32;
    private static final String PREFIX = "rose-";

    /**
     * Makes a key of 256 random bits.
     *
     * @throws IllegalArgumentException if the name is not 1 to 64 letters, digits, dots, dashes and
     *     underscores
     */
    public static NewKey make(String name, CallerLimits limits) {
        var bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        var key = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return new NewKey(key, new KeyLine(KeyHash.of(key), new Caller(name, limits)).text());
    }

    /**
     * Adds the line to a keys file; one that is made for it is for its owner's eyes alone. A server
     * that uses the file knows the key from its next look.
     *
     * @throws RoseException if it cannot be written
     */
    public void appendTo(Path file) {
        var text = (endsWithinLine(file) ? "\n" : "") + line + "\n";
        var posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] owners =
                posix
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        try (var channel = Files.newByteChannel(file, Set.of(CREATE, APPEND), owners)) {
            var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    private static boolean endsWithinLine(Path file) {
        try (var channel = Files.newByteChannel(file)) {
            if (channel.size() == 0) {
                return false;
            }
            var last = ByteBuffer.allocate(1);
            channel.position(channel.size() - 1).read(last);
            return last.get(0) != '\n';
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw cannotWrite(file, e);
        }
    }

    private static RoseException cannotWrite(Path file, IOException failure) {
        return new RoseException(
                STORAGE,
                "cannot add to the keys file %s (%s); give another one with --api-keys"
                        .formatted(file, failure.getClass().getSimpleName()),
                failure);
    }

    @Override
    public String toString() {
        return "NewKey[" + line + "]"; // never the key itself
    }
}
