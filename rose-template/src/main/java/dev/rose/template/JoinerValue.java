package dev.rose.template;

/** Jinja's {@code joiner}: nothing at the first call, the separator from then on. */
final class JoinerValue implements CallableValue {
    private static final Parameters NO_PARAMETERS = Parameters.of("Joiner");

    final Value separator;
    boolean used;

    JoinerValue(Value separator) {
        this.separator = separator;
    }

    @Override
    public Value call(Rendering rendering, Arguments arguments) {
        NO_PARAMETERS.bind(arguments);
        if (!used) {
            used = true;
            return Str.EMPTY;
        }
        return separator;
    }

    @Override
    public String typeName() {
        return "Joiner";
    }
}
