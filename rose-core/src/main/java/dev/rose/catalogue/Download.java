package dev.rose.catalogue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.regex.Pattern;

/** One file's way from a server into its slot, under the slot's lock. */
final class Download {
    /** New bytes that make earlier failures forgotten: less may be a server that only stutters. */
    private static final long PROGRESS = 1L << 20;

    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d+|\\*)");

    private final Origin origin;
    private final Patience patience;
    private final PullListener listener;
    private final Slot slot;
    private final Whole file;
    private String bodyEtag = "";

    Download(Origin origin, Patience patience, PullListener listener, Slot slot, Whole file) {
        this.origin = origin;
        this.patience = patience;
        this.listener = listener;
        this.slot = slot;
        this.file = file;
    }

    /** Bytes that an earlier download of the same content left. */
    static long kept(Slot slot, Whole file) throws IOException {
        var note = PartNote.read(slot.partNote());
        return note != null && note.sameWhole(file) && Files.exists(slot.part())
                ? Math.min(Files.size(slot.part()), file.bytes())
                : 0;
    }

    /**
     * Receives what is missing.
     *
     * @return SHA-256 of the file, which then has its good name
     * @throws IOException if the cache folder cannot be read or written
     */
    String run() throws IOException, InterruptedException {
        var note = PartNote.read(slot.partNote());
        if (note == null || !note.sameWhole(file)) {
            Files.deleteIfExists(slot.part());
            note("");
        } else {
            bodyEtag = note.bodyEtag();
        }
        try (var part = PartFile.open(slot, file.bytes(), listener)) {
            receive(part);
            var sha256 = part.sha256();
            if (file.sha256() != null && !file.sha256().equals(sha256)) {
                part.delete();
                forget();
                throw origin.damaged(file, sha256);
            }
            part.moveTo(slot);
            forget();
            return sha256;
        }
    }

    private void note(String tag) throws IOException {
        new PartNote(file.etag(), file.bytes(), tag).write(slot.partNote());
        bodyEtag = tag;
    }

    private void forget() throws IOException {
        Files.deleteIfExists(slot.part());
        Files.deleteIfExists(slot.partNote());
    }

    private void receive(PartFile part) throws InterruptedException {
        var attempts = new Attempts(patience, listener, file.name(), origin.host());
        var meter =
                new Meter(
                        listener,
                        PullEvent.Phase.DOWNLOADING,
                        file.name(),
                        part.length(),
                        file.bytes());
        long mark = part.length();
        try {
            while (part.missing() > 0) {
                try {
                    attempt(part, meter);
                } catch (IOException e) {
                    if (part.length() - mark >= PROGRESS) {
                        attempts.progressed();
                    }
                    mark = part.length();
                    attempts.failed(e, () -> kept(part));
                }
            }
        } catch (InterruptedException e) {
            throw Failures.interrupted(
                    "the download of %s was interrupted; %srun it again to go on"
                            .formatted(file.name(), kept(part)));
        }
    }

    private String kept(PartFile part) {
        return part.length() == 0
                ? ""
                : "%s of %s are kept, "
                        .formatted(Failures.bytes(part.length()), Failures.bytes(file.bytes()));
    }

    private void attempt(PartFile part, Meter meter) throws IOException, InterruptedException {
        var answer = origin.get(part.length(), bodyEtag);
        try (var body = answer.body()) {
            if (!continues(answer, part)) {
                part.restart();
                meter.reset(0);
            }
            checkLength(answer, part);
            remember(answer.headers().firstValue("ETag").orElse(""), part);
            for (var bytes = body.next(patience.stall());
                    bytes != null;
                    bytes = body.next(patience.stall())) {
                for (var piece : bytes) {
                    take(piece, part, meter);
                }
            }
        }
        if (part.missing() > 0) {
            throw new TryAgain(
                    "the connection ended %s early".formatted(Failures.bytes(part.missing())));
        }
    }

    private void remember(String tag, PartFile part) {
        if (!tag.equals(bodyEtag)) {
            try {
                note(tag);
            } catch (IOException e) {
                throw Storage.unwritten(slot.partNote(), part.missing(), e);
            }
        }
    }

    private void take(ByteBuffer piece, PartFile part, Meter meter)
            throws TryAgain, InterruptedException {
        if (piece.remaining() > part.missing()) {
            part.restart();
            throw longer();
        }
        int count = piece.remaining();
        part.append(piece);
        meter.add(count);
    }

    /** Whether the answer's first byte is the one after the part's last. */
    private boolean continues(HttpResponse<?> answer, PartFile part) {
        if (answer.statusCode() != 206) {
            return part.length() == 0; // the server does not know ranges, or has another content
        }
        var range = CONTENT_RANGE.matcher(answer.headers().firstValue("Content-Range").orElse(""));
        return range.matches()
                && range.group(1).equals(Long.toString(part.length()))
                && (range.group(2).equals("*")
                        || range.group(2).equals(Long.toString(file.bytes())));
    }

    private void checkLength(HttpResponse<?> answer, PartFile part) throws TryAgain {
        if (answer.statusCode() == 416) {
            throw new TryAgain("the server has no bytes from there on");
        }
        if (!continues(answer, part)) {
            throw new TryAgain("the server sent another range than was asked for");
        }
        var length = answer.headers().firstValueAsLong("Content-Length");
        if (length.isPresent() && length.getAsLong() > part.missing()) {
            throw longer();
        }
    }

    private TryAgain longer() {
        return new TryAgain(
                "more bytes came than the %,d that were declared".formatted(file.bytes()));
    }
}
