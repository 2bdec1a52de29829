package dev.rose.catalogue;

import dev.rose.error.RoseException;
import dev.rose.error.RoseException.Kind;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** What a status that is not a success means, and what to do about it. */
final class HubRefusal {
    private HubRefusal() {}

    /**
     * @param atHub whether the hub itself answered, not a storage host
     * @return what another attempt may mend
     * @throws RoseException for what it cannot
     */
    static IOException of(
            ModelRef.Hub ref, CatalogueOptions options, HttpResponse<?> answer, boolean atHub) {
        int status = answer.statusCode();
        var headers = answer.headers();
        var host = answer.uri().getHost();
        if (status == 429 || status == 408 || status >= 500) {
            return new TryAgain(
                    "%s answered %d%s"
                            .formatted(host, status, status == 429 ? ", too many requests" : ""),
                    retryAfter(headers));
        }
        if (!atHub) {
            // The signed address has expired, or this host has lost the file: ask the hub anew.
            return new TryAgain("%s answered %d".formatted(host, status));
        }
        throw switch (status) {
            case 401, 403 -> new RoseException(Kind.DOWNLOAD_FAILED, barred(ref, options, answer));
            case 404 -> new RoseException(Kind.NOT_FOUND, missing(ref, host, headers));
            default ->
                    new RoseException(
                            Kind.DOWNLOAD_FAILED,
                            "%s answered %d for %s%s; check the name and HF_ENDPOINT"
                                    .formatted(host, status, ref, said(headers)));
        };
    }

    private static String missing(ModelRef.Hub ref, String host, HttpHeaders headers) {
        return switch (headers.firstValue("X-Error-Code").orElse("")) {
            case "RepoNotFound" ->
                    "no repository %s on %s; check the name".formatted(ref.repository(), host);
            case "RevisionNotFound" ->
                    "the repository %s has no revision '%s'; check the name after @"
                            .formatted(ref.repository(), ref.revision());
            case "EntryNotFound" ->
                    "the repository %s has no file %s at revision %s; look at its list of files"
                            .formatted(ref.repository(), ref.file(), ref.revision());
            default -> "%s does not have %s (404); check the name".formatted(host, ref);
        };
    }

    private static String barred(
            ModelRef.Hub ref, CatalogueOptions options, HttpResponse<?> answer) {
        var page = options.endpoint() + "/" + ref.repository();
        var headers = answer.headers();
        var code = headers.firstValue("X-Error-Code").orElse("");
        if (code.equals("GatedRepo") || answer.statusCode() == 403) {
            return ("%s is only for those who accepted its licence (%d%s); accept it at %s and set"
                            + " HF_TOKEN to a token of that account")
                    .formatted(ref.repository(), answer.statusCode(), said(headers), page);
        }
        if (options.token() != null) {
            return "the hub does not accept the token for %s (401%s); check HF_TOKEN"
                    .formatted(ref.repository(), said(headers));
        }
        // To strangers the hub says 401 of a repository that does not exist, too.
        return ("the repository %s does not exist or is not public (401%s); check the name, or set"
                        + " HF_TOKEN and accept its licence at %s")
                .formatted(ref.repository(), said(headers), page);
    }

    private static String said(HttpHeaders headers) {
        return headers.firstValue("X-Error-Message")
                .map(text -> text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip())
                .map(text -> ": " + (text.length() > 200 ? text.substring(0, 200) + "…" : text))
                .orElse("");
    }

    /** Seconds or a date; null if there is none or it is neither. */
    static @Nullable Duration retryAfter(HttpHeaders headers) {
        var text = headers.firstValue("Retry-After").orElse("").strip();
        if (text.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Math.max(1, Long.parseLong(text)));
        }
        try {
            var date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
            var pause = Duration.between(ZonedDateTime.now(date.getZone()), date);
            return pause.isPositive() ? pause : Duration.ofSeconds(1);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
