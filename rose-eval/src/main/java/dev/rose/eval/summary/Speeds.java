package dev.rose.eval.summary;

import dev.rose.eval.run.Arm;
import dev.rose.eval.run.Speed;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What answers cost while the run was made: all stretches of work together. */
final class Speeds {
    private static final double MS = 1000;

    private Speeds() {}

    static Map<Arm, Double> tokensPerSecond(List<Speed> speeds) {
        var tokens = new TreeMap<Arm, Double>();
        var times = new TreeMap<Arm, Double>();
        for (var speed : speeds) {
            if (speed.tokens() > 0 && speed.decodeMs() > 0) {
                tokens.merge(speed.arm(), (double) speed.tokens(), Double::sum);
                times.merge(speed.arm(), speed.decodeMs(), Double::sum);
            }
        }
        tokens.replaceAll((arm, count) -> count * MS / times.getOrDefault(arm, Double.NaN));
        return tokens;
    }

    /** Weighted by tokens. */
    static Map<Arm, Double> overhead(List<Speed> speeds) {
        var sums = new TreeMap<Arm, Double>();
        var weights = new TreeMap<Arm, Double>();
        for (var speed : speeds) {
            if (speed.tokens() > 0 && !Double.isNaN(speed.overhead())) {
                sums.merge(speed.arm(), speed.overhead() * speed.tokens(), Double::sum);
                weights.merge(speed.arm(), (double) speed.tokens(), Double::sum);
            }
        }
        sums.replaceAll((arm, sum) -> sum / weights.getOrDefault(arm, Double.NaN));
        return sums;
    }
}
