#!/usr/bin/env bash
# How long a program takes to build from nothing that depends on this crate, as a ratio to one that depends on reqwest alone
# with the same features. Takes the last commit, as a registry would have it; rounds interleave. Wants a machine at rest.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export CARGO_TARGET_DIR=target

program() {
    mkdir -p "$scratch/$1/src"
    echo 'fn main() {}' >"$scratch/$1/src/main.rs"
    printf '[package]\nname = "%s"\nedition = "2024"\n[dependencies]\n%s\n' "$1" "$2" >"$scratch/$1/Cargo.toml"
    cp "$root/Cargo.lock" "$scratch/$1/"
    (cd "$scratch/$1" && cargo fetch --quiet)
}

# Milliseconds of the wall clock, and of all processors together.
build() {
    cd "$scratch/$1"
    rm -rf target
    TIMEFORMAT='%R %U %S'
    { time cargo build --quiet --offline; } 2>&1 | awk '{ printf "%d %d\n", $1 * 1000, ($2 + $3) * 1000 }'
}

reqwest=$(sed -n 's/^reqwest = { version = "\([^"]*\)".*features = \[\(.*\)\] }$/reqwest = { version = "\1", default-features = false, features = [\2, "rustls"] }/p' "$root/Cargo.toml")
program alone "$reqwest"
program consumer "authing-wxapp = { git = \"file://$root\", default-features = false, features = [\"rustls\"] }"

for round in 1 2 3; do
    read -r alone_wall alone_cpu < <(build alone)
    read -r wall cpu < <(build consumer)
    awk -v r="$round" -v a="$alone_wall" -v b="$wall" -v c="$alone_cpu" -v d="$cpu" 'BEGIN {
        printf "round %d: %.1f s against %.1f s, ratio of wall time %.2f, of CPU %.2f\n", r, b / 1000, a / 1000, b / a, d / c
    }'
done
