#!/bin/bash
# Builds the app for the virtual iPhone (`--app swift`): .cache/swift-build/release/HarnessLinux. Needs root.
set -euo pipefail
export HARNESS=virtual
exec "$(dirname "$0")/run.sh" swift build --configuration release --product HarnessLinux --scratch-path /build
