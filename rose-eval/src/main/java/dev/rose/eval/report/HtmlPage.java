package dev.rose.eval.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page put together: the resources under {@code /report}, the sections, the data. */
final class HtmlPage {
    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z]+)}}");
    private static final List<String> SCRIPTS =
            List.of("dom", "data", "text", "filter", "list", "item", "main");
    private static final int LONGEST_TITLE = 3;

    private HtmlPage() {}

    /**
     * @param data as JSON that is safe within a script element
     */
    static String of(List<HtmlRun> runs, String data) {
        var style = style();
        var script = script();
        return fill(
                resource("report.html"),
                Map.of(
                        "policy", policy(style, script),
                        "title", Markup.escape(title(runs)),
                        "icon", encode(bytes("mark.svg")),
                        "mark", resource("mark.svg").strip(),
                        "style", style,
                        "switch", HtmlSections.runSwitch(runs),
                        "runs",
                                runs.stream()
                                        .map(run ->
                                                HtmlSections.of(run, runs.size() == 1).toString())
                                        .collect(Collectors.joining("\n")),
                        "data", data,
                        "script", script));
    }

    private static String title(List<HtmlRun> runs) {
        var models = runs.stream().map(run -> run.summary().model()).distinct().toList();
        var shown = models.size() <= LONGEST_TITLE ? models : models.subList(0, LONGEST_TITLE);
        return String.join(", ", shown) + " · Rose evaluation";
    }

    /** Allows this script and this style, and nothing that is loaded. */
    private static String policy(String style, String script) {
        return "default-src 'none'; script-src '%s'; style-src '%s'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
                .formatted(hash(script), hash(style));
    }

    private static String hash(String content) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return "sha256-" + encode(digest.digest(content.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String style() {
        return fill(
                resource("report.css"),
                Map.of(
                        "sans", encode(bytes("fonts/inter.woff2")),
                        "serif", encode(bytes("fonts/newsreader.woff2"))));
    }

    /** One module of all parts: files that were opened from disk cannot import one another. */
    private static String script() {
        return Stream.concat(Stream.of("\"use strict\";\n"), SCRIPTS.stream().map(HtmlPage::part))
                .collect(Collectors.joining("\n"));
    }

    private static String part(String name) {
        return resource("js/" + name + ".js");
    }

    /** Fills each place once; what is filled in is not searched for places. */
    private static String fill(String template, Map<String, String> values) {
        return PLACE.matcher(template)
                .replaceAll(place ->
                        Matcher.quoteReplacement(
                                Objects.requireNonNull(
                                        values.get(place.group(1)), () -> place.group())));
    }

    private static String encode(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String resource(String name) {
        // Browsers take the hash of a script with line feeds alone.
        return new String(bytes(name), StandardCharsets.UTF_8).replace("\r\n", "\n");
    }

    private static byte[] bytes(String name) {
        try (var in = HtmlPage.class.getResourceAsStream("/report/" + name)) {
            return Objects.requireNonNull(in, () -> "/report/" + name + " is missing")
                    .readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
