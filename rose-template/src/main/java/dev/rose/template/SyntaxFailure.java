package dev.rose.template;

/** A source that is no template, at an offset of the source. */
final class SyntaxFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final transient int at;

    SyntaxFailure(String message, int at) {
        super(message, null, false, false);
        this.at = at;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
