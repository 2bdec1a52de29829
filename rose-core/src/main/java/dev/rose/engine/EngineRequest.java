package dev.rose.engine;

/**
 * A request to an {@link Engine}.
 *
 * @param generation what to decode
 * @param deterministic whether the numbers must not depend on anything but the request: no guesses,
 *     no caches of earlier prompts, no rows of others in its decodes. Slower; the text is equal to
 *     the bit on the same machine, alone or under load
 * @param scope whose texts and prompts may be reused for it: what is cached can be told from
 *     timing, so callers that must not know of each other have different scopes. Not null
 */
public record EngineRequest(GenerationRequest generation, boolean deterministic, String scope) {

    /** A request in the scope of everyone. */
    public static EngineRequest of(GenerationRequest generation) {
        return new EngineRequest(generation, false, "");
    }

    public EngineRequest withDeterministic(boolean deterministic) {
        return new EngineRequest(generation, deterministic, scope);
    }

    public EngineRequest withScope(String scope) {
        return new EngineRequest(generation, deterministic, scope);
    }

    /** Streams that it needs: the positive one and the reverse ones. */
    public int streams() {
        return 1 + generation.reverse().size();
    }
}
