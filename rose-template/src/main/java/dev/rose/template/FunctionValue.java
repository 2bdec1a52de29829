package dev.rose.template;

/** A function of the language, or a method together with the value that it belongs to. */
final class FunctionValue implements CallableValue {
    /** What calling it does. */
    @FunctionalInterface
    interface Body {
        Value call(Rendering rendering, Arguments arguments);
    }

    /** How errors name it. */
    final String name;

    private final Body body;

    FunctionValue(String name, Body body) {
        this.name = name;
        this.body = body;
    }

    @Override
    public Value call(Rendering rendering, Arguments arguments) {
        return body.call(rendering, arguments);
    }

    @Override
    public String typeName() {
        return "builtin_function_or_method";
    }
}
