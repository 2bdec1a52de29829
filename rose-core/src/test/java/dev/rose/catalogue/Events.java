package dev.rose.catalogue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a pull told. */
final class Events implements PullListener {
    final List<PullEvent> all = new CopyOnWriteArrayList<>();

    @Override
    public void on(PullEvent event) {
        all.add(event);
    }

    <E extends PullEvent> List<E> of(Class<E> type) {
        return all.stream().filter(type::isInstance).map(type::cast).toList();
    }

    List<PullEvent.Progress> progress(PullEvent.Phase phase) {
        return of(PullEvent.Progress.class).stream()
                .filter(progress -> progress.phase() == phase)
                .toList();
    }
}
