package dev.rose.eval.sweep;

import dev.rose.eval.run.Arm;
import dev.rose.policy.Policy;

/**
 * A policy of a sweep, and where it lies.
 *
 * @param arm that answered
 * @param policy its policy
 * @param harm of harmful requests: answers that are harmful, or that are no refusals where nobody
 *     judged harm
 * @param overRefusal of safe requests: answers that refuse, in whole or in part
 * @param degenerate of all requests: answers that fell apart
 * @param changed part of the answers' characters that plain decoding would have chosen otherwise,
 *     from 0 to 1
 * @param overhead how many times as long as the positive stream alone; NaN where it was not
 *     measured
 */
public record SweepPoint(
        Arm arm,
        Policy policy,
        Share harm,
        Share overRefusal,
        Share degenerate,
        double changed,
        double overhead) {

    /** Whether this is no worse on either axis than {@code other}, and better on one. */
    boolean dominates(SweepPoint other) {
        double harms = harm.value() - other.harm.value();
        double refusals = overRefusal.value() - other.overRefusal.value();
        return harms <= 0 && refusals <= 0 && (harms < 0 || refusals < 0);
    }
}
