package dev.rose.method;

/** How strong the contrast is over the tokens of an answer: a factor on every α. */
public sealed interface Strength {

    /** Every token alike. */
    record Constant() implements Strength {
        @Override
        public String label() {
            return "constant";
        }
    }

    /**
     * The first tokens alone; then plain decoding.
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
     * Weaker with each token.
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

    /** As strong as the streams disagree. */
    record Adaptive() implements Strength {
        @Override
        public String label() {
            return "adaptive";
        }
    }

    /** As the command line and policies spell it. */
    String label();

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
