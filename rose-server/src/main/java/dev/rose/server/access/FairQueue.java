package dev.rose.server.access;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives each caller in turn its oldest waiting request, however many others it has. Guarded by its
 * owner's lock.
 */
final class FairQueue<T> {
    /** The caller whose turn is next comes first. */
    private final Map<String, Deque<T>> byCaller = new LinkedHashMap<>();

    private int size;

    void add(String caller, T waiting) {
        byCaller.computeIfAbsent(caller, name -> new ArrayDeque<>()).addLast(waiting);
        size++;
    }

    /** Takes the next in turn; null where nobody waits. */
    @Nullable T poll() {
        var callers = byCaller.entrySet().iterator();
        if (!callers.hasNext()) {
            return null;
        }
        var next = callers.next();
        callers.remove();
        var waiting = next.getValue();
        var first = waiting.removeFirst();
        size--;
        if (!waiting.isEmpty()) {
            byCaller.put(next.getKey(), waiting);
        }
        return first;
    }

    void remove(String caller, T left) {
        var waiting = byCaller.get(caller);
        if (waiting != null && waiting.remove(left)) {
            size--;
            if (waiting.isEmpty()) {
                byCaller.remove(caller);
            }
        }
    }

    /**
     * Takes the newest of the caller who has the most waiting, if that is at least two more than
     * {@code caller} has: so that nobody fills the queue for all others. Null where there is none.
     */
    @Nullable T pollForRoom(String caller) {
        var own = byCaller.get(caller);
        var most = own == null ? 1 : own.size() + 1;
        String longest = null;
        T newest = null;
        for (var entry : byCaller.entrySet()) {
            if (entry.getValue().size() > most) {
                most = entry.getValue().size();
                longest = entry.getKey();
                newest = entry.getValue().getLast();
            }
        }
        if (longest != null && newest != null) {
            remove(longest, newest);
        }
        return newest;
    }

    int size() {
        return size;
    }
}
