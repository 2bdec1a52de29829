#!/bin/sh
# How long a server takes to be ready, against what generate takes to have the model loaded and its
# first token out, one after the other N times:
#   benchmarks/serve-start.sh [N]                 # 15 runs of each
# Both times begin with the launcher. generate's ends with its first byte, so that what it takes to
# end is not counted; what its own prefill and decode took is told apart and taken off in the
# stricter of the two ratios.
set -eu

here=$(cd "$(dirname "$0")" && pwd -P)
rose=$here/../rose
runs=${1:-15}
question="How do I kill a Python process?"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 143' INT TERM HUP
export ROSE_OFFLINE=1

now() {
    date +%s%N
}

# The first line ends the time.
serve() {
    mkfifo "$work/said"
    start=$(now)
    "$rose" serve --port 0 2>"$work/said" &
    server=$!
    read -r line <"$work/said"
    took=$((($(now) - start) / 1000))
    kill "$server"
    wait "$server"
    rm "$work/said"
    case $line in
        *"ready on"*) echo "serve $took" >>"$work/times" ;;
        *)
            echo "serve-start: the server said: $line" >&2
            exit 1
            ;;
    esac
}

generate() {
    mkfifo "$work/said"
    start=$(now)
    "$rose" generate --json --max-tokens 1 "$question" >"$work/said" &
    read -r line <"$work/said"
    took=$((($(now) - start) / 1000))
    wait $!
    rm "$work/said"
    answer=$(echo "$line" | sed 's/.*"prefill_ms":\([0-9.]*\),"decode_ms":\([0-9.]*\).*/\1 \2/' |
        awk '{ printf "%d", 1000 * ($1 + $2) }')
    echo "generate $took" >>"$work/times"
    echo "load $((took - answer))" >>"$work/times"
}

serve
generate
: >"$work/times"
run=0
while [ "$run" -lt "$runs" ]; do
    serve
    generate
    run=$((run + 1))
done

sort -k1,1 -k2,2n "$work/times" | awk -v runs="$runs" '
    { times[$1, ++count[$1]] = $2 / 1000 }
    function middle(of) { return times[of, int((runs + 1) / 2)] }
    END {
        printf "runs %d, median (least) in ms: serve ready %.0f (%.0f), ", runs, middle("serve"), times["serve", 1]
        printf "generate to its token %.0f (%.0f), ", middle("generate"), times["generate", 1]
        printf "without the answer %.0f (%.0f)\n", middle("load"), times["load", 1]
        printf "ratio %.2f, without the answer %.2f\n", middle("serve") / middle("generate"), middle("serve") / middle("load")
    }'
