package dev.rose.eval.answering;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rose.Mode;
import dev.rose.Rose;
import dev.rose.eval.benchmark.Profile;
import dev.rose.eval.run.RunFolder;
import dev.rose.model.ToyModel;
import dev.rose.model.ToyVocabulary;
import dev.rose.policy.Policy;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run that goes on must have in common with its beginning. */
final class RunManifestTest {
    private static final String JINJA =
            "{% for message in messages %}{{ message.content }}\n{% endfor %}";

    @TempDir private Path temp;

    private void begin(int context, int threads, String jinja) {
        var policies =
                Map.of(
                        "mine",
                        Policy.paper()
                                .withName("mine", "")
                                .withTemplate(new Policy.Template("mine.jinja", jinja)));
        var plan =
                new EvaluationPlan(
                        List.of(SampleData.open("open", 3)),
                        EvaluationPlan.arms(EnumSet.allOf(Mode.class), policies),
                        policies,
                        Profile.DEFAULT,
                        0,
                        0,
                        1,
                        Shard.whole());
        var model = new ToyModel(ToyVocabulary.ofAllBytes(), 11);
        try (var rose = Rose.over(model, context, threads)) {
            RunFolder.write(temp.resolve("run"), new Evaluation(rose, plan).manifest()).close();
        }
    }

    @Test
    void theContextAndTheTextOfATemplateAreOfTheRunAndThreadsAreNot() {
        begin(2000, 1, JINJA);

        begin(2000, 3, JINJA);
        assertThatThrownBy(() -> begin(1999, 1, JINJA))
                .hasMessageContaining("holds another run (context was 2000, is 1999);");
        // The first item reads the same in it.
        assertThatThrownBy(() ->
                        begin(2000, 1, JINJA + "{% if messages[0].content == 'x' %}y{% endif %}"))
                .hasMessageContaining("holds another run (policies.mine.template_sha256 was");
    }
}
