package dev.rose.method;

/**
 * How strong the contrast is over the tokens of an answer: a factor in [0, 1] on every α, {@code s
 * = logits_pos − Σ fᵢ(t) · αᵢ · logits_revᵢ}, where {@code t} counts the answer's tokens from 0.
 */
public sealed interface Strength {

    /** {@code f = 1}: every token alike, the paper's way. */
    record Constant() implements Strength {
        @Override
        public String label() {
            return "constant";
        }
    }

    /**
     * {@code f = 1} for {@code t < tokens}, else 0: the first tokens alone; then plain decoding,
     * for which nothing of the reverse streams is computed any more.
     *
     * @param tokens at least 1
     */
    record FirstTokens(int tokens) implements Strength {
        public FirstTokens {
            requirePositive("first", tokens);
        }

        @Override
        public String label() {
            return "first:" + tokens;
        }
    }

    /**
     * {@code f = 2^(−t / halfLife)}: weaker with each token.
     *
     * @param halfLife tokens after which it is half as strong, at least 1
     */
    record Decaying(int halfLife) implements Strength {
        public Decaying {
            requirePositive("decaying", halfLife);
        }

        @Override
        public String label() {
            return "decaying:" + halfLife;
        }
    }

    /**
     * {@code fᵢ = JSD(p ‖ qᵢ) / ln 2}: as strong as the streams disagree about this token. {@code
     * p} and {@code qᵢ} are the softmax of the positive and of the reverse stream, and {@code JSD =
     * ½ Σ p ln(p/m) + ½ Σ q ln(q/m)} with {@code m = (p + q) / 2}, the Jensen–Shannon divergence
     * (Lin, IEEE Trans. Inf. Theory 37, 1991), which lies in [0, ln 2]. Each reverse stream has its
     * own.
     */
    record Adaptive() implements Strength {
        @Override
        public String label() {
            return "adaptive";
        }
    }

    /** As the command line and policies spell it. */
    String label();

    /**
     * Whether the token {@code step} depends on the reverse streams. Once it does not, no later one
     * does.
     *
     * @param step of the answer, from 0
     */
    default boolean readsReverse(int step) {
        return switch (this) {
            case FirstTokens(int tokens) -> step < tokens;
            case Constant(), Decaying(_), Adaptive() -> true;
        };
    }

    /**
     * Reads what {@link #label} gives.
     *
     * @throws IllegalArgumentException for anything else; the message says what is allowed
     */
    static Strength parse(String text) {
        var colon = text.indexOf(':');
        var number = colon < 0 ? 0 : tokens(text.substring(colon + 1));
        if (colon < 0 && text.equals("constant")) {
            return new Constant();
        }
        if (colon < 0 && text.equals("adaptive")) {
            return new Adaptive();
        }
        if (number > 0 && text.startsWith("first:")) {
            return new FirstTokens(number);
        }
        if (number > 0 && text.startsWith("decaying:")) {
            return new Decaying(number);
        }
        throw new IllegalArgumentException(
                "strength must be constant, first:N, decaying:N or adaptive, with N from 1 to"
                        + " 999999, not '%s'".formatted(text));
    }

    private static int tokens(String number) {
        return number.matches("[1-9][0-9]{0,5}") ? Integer.parseInt(number) : 0;
    }

    private static void requirePositive(String name, int tokens) {
        if (tokens < 1) {
            throw new IllegalArgumentException(
                    "strength %s:N must be of at least 1 token, not %d".formatted(name, tokens));
        }
    }
}
