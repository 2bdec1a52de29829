"""The figures that the tests of dev.rose.eval.statistics expect, by SciPy, statsmodels and NumPy.

    python3 -m venv v && v/bin/pip install scipy==1.17.1 statsmodels==0.15.0
    v/bin/python benchmarks/statistics/reference.py \
        > rose-eval/src/test/resources/dev/rose/eval/statistics/reference.csv

A line for each case: what, its arguments, what it comes to (one or two figures). Lists are parted by
blanks. Nothing here uses Rose.
"""

import math

import numpy as np
from scipy import optimize, stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.multitest import multipletests


def line(what, arguments, *figures):
    print(",".join([what, " ".join(map(str, arguments))] + [repr(float(f)) for f in figures]))


def wilson():
    for count, of in [(0, 1), (1, 1), (0, 20), (1, 29), (15, 148), (81, 263), (17, 100), (41, 100),
                      (9, 50), (18, 50), (50, 50), (250, 250), (7021, 14042), (3, 1_000_000)]:
        for confidence in (0.8, 0.95, 0.99):
            ci = stats.binomtest(count, of).proportion_ci(confidence, method="wilson")
            line("wilson", (count, of, confidence), ci.low, ci.high)


def mcnemars():
    for gained, lost in [(0, 0), (1, 0), (0, 5), (0, 6), (2, 10), (10, 2), (3, 3), (86, 150), (29, 5),
                         (1, 25), (9, 0), (700, 640), (3000, 3100)]:
        exact = mcnemar([[0, gained], [lost, 0]], exact=True).pvalue
        if gained + lost:
            other = stats.binomtest(min(gained, lost), gained + lost, 0.5).pvalue
            assert math.isclose(exact, other, rel_tol=1e-9), (gained, lost, exact, other)
        line("mcnemar", (gained, lost), exact)


def holm():
    for p in [[0.01, 0.04, 0.03, 0.005], [0.5], [0.2, 0.9, 0.9], [1e-7, 0.049, 0.049, 0.3, 1.0],
              [0.0, 0.0, 1.0], [0.011, 0.012, 0.013, 0.014]]:
        adjusted = multipletests(p, method="holm")[1]
        for i, value in enumerate(adjusted):
            line("holm", [i] + p, value)


def kappa():
    # The first is table 2 of Cohen (1960), times 200; the second a common teaching example.
    for table in [[[88, 14, 18], [10, 40, 10], [2, 6, 12]], [[20, 5], [10, 15]], [[45, 15], [25, 15]],
                  [[25, 35], [5, 35]], [[0, 5], [5, 0]], [[7, 0], [0, 3]], [[50, 1], [1, 0]]]:
        flat = [cell for row in table for cell in row]
        line("kappa", [len(table)] + flat, cohens_kappa(np.array(table)).kappa)


def difference_distribution(gained, lost, items):
    """Exact: what the resampled difference times the items comes to with unending resamples."""
    step = np.array([lost, items - gained - lost, gained], dtype=float) / items
    total = np.array([1.0])
    for _ in range(items):
        total = np.convolve(total, step)
    return np.arange(-items, items + 1) / items, np.cumsum(total)


def paired_bootstrap():
    for gained, lost, items in [(2, 26, 100), (5, 29, 100), (12, 3, 50), (0, 6, 40), (1, 1, 10),
                                (3, 0, 250), (60, 40, 200)]:
        values, cumulative = difference_distribution(gained, lost, items)
        ends = [values[np.searchsorted(cumulative, share)] for share in (0.025, 0.975)]
        line("paired", (gained, lost, items), *ends)


def mean_bootstrap():
    rng = np.random.default_rng(7)
    for values in [rng.normal(0.3, 1, 40), rng.exponential(2, 100), rng.normal(-5, 0.1, 12)]:
        values = np.round(values, 3)
        found = stats.bootstrap((values,), np.mean, n_resamples=400_000, batch=10_000,
                                method="percentile", confidence_level=0.95, rng=rng)
        line("mean", values.tolist(), found.confidence_interval.low, found.confidence_interval.high)


def newcombe():
    """Method 10 of Newcombe (1998), from SciPy's Wilson intervals and NumPy's correlation."""
    for both, first, second, neither in [(36, 12, 2, 0), (36, 14, 0, 0), (20, 12, 2, 16), (0, 1, 0, 0),
                                         (0, 0, 0, 30), (54, 0, 0, 0), (15, 2, 26, 57), (9, 18, 0, 23),
                                         (0, 54, 0, 0), (30, 0, 0, 24), (5, 20, 20, 5)]:
        n = both + first + second + neither
        one = [1] * (both + first) + [0] * (second + neither)
        two = [1] * both + [0] * first + [1] * second + [0] * neither
        w1 = stats.binomtest(sum(one), n).proportion_ci(0.95, method="wilson")
        w2 = stats.binomtest(sum(two), n).proportion_ci(0.95, method="wilson")
        p1, p2 = sum(one) / n, sum(two) / n
        if len(set(one)) < 2 or len(set(two)) < 2:
            phi = 0
        else:
            phi = np.corrcoef(one, two)[0, 1]
            product = both * neither - first * second
            if product > 0:
                phi *= max(product - n / 2, 0) / product
        below = math.sqrt(max(0, (p1 - w1.low) ** 2 - 2 * phi * (p1 - w1.low) * (w2.high - p2)
                              + (w2.high - p2) ** 2))
        above = math.sqrt(max(0, (w1.high - p1) ** 2 - 2 * phi * (w1.high - p1) * (p2 - w2.low)
                              + (p2 - w2.low) ** 2))
        line("difference", (both, first, second, neither), max(-1, p1 - p2 - below),
             min(1, p1 - p2 + above))


def connor(psi, delta):
    """Pairs that are needed, not rounded."""
    a, b = stats.norm.ppf(0.975), stats.norm.ppf(0.8)
    return (a * math.sqrt(psi) + b * math.sqrt(psi - delta ** 2)) ** 2 / delta ** 2


def smallest_effect():
    """The formula solved by bisection, and the power that McNemar's exact test really has there."""
    for items, psi in [(22, 0.5), (100, 0.3), (50, 0.4), (939, 0.05), (250, 0.2), (14042, 0.25),
                       (200, 0.0), (100, 0.01)]:
        alone = optimize.brentq(lambda d: connor(d, d) - items, 1e-9, 1)
        found = alone
        if psi > alone:
            found = optimize.brentq(lambda d: connor(psi, d) - items, 1e-9, psi)
        line("effect", (items, psi), found, power(items, max(psi, found), found))


def power(items, psi, delta):
    """Of the exact test at 0.05, over all numbers of pairs that differ."""
    share = (psi + delta) / 2 / psi
    total = 0.0
    for differing in range(items + 1):
        weight = stats.binom.pmf(differing, items, psi)
        if weight < 1e-12 or differing < 6:
            continue
        most = stats.binom.ppf(0.025, differing, 0.5)
        while stats.binom.cdf(most, differing, 0.5) > 0.025:
            most -= 1
        total += weight * (stats.binom.cdf(most, differing, share)
                           + stats.binom.sf(differing - most - 1, differing, share))
    return total


if __name__ == "__main__":
    print("what,arguments,figure,second")
    wilson()
    mcnemars()
    holm()
    kappa()
    paired_bootstrap()
    mean_bootstrap()
    newcombe()
    smallest_effect()
