#!/usr/bin/env bash
# Makes the pictures in docs/images from the real page, over the default model. Needs chromium.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
./build -q -pl rose-server -am test -Dtest=PageScreenshots -Dsurefire.failIfNoSpecifiedTests=false \
    -Djacoco.skip "$@"
ls -l docs/images
