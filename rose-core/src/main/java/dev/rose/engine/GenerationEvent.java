package dev.rose.engine;

/** What a running generation reports, in order; the last one is {@link Finished}. */
public sealed interface GenerationEvent {

    /** More text: whole characters, never a part of a stop text; not empty. */
    record Text(String text) implements GenerationEvent {}

    /** The end. */
    record Finished(GenerationResult result) implements GenerationEvent {}
}
