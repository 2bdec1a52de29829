package dev.rose.template;

/** A compiled statement. */
@FunctionalInterface
interface Step {
    /** What comes after a statement. */
    enum Next {
        STATEMENT,
        BREAK,
        CONTINUE
    }

    Next run(Activation activation, TextBuilder out);
}
