#!/bin/bash
# Runs a command, such as `swift test`, on harness-app with the Swift of toolchain.sh, which it installs when lacking.
# Inside, the checkout's harness-app is /w and its build folder is /build. What needs more files is given them as
# SWIFT_BIND="/outside:/inside ...". Needs root.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
checkout=$(cd "$here/../.." && pwd)
export SWIFT_ROOT=${SWIFT_ROOT:-/var/cache/swift-trixie}
"$here/toolchain.sh"
build=$checkout/.cache/swift-build
mkdir -p "$build"

# The mounts end with the command: the namespace is its own.
exec unshare --mount bash -euc '
  root=$1 build=$2 app=$3; shift 3
  mount -t proc proc "$root/proc"
  bind() { mkdir -p "$root$2"; mount --bind "$1" "$root$2"; }
  bind "$app" /w
  bind "$build" /build
  for pair in ${SWIFT_BIND:-}; do bind "${pair%%:*}" "${pair#*:}"; done
  exec chroot "$root" sh -c "cd /w && exec \"\$@\"" sh "$@"
' run "$SWIFT_ROOT" "$build" "$checkout/harness-app" "$@"
