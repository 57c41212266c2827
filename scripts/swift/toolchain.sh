#!/bin/bash
# Installs Swift beside the project: a minimal Debian trixie, whose swiftlang is 6.0.3, under SWIFT_ROOT. Needs root and
# Debian or Ubuntu; does nothing when it is already there. About 2.2 GB.
set -euo pipefail

root=${SWIFT_ROOT:-/var/cache/swift-trixie}
done_mark=$root/.rezbench-swift-6.0.3-1
[ -e "$done_mark" ] && exit 0

if [ "$(id -u)" != 0 ]; then
  echo "scripts/swift/toolchain.sh: run it as root, it makes a Debian root at $root (set SWIFT_ROOT for another place)" >&2
  exit 2
fi
if ! command -v debootstrap >/dev/null; then
  apt-get update -q
  apt-get install -yq --no-install-recommends debootstrap
fi

rm -rf --one-file-system "$root"
mkdir -p "$(dirname "$root")"
debootstrap --variant=minbase --include=ca-certificates trixie "$root"
# Nothing here reads manuals or debugs; leaving them out halves the size.
printf 'path-exclude=%s\n' '/usr/share/doc/*' '/usr/share/man/*' '/usr/libexec/swift/lib/liblldb*' \
  '/usr/libexec/swift/bin/lldb*' '/usr/libexec/swift/bin/clangd' '/usr/libexec/swift/bin/docc' \
  '/usr/libexec/swift/bin/sourcekit-lsp' >"$root/etc/dpkg/dpkg.cfg.d/slim"
echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/fast"

# A mount namespace of its own, so nothing stays mounted whatever happens.
unshare --mount bash -euc '
  mount -t proc proc "$1/proc"
  export DEBIAN_FRONTEND=noninteractive
  chroot "$1" apt-get install -yq --no-install-recommends swiftlang libc6-dev libstdc++-14-dev
  # Only the C header of ONNX Runtime: the library is the one npm installs.
  cd "$1/tmp"
  chroot "$1" sh -c "cd /tmp && apt-get download -q libonnxruntime-dev && dpkg -x libonnxruntime-dev_*.deb onnxruntime"
  cp -r onnxruntime/usr/include/. "$1/usr/include/"
  rm -rf "$1"/tmp/*
  chroot "$1" apt-get clean
' toolchain "$root"
touch "$done_mark"
