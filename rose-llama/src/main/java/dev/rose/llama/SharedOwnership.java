package dev.rose.llama;

/**
 * Who keeps a native object alive: its owner until {@link #close}, and each user until it lets go.
 * The object is freed once, when the last of them has.
 */
final class SharedOwnership {
    private final String what;
    private final Runnable free;
    private int users;
    private boolean closed;

    SharedOwnership(String what, Runnable free) {
        this.what = what;
        this.free = free;
    }

    /**
     * Begins a use.
     *
     * @throws IllegalStateException after {@link #close}
     */
    synchronized Use use() {
        if (closed) {
            throw new IllegalStateException(what + " is closed");
        }
        users++;
        return new Use();
    }

    /**
     * Begins a use of an object that is alive: not closed, or kept by another user.
     *
     * @throws IllegalStateException where it may have been freed
     */
    synchronized Use useWhileAlive() {
        if (closed && users == 0) {
            throw new IllegalStateException(what + " is closed");
        }
        users++;
        return new Use();
    }

    synchronized void close() {
        if (!closed) {
            closed = true;
            freeIfUnused();
        }
    }

    private synchronized void release() {
        users--;
        freeIfUnused();
    }

    private void freeIfUnused() {
        if (closed && users == 0) {
            free.run();
        }
    }

    /** One use; closing it twice ends it once. */
    final class Use implements AutoCloseable {
        private boolean ended;

        private Use() {}

        @Override
        public void close() {
            synchronized (SharedOwnership.this) {
                if (!ended) {
                    ended = true;
                    release();
                }
            }
        }
    }
}
