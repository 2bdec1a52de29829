package dev.rose.cli;

/** The command line as written makes no sense; the message is one line and ends in exit code 2. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
