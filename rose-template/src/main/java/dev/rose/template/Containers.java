package dev.rose.template;

/** The bounds of containers: a walk over one has an end, and a stack deep enough. */
final class Containers {
    private static final long MAX_WEIGHT = 10_000_000;

    private Containers() {}

    static long checkedWeight(long weight) {
        if (weight > MAX_WEIGHT) {
            throw Failure.limit("a collection holds more than " + MAX_WEIGHT + " values");
        }
        return weight;
    }

    static int checkedDepth(int depth) {
        if (depth > Value.MAX_DEPTH) {
            throw Failure.limit(
                    "collections are nested more than " + Value.MAX_DEPTH + " levels deep");
        }
        return depth;
    }
}
