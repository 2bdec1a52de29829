package dev.rose.template;

/**
 * What goes wrong inside a template, before the place is known; {@link Template} makes a {@link
 * TemplateException} of it.
 */
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Which of Python's errors it stands for, as far as the language itself catches them. */
    enum Sort {
        /** TypeError. */
        TYPE,
        /** ValueError. */
        VALUE,
        /** OverflowError. */
        OVERFLOW,
        /** Any other error of the template. */
        OTHER
    }

    final transient TemplateException.Kind kind;
    final transient Sort sort;

    private Failure(TemplateException.Kind kind, Sort sort, String message) {
        super(message, null, false, false);
        this.kind = kind;
        this.sort = sort;
    }

    static Failure type(String message) {
        return new Failure(TemplateException.Kind.RENDER, Sort.TYPE, message);
    }

    static Failure value(String message) {
        return new Failure(TemplateException.Kind.RENDER, Sort.VALUE, message);
    }

    static Failure overflow(String message) {
        return new Failure(TemplateException.Kind.RENDER, Sort.OVERFLOW, message);
    }

    static Failure render(String message) {
        return new Failure(TemplateException.Kind.RENDER, Sort.OTHER, message);
    }

    static Failure raised(String message) {
        return new Failure(TemplateException.Kind.RAISED, Sort.OTHER, message);
    }

    static Failure limit(String message) {
        return new Failure(TemplateException.Kind.LIMIT, Sort.OTHER, message);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
