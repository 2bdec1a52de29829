package dev.rose.engine;

import dev.rose.error.RoseException;
import dev.rose.model.Logits;
import dev.rose.model.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Other requests over streams of an answer, whose answers grow beside it for as long as they take
 * its tokens: their own decodes would give the rows that it has.
 */
final class Companions {
    private final List<Companion> all = new ArrayList<>();

    /**
     * @param leader whose companions they are
     */
    Companions(GenerationRequest leader, Vocabulary vocabulary, int contextLength) {
        for (var request : leader.companions()) {
            all.add(new Companion(request, leader, vocabulary, contextLength));
        }
    }

    /**
     * Takes the rows of a step.
     *
     * @param token that the leader took
     * @param reverse the leader's; none where it reads them no more
     */
    void read(int token, Logits positive, List<Logits> reverse) {
        for (var companion : all) {
            companion.read(token, positive, reverse);
        }
    }

    /** How each of them begins, in the order of the request. */
    List<Beginning> beginnings() {
        return all.stream().map(Companion::beginning).toList();
    }

    private static final class Companion {
        private static final int ABSENT = -1;

        private final Beginning known;
        // For each stream that it reads, the positive one first, which one of the leader's it is.
        private final int[] streams;
        private @Nullable Answer answer;
        private boolean follows;
        private int alike;

        Companion(
                GenerationRequest request,
                GenerationRequest leader,
                Vocabulary vocabulary,
                int contextLength) {
            known = request.beginning();
            alike = known.length();
            streams = streams(request, leader);
            if (Arrays.stream(streams).allMatch(stream -> stream != ABSENT)
                    && known.tokens().equals(leader.beginning().tokens())) {
                answer = new Answer(request.withCompanions(List.of()), vocabulary, contextLength);
                follows = !answer.ended();
            }
        }

        private static int[] streams(GenerationRequest request, GenerationRequest leader) {
            var there = leader.prompts();
            return request.prompts().stream().mapToInt(prompt -> place(prompt, there)).toArray();
        }

        private static int place(int[] prompt, List<int[]> prompts) {
            for (int stream = 0; stream < prompts.size(); stream++) {
                if (Arrays.equals(prompt, prompts.get(stream))) {
                    return stream;
                }
            }
            return ABSENT;
        }

        void read(int token, Logits positive, List<Logits> reverse) {
            var own = answer;
            if (own == null || !follows) {
                return;
            }
            var rows = new ArrayList<Logits>();
            int needed = own.readsReverse() ? streams.length : 1;
            for (int i = 0; i < needed; i++) {
                if (streams[i] > reverse.size()) {
                    follows = false;
                    return;
                }
                rows.add(streams[i] == 0 ? positive : reverse.get(streams[i] - 1));
            }
            try {
                own.take(rows.getFirst(), rows.subList(1, rows.size()));
            } catch (RoseException e) {
                // It will fail at this token when it is asked by itself; the leader does not.
                follows = false;
                return;
            }
            boolean same = own.last() == token;
            alike += same ? 1 : 0;
            follows = same && !own.ended();
        }

        Beginning beginning() {
            return answer == null ? known : answer.beginning(alike);
        }
    }
}
