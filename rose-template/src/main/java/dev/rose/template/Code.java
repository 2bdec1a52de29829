package dev.rose.template;

/** A compiled expression. */
@FunctionalInterface
interface Code {
    Value eval(Activation activation);
}
