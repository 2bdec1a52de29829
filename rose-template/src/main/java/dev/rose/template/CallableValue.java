package dev.rose.template;

/** A value that templates can call. */
sealed interface CallableValue extends Value
        permits MacroValue, FunctionValue, LoopValue, JoinerValue {
    Value call(Rendering rendering, Arguments arguments);
}
