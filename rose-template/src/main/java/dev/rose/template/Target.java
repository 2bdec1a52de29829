package dev.rose.template;

import java.util.List;

/** What a {@code for}, {@code set} or {@code with} assigns to. */
sealed interface Target {
    int at();

    record Variable(String name, int at) implements Target {}

    /** An attribute of a namespace. */
    record NamespaceAttribute(String namespace, String attribute, int at) implements Target {}

    record Several(List<Target> targets, int at) implements Target {}
}
