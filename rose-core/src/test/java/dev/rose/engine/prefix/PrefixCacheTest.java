package dev.rose.engine.prefix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.model.SequenceState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PrefixCacheTest {

    /** A state that knows its tokens, and whether it was freed. */
    private static final class State implements SequenceState {
        private final int[] tokens;
        private final long bytes;
        private int closed;

        State(int[] tokens, long bytes) {
            this.tokens = tokens;
            this.bytes = bytes;
        }

        @Override
        public int length() {
            return tokens.length;
        }

        @Override
        public long byteSize() {
            return bytes;
        }

        @Override
        public void close() {
            closed++;
        }
    }

    /** The same cache as a list, the least recently used first. */
    private static final class Reference {
        private record Kept(State state, boolean pinned) {}

        private final long capacity;
        private final boolean canCut;
        private final List<Kept> kept = new ArrayList<>();

        Reference(long capacity, boolean canCut) {
            this.capacity = capacity;
            this.canCut = canCut;
        }

        int longest(int[] prompt, int most) {
            int longest = 0;
            for (var k : kept) {
                int common = common(k.state.tokens, prompt);
                if (canCut) {
                    longest = Math.max(longest, Math.min(common, most));
                } else if (common == k.state.tokens.length && common <= most) {
                    longest = Math.max(longest, common);
                }
            }
            return longest;
        }

        void use(State state) {
            var used = kept.stream().filter(k -> k.state == state).findFirst().orElseThrow();
            kept.remove(used);
            kept.add(used);
        }

        Optional<Kept> find(int[] tokens) {
            return kept.stream().filter(k -> Arrays.equals(k.state.tokens, tokens)).findFirst();
        }

        void put(State state, boolean pinned) {
            if (!pinned && state.bytes > capacity) {
                return;
            }
            var old = find(state.tokens);
            old.ifPresent(kept::remove);
            kept.add(new Kept(state, pinned || old.map(Kept::pinned).orElse(false)));
            shrink(capacity, state);
        }

        void shrink(long most, State except) {
            for (var oldest : List.copyOf(kept)) {
                if (bytes() > most && !oldest.pinned && oldest.state != except) {
                    kept.remove(oldest);
                }
            }
        }

        boolean pin(int[] tokens) {
            var found = find(tokens);
            found.ifPresent(k -> kept.set(kept.indexOf(k), new Kept(k.state, true)));
            return found.isPresent();
        }

        long bytes() {
            return kept.stream().filter(k -> !k.pinned).mapToLong(k -> k.state.bytes).sum();
        }
    }

    @Test
    void doesWhatAListDoes() {
        for (int seed = 0; seed < 3000; seed++) {
            compare(new SplittableRandom(seed), seed);
        }
    }

    private static void compare(SplittableRandom random, int seed) {
        boolean canCut = random.nextBoolean();
        long capacity = random.nextInt(300);
        var states = new ArrayList<State>();
        try (var cache = new PrefixCache(capacity, canCut)) {
            var reference = new Reference(capacity, canCut);
            for (int step = 0; step < 60; step++) {
                var tokens = random.ints(random.nextInt(1, 8), 0, 3).toArray();
                switch (random.nextInt(8)) {
                    case 0, 1, 2 -> {
                        var state = new State(tokens, random.nextInt(1, 60));
                        boolean pinned = random.nextInt(12) == 0;
                        states.add(state);
                        cache.put(tokens, state, pinned);
                        reference.put(state, pinned);
                    }
                    case 3 -> {
                        if (random.nextInt(4) == 0) {
                            assertThat(cache.pin(tokens)).isEqualTo(reference.pin(tokens));
                        }
                    }
                    case 4 -> {
                        if (random.nextInt(4) == 0) {
                            long most = random.nextInt(300);
                            cache.shrink(most);
                            reference.shrink(most, null);
                        }
                    }
                    default -> {
                        int most = random.nextInt(tokens.length + 1);
                        var match = cache.longest(tokens, most);
                        int expected = reference.longest(tokens, most);
                        assertThat(match.map(PrefixCache.Match::shared).orElse(0))
                                .as("seed %d step %d", seed, step)
                                .isEqualTo(expected);
                        match.ifPresent(m -> {
                            var state = (State) m.state();
                            assertThat(state.closed).isZero();
                            assertThat(common(state.tokens, tokens))
                                    .isGreaterThanOrEqualTo(m.shared());
                            reference.use(state);
                        });
                    }
                }
                assertThat(cache.byteSize())
                        .as("bytes, seed %d step %d", seed, step)
                        .isEqualTo(reference.bytes());
                assertThat(cache.size()).isEqualTo(reference.kept.size());
                for (var state : states) {
                    boolean kept = reference.kept.stream().anyMatch(k -> k.state == state);
                    assertThat(state.closed)
                            .as("seed %d step %d: closed", seed, step)
                            .isEqualTo(kept ? 0 : 1);
                    assertThat(cache.contains(state.tokens))
                            .isEqualTo(reference.find(state.tokens).isPresent());
                }
            }
        }
        assertThat(states).allMatch(state -> state.closed == 1);
    }

    @Test
    void theLeastRecentlyUsedGoesFirstAndPinsStay() {
        try (var cache = new PrefixCache(30, true)) {
            cache.put(new int[] {1}, new State(new int[] {1}, 10), true);
            cache.put(new int[] {2}, new State(new int[] {2}, 10), false);
            cache.put(new int[] {3}, new State(new int[] {3}, 10), false);
            cache.put(new int[] {4}, new State(new int[] {4}, 10), false);
            cache.longest(new int[] {2, 9}, 1);

            cache.put(new int[] {5}, new State(new int[] {5}, 10), false);

            assertThat(cache.contains(new int[] {1})).isTrue();
            assertThat(cache.contains(new int[] {2})).isTrue();
            assertThat(cache.contains(new int[] {3})).isFalse();
            assertThat(cache.byteSize()).isEqualTo(30);
            assertThat(cache.size()).isEqualTo(4);
        }
    }

    @Test
    void aStateThatIsNotOfTheTokensIsRefused() {
        try (var cache = new PrefixCache(30, true)) {
            assertThatThrownBy(() -> cache.put(new int[] {1}, new State(new int[2], 1), false))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> cache.put(new int[0], new State(new int[0], 1), false))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static int common(int[] a, int[] b) {
        int mismatch = Arrays.mismatch(a, b);
        return mismatch < 0 ? a.length : mismatch;
    }
}
