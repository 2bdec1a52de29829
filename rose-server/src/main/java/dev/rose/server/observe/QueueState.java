package dev.rose.server.observe;

/**
 * The queue before the engine, now.
 *
 * @param slots requests that may run at a time
 * @param running requests that have a slot
 * @param waiting requests that wait for one
 * @param refused requests that were turned away, since the start
 */
public record QueueState(int slots, int running, int waiting, long refused) {}
