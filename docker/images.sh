#!/usr/bin/env bash
# For a container engine and the public images that compose and the Dockerfiles name: uses those that are here, or can be
# pulled; else builds stand-ins where a folder with the means for it lies beside this project. Prints the names of those that
# cannot be had; ends with 1 when there is no engine.
set -uo pipefail
cd "$(dirname "$0")/.."
stand_ins=$PWD/../shared/offline-images
pull_seconds=120

if ! docker info >/dev/null 2>&1; then
  [ -x "$stand_ins/engine.sh" ] && "$stand_ins/engine.sh" >&2 || exit 1
fi
docker compose version >/dev/null 2>&1 || exit 1

public_images() {
  env -u COMPOSE_FILE docker compose --profile observability config --images | grep -v '^fanout/'
  sed -n 's/^FROM \([a-z0-9./-]*:[^ ]*\).*/\1/p' docker/Dockerfile
}
has() { docker image inspect "$1" >/dev/null 2>&1; }

if [ -x "$stand_ins/build.sh" ]; then
  # One after the other: one that cannot be built does not keep the others from it.
  for name in node postgres temporal temporal-tools temporal-ui minio prometheus; do
    "$stand_ins/build.sh" "$name" >/dev/null || echo "no stand-in for $name" >&2
  done
  pull() { false; }
else
  pull() { timeout "$pull_seconds" docker pull --quiet "$1" >/dev/null 2>&1; }
fi
public_images | sort -u | while read -r image; do
  has "$image" || pull "$image" || echo "$image"
done
