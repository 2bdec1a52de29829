#!/usr/bin/env python3
"""Golden vectors of the method, computed apart from the Java code: Python's doubles, no library.

    python3 rose-core/src/test/golden/golden.py > rose-core/src/test/resources/golden/scores.json

For logits pos[v] and rev_i[v], weights alpha_i and every token v:

    score[v]   = pos[v] - sum_i alpha_i * rev_i[v]
    arg_max    = the lowest v with score[v] = max(score)
    softmax[v] = exp(score[v] - max(score)) / sum_w exp(score[w] - max(score))

The weights of a case are alpha, alpha / 2 and alpha / 4, as many as it has reverse streams; all
logits and weights are doubles that are exactly 32-bit floats, so that both sides read the same
numbers. The two best scores of a case lie at least 0.001 apart, except in the cases named tie,
whose logits are small integers, so that ties are exact on both sides.
"""
import json
import math
import random
import struct

ALPHAS = [0.0, 0.3, 0.5, 0.7, 1.0, 2.0]


def f32(x):
    return struct.unpack("f", struct.pack("f", x))[0]


def score(pos, revs, alphas):
    return [p - math.fsum(a * r[v] for a, r in zip(alphas, revs)) for v, p in enumerate(pos)]


def softmax(s):
    top = max(s)
    weights = [math.exp(x - top) for x in s]
    total = math.fsum(weights)
    return [w / total for w in weights]


def case(name, pos, revs, alphas):
    s = score(pos, revs, alphas)
    return {
        "name": name,
        "positive": pos,
        "reverse": revs,
        "alphas": alphas,
        "scores": s,
        "arg_max": s.index(max(s)),
        "softmax": softmax(s),
    }


def margin(c):
    best, second = sorted(c["scores"], reverse=True)[:2]
    return best - second


def main():
    rng = random.Random(20240216)
    row = lambda size: [f32(rng.gauss(0, 6)) for _ in range(size)]
    cases = []
    for alpha in ALPHAS:
        for streams in range(4):
            alphas = [f32(alpha / 2**i) for i in range(streams)]
            name = f"alpha {alpha}, {streams} reverse"
            c = case(name, row(37), [row(37) for _ in range(streams)], alphas)
            assert margin(c) > 1e-3, name
            cases.append(c)
            ties = [[float(rng.randrange(-2, 3)) for _ in range(16)] for _ in range(streams + 1)]
            # Weights that are sums of powers of two keep integer logits exact.
            weights = [round(a * 4) / 4 for a in alphas]
            cases.append(case("tie, " + name, ties[0], ties[1:], weights))
    # Longer than one block of the Java code, the best token in the last place.
    pos, rev = row(1100), row(1100)
    pos[-1], rev[-1] = 40.0, -3.0
    cases.append(case("long", pos, [rev], [0.5]))
    print("[")
    print(",\n".join(json.dumps(c) for c in cases))
    print("]")


main()
