package dev.rose.catalogue;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/** Words for what went wrong, so that every message of the catalogue reads alike. */
final class Failures {
    private Failures() {}

    /** What an exception means in a few words, on one line. */
    static String reason(Throwable e) {
        var text =
                switch (e) {
                    case AccessDeniedException _ -> "permission denied";
                    case NoSuchFileException _ -> "no such file or folder";
                    case FileSystemException file when file.getReason() != null -> file.getReason();
                    case HttpConnectTimeoutException _ -> "connecting took too long";
                    case HttpTimeoutException slow -> slow.getMessage();
                    case UnknownHostException _ -> "the host is not known";
                    case ConnectException refused when unresolved(refused) ->
                            "the host is not known";
                    case ConnectException _ -> "connection refused";
                    default -> e.getMessage();
                };
        return text == null ? e.getClass().getSimpleName() : text.replaceAll("\\s+", " ").strip();
    }

    private static boolean unresolved(Throwable e) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof UnresolvedAddressException) {
                return true;
            }
        }
        return false;
    }

    /**
     * The failure of a pull whose thread was interrupted. Its cause is an {@link
     * InterruptedException}; the thread's interrupt status is set again.
     */
    static RoseException interrupted(String what) {
        Thread.currentThread().interrupt();
        return new RoseException(Kind.DOWNLOAD_FAILED, what, new InterruptedException());
    }

    /** A number of bytes for people, decimal: {@code 98.4 MB}. */
    static String bytes(long count) {
        if (count < 1_000) {
            return count + " B";
        }
        double value = count;
        int unit = -1;
        do {
            value /= 1_000;
            unit++;
        } while (value >= 999.95 && unit < 3);
        return String.format(Locale.ROOT, "%.1f %cB", value, "kMGT".charAt(unit));
    }
}
