#!/bin/sh
# What batching and caches save in an evaluation:
#   benchmarks/eval.sh DATA [ITEMS [TOKENS [CHOICES [MODEL]]]]
# DATA is the folder of the benchmarks' files. Answers ITEMS questions (200) of TOKENS tokens (64) in all
# modes through the evaluation and, half of them before it and half after, with the naive decoder one at a
# time; and CHOICES items (60) of 5-shot MMLU with and without the cache of prompts. Builds Rose where that was
# not done.
set -eu

here=$(cd "$(dirname "$0")" && pwd -P)
rose=$here/../rose
. "$here/../rose-cli/src/main/sh/jdk.sh"

[ $# -ge 1 ] || {
    echo "eval.sh: name the folder of the benchmarks' files" >&2
    exit 2
}
"$rose" --version >/dev/null
find_jdk java
exec "$jdk/bin/java" --enable-native-access=ALL-UNNAMED -cp "$here/../rose-cli/target/rose/lib/*" \
    "$here/eval/EvalSpeed.java" "$@"
