#!/usr/bin/env bash
# Measures the clean build of a program that depends on this crate, as a ratio to a program that depends only on reqwest
# with the same features. Uses the crate as `cargo package` packs it. The rounds interleave. Run it on an idle machine.
set -euo pipefail

rounds=${1:-3}
root=$(cd "$(dirname "$0")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# The crate as a registry would serve it.
cd "$root"
CARGO_TARGET_DIR="$scratch/package" cargo package --locked --allow-dirty --no-verify --quiet -p authing-wxapp
tar -xzf "$scratch"/package/package/authing-wxapp-*.crate -C "$scratch"
mv "$scratch"/authing-wxapp-* "$scratch/crate"

# program <name> <its dependency>
program() {
    mkdir -p "$scratch/$1/src"
    echo 'fn main() {}' >"$scratch/$1/src/main.rs"
    printf '[package]\nname = "program"\nedition = "2024"\n[dependencies]\n%s\n' "$2" >"$scratch/$1/Cargo.toml"
    cp "$root/Cargo.lock" "$scratch/$1/"
    (cd "$scratch/$1" && cargo fetch --quiet)
}

# consumer <name> <features, as TOML has them>
consumer() {
    program "$1" "authing-wxapp = { path = \"../crate\", default-features = false, features = [$2] }"
}

# Builds a program, and sets wall and cpu to its wall time and its CPU time in milliseconds.
build() {
    cd "$scratch/$1"
    rm -rf target
    # A dependency from a registry is not compiled incrementally; this one, by its path, would be.
    export CARGO_INCREMENTAL=0
    local TIMEFORMAT='%R %U %S'
    if ! { time CARGO_TARGET_DIR=target cargo build --quiet --offline 2>"$scratch/messages"; } 2>"$scratch/time"; then
        cat "$scratch/messages" >&2
        exit 1
    fi
    read -r wall cpu < <(awk '{ printf "%d %d\n", $1 * 1000, ($2 + $3) * 1000 }' "$scratch/time")
}

# The features of reqwest and the default features, read from Cargo.toml.
reqwest=$(sed -n 's/^reqwest = { version = "\([^"]*\)".*features = \[\(.*\)\] }$/reqwest = { version = "\1", default-features = false, features = [\2, "rustls"] }/p' Cargo.toml)
default=$(sed -n 's/^default = \[\(.*\)\]$/\1/p' Cargo.toml)
without() {
    local features=$default name
    for name in "$@"; do features=$(sed "s/\"$name\",\? *//" <<<"$features"); done
    echo "$features"
}

program reqwest "$reqwest"
consumer default "$default"
consumer snapshot "$(without codegen)"
consumer lean "$(without codegen password verify)"

cat <<END
default   the features that are on by default
snapshot  the same without codegen
lean      also without password and verify
END
for round in $(seq "$rounds"); do
    build reqwest
    base_wall=$wall base_cpu=$cpu
    for name in default snapshot lean; do
        build "$name"
        awk -v r="$round" -v n="$name" -v a="$base_wall" -v b="$wall" -v c="$base_cpu" -v d="$cpu" 'BEGIN {
            printf "round %d, %-8s  %.1f s against %.1f s: ratio of wall time %.2f, of CPU %.2f\n", r, n, b / 1000, a / 1000, b / a, d / c
        }'
    done
done
