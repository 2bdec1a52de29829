package dev.rose.eval.steer;

/** Hears how far a measurement is. Called by one thread at a time. */
@FunctionalInterface
public interface SteeringListener {

    /**
     * One more item is measured.
     *
     * @param done from 1
     */
    void measured(int done, int total);
}
