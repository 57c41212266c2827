#!/bin/bash
# Runs a command, such as `swift test`, on harness-app with the Swift of toolchain.sh, which it installs when lacking.
# Inside, the checkout's harness-app is /w, its test folder /test and the build folder /build. Needs root.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
checkout=$(cd "$here/../.." && pwd)
export SWIFT_ROOT=${SWIFT_ROOT:-/var/cache/swift-trixie}
"$here/toolchain.sh"
build=${SWIFT_BUILD:-$checkout/.cache/swift-build}
mkdir -p "$build"

# The mounts end with the command: the namespace is its own.
exec unshare --mount bash -euc '
  root=$1 build=$2 checkout=$3; shift 3
  mount -t proc proc "$root/proc"
  bind() { mkdir -p "$root$2"; mount --bind "$1" "$root$2"; }
  bind "$checkout/harness-app" /w
  bind "$checkout/test" /test
  bind "$build" /build
  exec chroot "$root" sh -c "cd /w && exec \"\$@\"" sh "$@"
' run "$SWIFT_ROOT" "$build" "$checkout" "$@"
