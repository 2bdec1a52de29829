#!/bin/sh
# Times single parts of a step (scorer, sampler, guesses, prefix cache) with JMH, about 10 seconds
# for each line of the result:
#   benchmarks/jmh.sh [REGEX]
# REGEX chooses by name: Scorer, Ngram.*propose, Prefix. For longer runs change the annotations.
set -eu

here=$(cd "$(dirname "$0")" && pwd -P)
exec "$here/../build" -q -pl benchmarks/jmh -am process-test-classes -Pjmh "-Djmh.regex=${1:-.*}"
