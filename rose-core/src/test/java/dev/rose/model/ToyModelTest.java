package dev.rose.model;

import static org.assertj.core.api.Assertions.assertThat;

/** The toy keeps the contract; else what is tested on it would mean nothing. */
class ToyModelTest extends ModelContract {
    private ToyModel toy;

    @Override
    protected LanguageModel open() {
        toy = new ToyModel(ToyVocabulary.ofAllBytes(), 1);
        return toy;
    }

    @Override
    protected float tolerance() {
        return 0;
    }

    @Override
    protected void assertNothingIsLeft() {
        assertThat(toy.openSteps()).isZero();
        assertThat(toy.openSessions()).isZero();
        assertThat(toy.heldTokens()).isZero();
    }
}
