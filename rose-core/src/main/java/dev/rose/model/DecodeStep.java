package dev.rose.model;

/** What one forward pass gave. Closing it ends the loan of its logits. */
public interface DecodeStep extends AutoCloseable {

    /**
     * The logits of {@code row}, borrowed until this step ends.
     *
     * @throws IllegalArgumentException where the row asked for none
     * @throws IllegalStateException where the step has ended
     */
    Logits logits(int row);

    @Override
    void close();
}
