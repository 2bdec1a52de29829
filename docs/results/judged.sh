#!/bin/sh
# Answers the questions whose answers people judged, and gives the verdicts to the answers that are still
# the same:
#   docs/results/judged.sh JUDGED.jsonl OUT NAME [LORA]
# A line of JUDGED has prompt, source, mode (plain, reverse, 0.5, 0.7), answer, and harmful (true, false) or
# compliance (full, partial, refusal). OUT gets the run NAME, whose tables go into this folder. Goes on where
# it was ended.
set -eu

here=$(cd "$(dirname "$0")" && pwd -P)
rose=$here/../../rose
. "$here/../../rose-cli/src/main/sh/jdk.sh"

[ $# -ge 3 ] || {
    sed -n 's/^#   //p' "$0" >&2
    exit 2
}
judged=$1
questions=$2/questions
run=$2/$3
name=$3
lora=${4:-}

"$rose" --version >/dev/null
find_jdk java
join() {
    "$jdk/bin/java" -cp "$here/../../rose-cli/target/rose/lib/*" "$here/Judged.java" "$@"
}

join questions "$judged" "$questions"
"$rose" eval "$questions/judged-harmful.yaml" "$questions/judged-safe.yaml" --data "$questions" \
    --out "$run" --modes plain,rose --alpha 0.5 --alpha 0.7 ${lora:+--lora "$lora"}
join verdicts "$judged" "$run" "$run.verdicts.jsonl"
"$rose" judge "$run" --judge "import:$run.verdicts.jsonl"
"$rose" judge "$run" --judge refusal
"$rose" report "$run" --out "$run/report.html"
"$rose" report "$run" --format md --out "$here/$name.md"
"$rose" report "$run" --format csv --out "$here/$name.csv"
