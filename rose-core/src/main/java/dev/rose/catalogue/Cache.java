package dev.rose.catalogue;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What lies where below {@code models/}: a catalogue name's file in a folder of that name, the
 * hub's in {@code hf/OWNER/REPO/REVISION/}.
 */
record Cache(RoseHome home) {

    Slot slot(ModelRef.Named ref) {
        return new Slot(home.models().resolve(ref.name()), ref.entry().file());
    }

    Slot slot(ModelRef.Hub ref) {
        var folder =
                home.models()
                        .resolve("hf")
                        .resolve(ref.owner())
                        .resolve(ref.repo())
                        .resolve(ref.revision());
        int name = ref.file().lastIndexOf('/') + 1;
        return new Slot(folder.resolve(ref.file().substring(0, name)), ref.file().substring(name));
    }

    /** The files of a model: one, or all parts of a split one. */
    List<ModelRef.Hub> parts(ModelRef.Hub ref) {
        var split = SplitName.parse(ref.file());
        if (split == null) {
            return List.of(ref);
        }
        if (split.part() != 1) {
            throw new RoseException(
                    Kind.INVALID_REQUEST,
                    "%s is part %d of %d; name the first one, %s, and the others come along"
                            .formatted(
                                    ref, split.part(), split.parts(), ref.sibling(split.name(1))));
        }
        return split.names().stream().map(ref::sibling).toList();
    }

    /** Whether the checked file of the pinned version is there, by a look at its size. */
    boolean holds(ModelRef.Named ref) throws IOException {
        var slot = slot(ref);
        var noted = Sidecar.read(slot.sidecar());
        return noted != null
                && noted.sha256().equals(ref.entry().sha256())
                && sizeIs(slot.file(), noted.bytes());
    }

    /** Whether the checked file is there, with all its parts, by a look at their sizes. */
    boolean holds(ModelRef.Hub ref) throws IOException {
        if (!holdsFile(ref)) {
            return false;
        }
        for (var part : parts(ref)) {
            if (!holdsFile(part)) {
                return false;
            }
        }
        return true;
    }

    private boolean holdsFile(ModelRef.Hub ref) throws IOException {
        var slot = slot(ref);
        var noted = Sidecar.read(slot.sidecar());
        return noted != null && sizeIs(slot.file(), noted.bytes());
    }

    private static boolean sizeIs(Path file, long bytes) throws IOException {
        try {
            return Files.size(file) == bytes;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** References of all checked files, without the later parts of split ones. */
    List<ModelRef> refs() throws IOException {
        var refs = new ArrayList<ModelRef>();
        for (var path : filesBelow(home.models())) {
            if (!path.toString().toLowerCase(Locale.ROOT).endsWith(".gguf.properties")) {
                continue;
            }
            var noted = Sidecar.read(path);
            var ref = noted == null ? null : known(noted.source());
            if (ref != null) {
                refs.add(ref);
            }
        }
        return refs;
    }

    /** Null for a name that this version does not know, and for later parts. */
    private static @Nullable ModelRef known(String source) {
        try {
            var ref = ModelRef.parse(source);
            var split = ref instanceof ModelRef.Hub hub ? SplitName.parse(hub.file()) : null;
            return ref instanceof ModelRef.Local || (split != null && split.part() > 1)
                    ? null
                    : ref;
        } catch (RoseException e) {
            return null;
        }
    }

    /** Whether there is anything to delete. */
    static boolean occupied(Slot slot) {
        return Files.exists(slot.file()) || Files.exists(slot.part());
    }

    /** Deletes the file and what lies beside it, but for the lock. */
    static long delete(Slot slot) throws IOException {
        long freed = 0;
        for (var path : List.of(slot.file(), slot.part())) {
            freed += Files.isRegularFile(path) ? Files.size(path) : 0;
        }
        // The note goes first: a file without one is not taken for checked.
        for (var path : List.of(slot.sidecar(), slot.file(), slot.part(), slot.partNote())) {
            Files.deleteIfExists(path);
        }
        return freed;
    }

    private static List<Path> filesBelow(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile).sorted().toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
