package dev.rose.template;

/** True or False; a number too, as in Python. Exactly two instances. */
final class BoolValue implements Value {
    static final BoolValue TRUE = new BoolValue(true);
    static final BoolValue FALSE = new BoolValue(false);

    private final boolean value;

    private BoolValue(boolean value) {
        this.value = value;
    }

    static BoolValue of(boolean value) {
        return value ? TRUE : FALSE;
    }

    IntValue asInt() {
        return value ? IntValue.ONE : IntValue.ZERO;
    }

    @Override
    public String typeName() {
        return "bool";
    }

    @Override
    public boolean truth() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return switch (other) {
            case BoolValue that -> this == that;
            case IntValue that -> that.equals(asInt());
            case FloatValue that -> that.equalsInteger(asInt());
            default -> false;
        };
    }

    @Override
    public int hashCode() {
        return asInt().hashCode();
    }
}
