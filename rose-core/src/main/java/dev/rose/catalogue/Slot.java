package dev.rose.catalogue;

import java.nio.file.Path;

/**
 * The place of one file and of what lies beside it.
 *
 * <p>{@link #file()} has its good name only once it is checked; until then it is {@link #part()}.
 * Whoever changes anything here holds {@link #lock()}.
 *
 * @param work folder of all but the file, on the same disk
 */
record Slot(Path folder, String name, Path work) {

    /** All of it in one folder. */
    Slot(Path folder, String name) {
        this(folder, name, folder);
    }

    /** The file under its good name. */
    Path file() {
        return folder.resolve(name);
    }

    /** What was noted when the file was checked, a {@link Sidecar}. */
    Path sidecar() {
        return beside(".properties");
    }

    /** The file while it is not whole. */
    Path part() {
        return beside(".part");
    }

    /** What the part is a part of, a {@link PartNote}. */
    Path partNote() {
        return beside(".part.properties");
    }

    /** Empty; stays when the pull is over, because deleting it would let two others in at once. */
    Path lock() {
        return beside(".lock");
    }

    private Path beside(String suffix) {
        return work.resolve(name + suffix);
    }
}
