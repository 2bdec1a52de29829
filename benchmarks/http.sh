#!/bin/sh
# Tokens a second of 16 streams over HTTP against the engine's own, in turns in one process:
#   benchmarks/http.sh [ROUNDS]                   # 5 rounds, about six minutes
# ROSE_JAVA_OPTS goes to the JVM, which has the options of ./rose beside it.
set -eu

here=$(cd "$(dirname "$0")" && pwd -P)
rose=$here/../rose
. "$here/../rose-cli/src/main/sh/jdk.sh"

"$rose" --version >/dev/null
find_jdk java
exec "$jdk/bin/java" --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -XX:-UsePerfData \
    -XX:CompileThresholdScaling=5 ${ROSE_JAVA_OPTS:-} -Dorg.slf4j.simpleLogger.defaultLogLevel=warn \
    -cp "$here/../rose-cli/target/rose/lib/*" "$here/serve/HttpShare.java" "${1:-5}"
