package dev.rose.eval.judge;

/** {@link RefusalRules} as a judge: named {@code refusal}, free, and no judge of harm. */
public final class RefusalJudge implements Judge {
    /** Its name, and its rubric's. */
    public static final String NAME = "refusal";

    private static final Rubric RUBRIC = Rubric.rules(NAME, "https://arxiv.org/abs/2308.01263");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Rubric rubric() {
        return RUBRIC;
    }

    @Override
    public Ruling judge(JudgedAnswer answer) {
        return Ruling.of(RefusalRules.label(answer.text()), null);
    }
}
