package dev.rose.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.error.RoseException;
import dev.rose.method.Strength;
import dev.rose.prompt.ReverseChoice;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyDocumentTest {

    static Stream<Policy> policies() {
        return Stream.of(
                Policy.paper(),
                policy("a", List.of(new ReverseChoice(new ReverseChoice.Random(-7), 0.1f)), 0),
                policy(
                        "b.1_c-d",
                        List.of(
                                ReverseChoice.of(new ReverseChoice.Opposite()),
                                ReverseChoice.of(new ReverseChoice.ByModel()),
                                new ReverseChoice(
                                        new ReverseChoice.Text(
                                                "mine: \"x\"", "# no: [comment]\n\n  \ttabs 'é'\n"),
                                        1e-7f)),
                        0.15f),
                policy("c", List.of(ReverseChoice.of(new ReverseChoice.Manual())), 0.99999f));
    }

    private static Policy policy(String name, List<ReverseChoice> reverse, float plausibility) {
        return new Policy(
                name,
                "yes: \"it\" is # so",
                "paper",
                reverse,
                1 / 3f,
                new Strength.Decaying(16),
                plausibility,
                new Policy.Template("chatml", null));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void whatIsWrittenReadsAsTheSame(Policy policy) {
        var document = PolicyDocument.of(policy);
        assertThat(PolicyReader.read("x.yaml", document, null).require()).isEqualTo(policy);
    }

    @Test
    void theShippedOnesAreWrittenAsAPersonWould() {
        var strict = PolicyReader.read("s", Policies.document("strict"), null).require();
        assertThat(PolicyDocument.of(strict))
                .isEqualTo(
                        """
                        name: strict
                        description: %s
                        positive: paper
                        reverse:
                        - manual
                        alpha: 0.7
                        strength: constant
                        plausibility: 0.15
                        """
                                .formatted(strict.description()));
    }

    @Test
    void aTemplateThatIsAFileCannotBeWritten() {
        var template = new Policy.Template("my.jinja", "{{ x }}");
        assertThatThrownBy(() -> PolicyDocument.of(with(template)))
                .isInstanceOf(RoseException.class)
                .hasMessageContaining("my.jinja");
        assertThat(PolicyDocument.of(with(null))).doesNotContain("template");
    }

    private static Policy with(Policy.@Nullable Template template) {
        var paper = Policy.paper();
        return new Policy(
                paper.name(),
                "",
                paper.positive(),
                paper.reverse(),
                paper.alpha(),
                paper.strength(),
                paper.plausibility(),
                template);
    }

    @Test
    void namesAreMadeOfWhatNamesMayHave() {
        assertThat(PolicyDocument.name("paper@a0.5,first:1,b0.1"))
                .isEqualTo("paper-a0.5-first-1-b0.1");
        assertThat(PolicyDocument.name(".. é")).isEqualTo("policy");
        assertThat(PolicyDocument.name("x".repeat(80))).hasSize(64);
    }
}
