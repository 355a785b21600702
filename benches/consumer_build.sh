#!/usr/bin/env bash
# Measures the clean build of a program that depends on this crate, as a ratio to a program that depends only on reqwest
# with the same features. Uses the crate as `cargo package` packs it. The rounds interleave. Whatever else the machine does
# only adds time, so the fastest of each program's builds are what is compared. Run it on an idle machine.
# Arguments: the number of rounds, and which of default, snapshot and lean to build.
set -euo pipefail

rounds=${1:-3}
read -ra names <<<"${*:2}"
((${#names[@]})) || names=(default snapshot lean)
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
    for name in reqwest "${names[@]}"; do
        build "$name"
        echo "$round $name $wall $cpu"
    done
done | tee "$scratch/measured" | awk '{ printf "round %d, %-8s  %.1f s, %.1f s of CPU\n", $1, $2, $3 / 1000, $4 / 1000; fflush() }'

awk '
    !($2 in wall) || $3 < wall[$2] { wall[$2] = $3 }
    !($2 in cpu) || $4 < cpu[$2] { cpu[$2] = $4 }
    END {
        for (name in wall) if (name != "reqwest")
            printf "%-8s  %.2f times the wall time of reqwest alone, %.2f times the CPU time\n", name, wall[name] / wall["reqwest"], cpu[name] / cpu["reqwest"]
    }
' "$scratch/measured" | sort
