#!/usr/bin/env bash
# Puts ffmpeg and ffprobe of this Debian, with the libraries that they link, into a folder that is laid over another Debian of
# the same version. `ffmpeg.sh <lowest version> <folder>`
set -euo pipefail
lowest=$1
out=$2

# What every Debian has: it stays as it is there.
dpkg-query -W -f='${Package}\n' >/tmp/everywhere

apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ffmpeg >/dev/null
version=$(dpkg-query -W -f='${source:Upstream-Version}' ffmpeg)
dpkg --compare-versions "$version" ge "$lowest" || {
  echo "This Debian has ffmpeg $version; $lowest or later is needed (CVE-2026-8461)." >&2
  exit 1
}

libraries=/usr/lib/$(uname -m)-linux-gnu
mkdir -p "$out/usr/bin" "$out$libraries" "$out/usr/share/doc" "$out/var/lib/dpkg/status.d"
cp /usr/bin/ffmpeg /usr/bin/ffprobe "$out/usr/bin/"

# The packages that are copied from: their licences, and a record for scanners that look what is installed.
record() {
  local package=$1
  [ -e "$out/var/lib/dpkg/status.d/$package" ] && return
  dpkg-query -s "$package" >"$out/var/lib/dpkg/status.d/$package"
  mkdir -p "$out/usr/share/doc/$package"
  cp -L "/usr/share/doc/$package/copyright" "$out/usr/share/doc/$package/" || true
}

record ffmpeg
ldd /usr/bin/ffmpeg /usr/bin/ffprobe | awk '$2 == "=>" { print $3 }' | sort -u | while read -r library; do
  package=$(dpkg-query -S "$(realpath "$library")" | head -1 | cut -d: -f1)
  grep -qx "$package" /tmp/everywhere && continue
  cp -L "$library" "$out$libraries/"
  record "$package"
done
