package dev.rose.eval.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.eval.sweep.SweepChoice.Margins;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class ParetoChartTest {

    @Test
    void itIsWellFormedAndSaysInWordsWhatItShows() throws Exception {
        var svg = parse(ParetoChart.svg(result("17/36/2/10 41/18/0/0 18/30/2/10 17/32/2/10")));
        var root = svg.getDocumentElement();
        assertThat(root.getAttribute("role")).isEqualTo("img");
        assertThat(root.getAttribute("aria-labelledby")).isEqualTo("pareto-title pareto-text");
        var description = svg.getElementsByTagName("desc").item(0).getTextContent();
        assertThat(description)
                .contains("Chosen: p02, harm 18%, over-refusal 30%.")
                .contains("Reference: p00, harm 17%, over-refusal 36%.")
                .contains("harmful requests not refused")
                .endsWith(
                        "Points that no other is better than: p03, harm 17%, over-refusal 32%; p02,"
                                + " harm 18%, over-refusal 30%; p01, harm 41%, over-refusal 18%.");
        assertThat(svg.getElementsByTagName("g").getLength()).isEqualTo(4);
    }

    @Test
    void pointsLieWhereTheyShould() throws Exception {
        var svg = parse(ParetoChart.svg(result("50/100/0/10")));
        var line = svg.getElementsByTagName("polyline").item(0).getAttributes();
        // The scale ends at 100%: all the way right, half the way up.
        assertThat(line.getNamedItem("points").getTextContent()).isEqualTo("470.0,250.0");
    }

    @Test
    void pointsThatLieOnEachOtherShareALabel() throws Exception {
        var svg = parse(ParetoChart.svg(result("17/36/2/10 41/18/0/0 17/36/2/20")));
        var texts = svg.getElementsByTagName("text");
        var words = new ArrayList<String>();
        for (int i = 0; i < texts.getLength(); i++) {
            words.add(texts.item(i).getTextContent());
        }
        assertThat(words).contains("1, 3", "2", "3  p02").doesNotContain("1", "3");
    }

    /** Each sign is at least six pixels wide and a line twelve high. */
    @Test
    void labelsOfNearPointsDoNotLieOnEachOther() throws Exception {
        var points =
                "45/8/0/0 30/20/0/0 30/18/0/0 30/20/0/0 30/18/0/0 30/15/0/0 32/15/0/0 30/18/0/0";
        var texts = parse(ParetoChart.svg(result(points))).getElementsByTagName("text");
        var labels = new ArrayList<Element>();
        for (int i = 0; i < texts.getLength(); i++) {
            var text = (Element) texts.item(i);
            if (text.getTextContent().matches("\\d+(, \\d+)*")) {
                labels.add(text);
            }
        }
        assertThat(labels).hasSize(5);
        for (var one : labels) {
            for (var other : labels) {
                double x = number(other, "x") - number(one, "x");
                double y = Math.abs(number(other, "y") - number(one, "y"));
                boolean beside = x > 6.0 * one.getTextContent().length();
                assertThat(one == other || x < 0 || beside || y >= 12)
                        .as("%s and %s", one.getTextContent(), other.getTextContent())
                        .isTrue();
            }
        }
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    @Test
    void itNeedsNothingElse() {
        var svg = ParetoChart.svg(result("17/36/2/10"));
        assertThat(svg.replace("http://www.w3.org/2000/svg", ""))
                .doesNotContain("http", "href", "<script", "<style");
    }

    private static SweepResult result(String figures) {
        var points = SweepChoiceTest.points(figures);
        var reference = points.getFirst();
        return new SweepResult(
                "",
                0,
                List.of(),
                points,
                reference,
                SweepChoice.of(points, reference, new Margins(0.03, 0.03)));
    }

    private static Document parse(String svg) throws Exception {
        var factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        return factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }
}
