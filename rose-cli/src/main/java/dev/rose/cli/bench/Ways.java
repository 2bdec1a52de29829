package dev.rose.cli.bench;

import dev.rose.engine.StepShape;
import dev.rose.engine.plan.Way;

/** What is measured, by its names for people. */
final class Ways {

    private Ways() {}

    static String title(String way) {
        return way.equals("engine_repeated") ? "engine, repeated" : way;
    }

    static String firstToken(String way) {
        return switch (way) {
            case "engine_uncached" -> "engine, nothing cached";
            case "engine" -> "engine, system prompts cached";
            case "engine_repeated" -> "engine, whole prompts cached";
            default -> way + ", nothing cached";
        };
    }

    static String way(Way way) {
        return switch (way) {
            case SPLIT -> "side by side";
            case JOINT -> "in one decode";
        };
    }

    static String shape(StepShape shape) {
        return shape.rows() < 0
                ? "%d ahead, then checked".formatted(-shape.rows())
                : "%s, %d row%s"
                        .formatted(way(shape.way()), shape.rows(), shape.rows() == 1 ? "" : "s");
    }
}
