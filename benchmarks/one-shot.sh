#!/bin/sh
# A warm one-shot against the bare C program of peer/, one after the other N times:
#   benchmarks/one-shot.sh [N [QUESTION]]
# Prints both medians and their ratio. MODEL=FILE takes another model than the cached smollm2, which
# must be there (./rose pull smollm2), as must a C compiler.
set -eu

here=$(cd "$(dirname "$0")" && pwd -P)
rose=$here/../rose
runs=${1:-15}
question=${2:-How do I kill a Python process?}
threads=$(getconf _NPROCESSORS_ONLN)

field() {
    # One string field of a one-line JSON object; the paths here hold no escapes.
    sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"
}

model=${MODEL:-$("$rose" models --json | grep '"model":"smollm2"' | field path)}
[ -f "$model" ] || {
    echo "one-shot: there is no model in the cache; run ./rose pull smollm2" >&2
    exit 1
}
# The very library that Rose loads.
library=$("$rose" doctor --json | sed -n 's/.* in \([^",]*\/native\/[^",]*\).*/\1/p')

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cc -O2 -o "$work/one_token" "$here/peer/one_token.c" -ldl

peer() {
    "$work/one_token" "$library" "$model" "$question" "$threads"
}

rose() {
    ROSE_OFFLINE=1 "$rose" generate --model "$model" --max-tokens 1 "$question"
}

# Both must say the same token, else they do not do the same work; this also warms the file cache.
[ "$(peer)" = "$(rose)" ] || {
    echo "one-shot: the peer's token '$(peer)' is not Rose's '$(rose)'" >&2
    exit 1
}

now() {
    date +%s%N
}

run=0
while [ "$run" -lt "$runs" ]; do
    for program in peer rose; do
        start=$(now)
        "$program" >/dev/null
        echo "$program $((($(now) - start) / 1000))" >>"$work/times"
    done
    run=$((run + 1))
done

sort -k1,1 -k2,2n "$work/times" | awk -v runs="$runs" '
    { times[$1, ++count[$1]] = $2 / 1000 }
    END {
        middle = int((runs + 1) / 2)
        printf "runs %d, threads '"$threads"', median (least) in ms: ", runs
        printf "peer %.0f (%.0f), ", times["peer", middle], times["peer", 1]
        printf "rose %.0f (%.0f), ", times["rose", middle], times["rose", 1]
        printf "ratio %.2f\n", times["rose", middle] / times["peer", middle]
    }'
