#!/bin/sh
# Makes another quantisation of a model with llama.cpp's own quantiser:
#   benchmarks/quantise.sh [IN.gguf] OUT.gguf q4_0|q4_1|q8_0|f16|f32
# IN is the default model where it is not given; it is fetched if it is not in the cache.
set -eu

here=$(cd "$(dirname "$0")" && pwd -P)
rose=$here/../rose
. "$here/model/common.sh"

case $# in
    2)
        from=$(default_model)
        ;;
    3)
        from=$1
        shift
        ;;
    *)
        sed -n 's/^#   //p' "$0" >&2
        exit 2
        ;;
esac

find_jdk java
exec "$jdk/bin/java" --enable-native-access=ALL-UNNAMED -Xmx256m \
    "$here/model/Quantise.java" "$(library_folder)" "$from" "$1" "$2"
