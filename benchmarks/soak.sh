#!/bin/sh
# Clients that ask a server for some minutes and often leave in the middle:
#   benchmarks/soak.sh [MINUTES [SEED]]           # 10 minutes
# CLIENTS=N (16) ask at a time, SLOTS=N (16) are answered. ROSE_JAVA_OPTS goes to the server's JVM.
set -eu

here=$(cd "$(dirname "$0")" && pwd -P)
rose=$here/../rose
. "$here/../rose-cli/src/main/sh/jdk.sh"

"$rose" --version >/dev/null
find_jdk java
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 143' INT TERM HUP

# The launcher becomes the JVM, so that its number is the server's.
ROSE_OFFLINE=1 "$rose" serve --port 0 --slots "${SLOTS:-16}" 2>"$work/log" &
server=$!
waited=0
until address=$(sed -n 's/.*ready on //p' "$work/log") && [ -n "$address" ]; do
    waited=$((waited + 1))
    if [ "$waited" -gt 120 ] || ! kill -0 "$server" 2>/dev/null; then
        echo "soak: the server did not start:" >&2
        cat "$work/log" >&2
        exit 1
    fi
    sleep 1
done
code=0
"$jdk/bin/java" "$here/serve/Soak.java" "$address" "$server" "${1:-10}" "${CLIENTS:-16}" "${2:-1}" || code=$?
sed 's/^/server: /' "$work/log"
exit "$code"
