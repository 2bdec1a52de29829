# Shared by the scripts that make models; $here is benchmarks/, $rose the launcher.
. "$here/../rose-cli/src/main/sh/jdk.sh"

# The file of the default model, fetched where it is not there yet.
default_model() {
    "$rose" pull smollm2
}

# The folder of the very library that Rose loads.
library_folder() {
    library=$("$rose" doctor --json | sed -n 's/.* in \([^",]*\/native\/[^",]*\).*/\1/p')
    [ -d "$library" ] || {
        echo "$(basename "$0" .sh): ./rose doctor names no folder of llama.cpp's library" >&2
        exit 1
    }
    echo "$library"
}
