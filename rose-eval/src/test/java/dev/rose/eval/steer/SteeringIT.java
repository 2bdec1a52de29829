package dev.rose.eval.steer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rose.Rose;
import dev.rose.RoseOptions;
import dev.rose.TemplateChoice;
import dev.rose.catalogue.CatalogueOptions;
import dev.rose.eval.run.Steering.Verdict;
import dev.rose.policy.Policy;
import dev.rose.testing.RealModel;
import org.junit.jupiter.api.Test;

/** On the default model, which hardly follows its prompts: ROSE cannot help it. */
class SteeringIT {

    @Test
    void theDefaultModelIsNotSteered() throws InterruptedException {
        var options =
                RoseOptions.defaults()
                        .withModel(RealModel.path().toString())
                        .withCatalogue(CatalogueOptions.defaults().withHome(RealModel.home()))
                        .withSlots(4)
                        // Two would spin while they wait for each other: slow where builds run
                        // beside.
                        .withThreads(1)
                        .withContext(512);
        try (var rose = Rose.open(options)) {
            var steering =
                    new SteeringMeasurement(
                                    rose, "smollm2", Policy.paper(), new TemplateChoice.Auto())
                            .run(SteeringQuestions.builtIn().atMost(8), (_, _) -> {});
            assertThat(steering.harmful().items()).isEqualTo(8);
            assertThat(steering.safe().items()).isEqualTo(8);
            assertThat(steering.harmful().contrasts()).hasSize(8).allMatch(Double::isFinite);
            assertThat(steering.verdict()).isIn(Verdict.NO_EFFECT, Verdict.WRONG_WAY);
            assertThat(steering.sentence()).startsWith("ROSE cannot help this model");
        }
    }
}
