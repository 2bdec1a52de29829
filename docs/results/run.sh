#!/bin/sh
# Makes the runs and the tables in this folder anew:
#   docs/results/run.sh DATA OUT [LORA] [LIMIT [TOKENS]]
# DATA holds the benchmarks' files (./rose pull data, or docs/benchmarks.md), OUT gets the runs, LORA is
# an adapter that makes the default model follow its prompts (or nothing), LIMIT the items of each
# benchmark (default 100), TOKENS the length of an open answer (default 64). Goes on where it was ended.
set -eu

here=$(cd "$(dirname "$0")" && pwd -P)
rose=$here/../../rose
data=$1
out=$2
lora=${3:-}
limit=${4:-100}
tokens=${5:-64}

measure() {
    run=$out/$1
    benchmarks=$2
    shift 2
    # Benchmarks are words without spaces.
    # shellcheck disable=SC2086
    "$rose" eval $benchmarks --data "$data" --out "$run" --limit "$limit" \
        --max-tokens "$tokens" "$@"
    "$rose" judge "$run" --judge refusal
    "$rose" eval steer --data "$data" --out "$run" "$@"
    "$rose" report "$run" --out "$run/report.html"
    "$rose" report "$run" --format md --out "$here/$(basename "$run").md"
    "$rose" report "$run" --format csv --out "$here/$(basename "$run").csv"
}

measure smollm2 "dangerousqa harmfulqa do-not-answer xstest harmbench-val alpaca-eval cvalues \
    safetybench-zh-subset mmlu"
[ -z "$lora" ] ||
    measure steerable "dangerousqa do-not-answer xstest harmbench-val" --lora "$lora"
