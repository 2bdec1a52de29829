#!/bin/sh
# Makes a Llama with random weights (seeded) in Q4_0, 0.8B of them on the way of a token, with the
# default model's tokenizer; 500 MiB:
#   benchmarks/random-model.sh OUT.gguf
set -eu

here=$(cd "$(dirname "$0")" && pwd -P)
rose=$here/../rose
. "$here/model/common.sh"

[ $# -eq 1 ] || {
    sed -n 's/^#   //p' "$0" >&2
    exit 2
}

tokenizer=$(default_model)
find_jdk java
exec "$jdk/bin/java" -Xmx128m "$here/model/RandomModel.java" "$tokenizer" "$1"
