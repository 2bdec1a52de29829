package dev.rose.model;

/** A model that is another one, but for what a test changes or watches. */
public abstract class ForwardingModel implements LanguageModel {
    private final LanguageModel model;

    protected ForwardingModel(LanguageModel model) {
        this.model = model;
    }

    @Override
    public ModelInfo info() {
        return model.info();
    }

    @Override
    public Vocabulary vocabulary() {
        return model.vocabulary();
    }

    @Override
    public String fingerprint() {
        return model.fingerprint();
    }

    @Override
    public ModelSession openSession(SessionOptions options) {
        return model.openSession(options);
    }

    @Override
    public void close() {
        model.close();
    }
}
