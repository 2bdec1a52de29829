package dev.rose.server.access;

/**
 * What an {@link Admission} has now, and has done.
 *
 * @param slots requests that may run at a time
 * @param queue requests that may wait at a time
 * @param running requests that have a slot
 * @param waiting requests that wait for one
 * @param admitted requests that got a slot, since the start
 * @param refused requests that were turned away, since the start
 */
public record AdmissionStats(
        int slots, int queue, int running, int waiting, long admitted, long refused) {}
