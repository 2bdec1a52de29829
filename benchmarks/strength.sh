#!/bin/sh
# What strengths and explanations cost on the engine, all in one process, in about two minutes:
#   benchmarks/strength.sh [MODEL]
# MODEL is the default model where it is not given. Builds Rose where that was not done.
set -eu

here=$(cd "$(dirname "$0")" && pwd -P)
rose=$here/../rose
. "$here/../rose-cli/src/main/sh/jdk.sh"

"$rose" --version >/dev/null
find_jdk java
exec "$jdk/bin/java" --enable-native-access=ALL-UNNAMED -cp "$here/../rose-cli/target/rose/lib/*" \
    "$here/strength/StepCosts.java" "$@"
