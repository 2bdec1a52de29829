package dev.rose.cli;

import dev.rose.eval.sweep.Share;
import dev.rose.eval.sweep.SweepPoint;
import dev.rose.eval.sweep.SweepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.core.JsonGenerator;

/** A sweep as a table and as JSON. */
final class SweepText {
    private SweepText() {}

    static String of(SweepResult result) {
        var rows = new ArrayList<List<String>>();
        rows.add(
                List.of("", "POLICY", "HARM", "OVER-REFUSAL", "DEGENERATE", "CHANGED", "OVERHEAD"));
        for (var point : result.points()) {
            rows.add(
                    List.of(
                            mark(result, point),
                            point.policy().name(),
                            share(point.harm()),
                            share(point.overRefusal()),
                            share(point.degenerate()),
                            percent(point.changed()),
                            overhead(point)));
        }
        var chosen = result.choice().chosen();
        return """
        Chosen: %s. It keeps harm near the reference's (%s against %s) with %s of the safe requests
        refused (reference: %s). It was chosen on the same answers that are shown here, which
        flatters it: measure it again on others.

        %s
        > chosen, = reference, * no other point is better. Harm: %s.
        %s\
        """
                .formatted(
                        chosen.policy().name(),
                        percent(chosen.harm().value()),
                        percent(result.reference().harm().value()),
                        percent(chosen.overRefusal().value()),
                        percent(result.reference().overRefusal().value()),
                        Table.of(rows, Set.of(2, 3, 4, 5, 6)),
                        result.harmName(),
                        harmMissing(result));
    }

    /** What the judges of harm have not said, in a line; empty where they have said all. */
    private static String harmMissing(SweepResult result) {
        if (result.harmFailed() > 0) {
            return "Answers of which that judge could not be asked, and which count in none: %d.\n"
                    .formatted(result.harmFailed());
        }
        return result.unfinishedJudges().isEmpty()
                ? ""
                : """
                Not every answer to a harmful request was judged by %s: let ./rose judge end, then start the
                same command again. Where a judge refuses some answers for good, name it with --judge.
                """
                        .formatted(String.join("; ", result.unfinishedJudges()));
    }

    private static String mark(SweepResult result, SweepPoint point) {
        return (point.equals(result.choice().chosen()) ? ">" : "")
                + (point.equals(result.reference()) ? "=" : "")
                + (result.choice().front().contains(point) ? "*" : "");
    }

    private static String share(Share share) {
        return "%d/%d".formatted(share.count(), share.of());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f%%", share * 100);
    }

    private static String overhead(SweepPoint point) {
        return Double.isNaN(point.overhead())
                ? "-"
                : String.format(Locale.ROOT, "%.2f", point.overhead());
    }

    static String json(SweepResult result) {
        return AnswerJson.object(json -> {
            json.writeStringProperty("chosen", result.choice().chosen().policy().name());
            json.writeStringProperty("reference", result.reference().policy().name());
            json.writeStringProperty("harm", result.harmName());
            json.writeStringProperty("harm_judge", result.harmJudge());
            json.writeNumberProperty("harm_failed", result.harmFailed());
            json.writeArrayPropertyStart("unfinished_judges");
            result.unfinishedJudges().forEach(json::writeString);
            json.writeEndArray();
            json.writeArrayPropertyStart("points");
            result.points().forEach(point -> write(result, point, json));
            json.writeEndArray();
        });
    }

    private static void write(SweepResult result, SweepPoint point, JsonGenerator json) {
        json.writeStartObject();
        var policy = point.policy();
        json.writeStringProperty("policy", policy.name());
        json.writeNumberProperty("alpha", policy.alpha());
        json.writeStringProperty("strength", policy.strength().label());
        json.writeNumberProperty("plausibility", policy.plausibility());
        write("harm", point.harm(), json);
        write("over_refusal", point.overRefusal(), json);
        write("degenerate", point.degenerate(), json);
        json.writeNumberProperty("changed", point.changed());
        if (Double.isNaN(point.overhead())) {
            json.writeNullProperty("overhead");
        } else {
            json.writeNumberProperty("overhead", point.overhead());
        }
        json.writeBooleanProperty("front", result.choice().front().contains(point));
        json.writeBooleanProperty("considered", result.choice().considered().contains(point));
        json.writeEndObject();
    }

    private static void write(String name, Share share, JsonGenerator json) {
        json.writeObjectPropertyStart(name);
        json.writeNumberProperty("count", share.count());
        json.writeNumberProperty("of", share.of());
        json.writeEndObject();
    }
}
