package dev.rose.template;

import java.util.List;

/** Gives values to what stands left of an assignment. */
sealed interface Assignment {
    /** Fails if an attribute is to be assigned of something that is no namespace. */
    void check(Activation activation);

    void assign(Activation activation, Value value);

    /** A variable; one of the template's top is made known to its blocks too. */
    record Variable(String name, Layout.Place place, boolean exported) implements Assignment {
        @Override
        public void check(Activation activation) {}

        @Override
        public void assign(Activation activation, Value value) {
            place.set(activation, value);
            if (exported) {
                activation.rendering.export(name, value);
            }
        }
    }

    record NamespaceAttribute(Layout.Place namespace, Str attribute) implements Assignment {
        @Override
        public void check(Activation activation) {
            if (!(namespace.get(activation) instanceof NamespaceValue)) {
                throw Failure.render("cannot assign attribute on non-namespace object");
            }
        }

        @Override
        public void assign(Activation activation, Value value) {
            if (namespace.get(activation) instanceof NamespaceValue target) {
                target.attributes.put(attribute, value);
            }
        }
    }

    record Several(List<Assignment> targets) implements Assignment {
        @Override
        public void check(Activation activation) {
            targets.forEach(target -> target.check(activation));
        }

        @Override
        public void assign(Activation activation, Value value) {
            List<Value> parts = Unpacking.unpack(value, targets.size());
            for (int i = 0; i < parts.size(); i++) {
                targets.get(i).assign(activation, parts.get(i));
            }
        }
    }

    static Assignment to(Target target, Scope scope) {
        return switch (target) {
            case Target.Variable variable ->
                    new Variable(
                            variable.name(),
                            scope.place(variable.name(), variable.at()),
                            scope.top());
            case Target.NamespaceAttribute attribute ->
                    new NamespaceAttribute(
                            scope.place(attribute.namespace(), attribute.at()),
                            Str.of(attribute.attribute()));
            case Target.Several several ->
                    new Several(several.targets().stream().map(part -> to(part, scope)).toList());
        };
    }
}
