#!/usr/bin/env bash
# Coverage-guided fuzzing of one reader with afl-fuzz, from its own good objects, within bounds: an input of at most 64 KiB, 10 s of a
# processor, 256 MiB of allocations, a heap of 1 GiB, a stack of 512 KiB. The last line is "READER: N executions, N paths, N findings".
# The exit code is 0 when nothing was found.
#
#   tests/fuzz.sh                        the names of the readers
#   tests/fuzz.sh READER [SECONDS]       a minute unless told; goes on from where the last run left off
#   tests/fuzz.sh READER --replay PATH   reads a file, or each in a folder, without afl-fuzz
#
#   CA_FUZZ_DIR=folder   keeps what was found, and the inputs that reach new code; by default ~/.cache/ca-fuzz
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
work=${CA_FUZZ_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/ca-fuzz}
program=$work/program
tools=$work/tools

die() {
    echo "$*" >&2
    exit 1
}

install_fuzzer() {
    local root=()
    [ "$(id -u)" = 0 ] || root=(sudo -n)
    command -v afl-fuzz > /dev/null ||
        { "${root[@]}" apt-get update -qq && "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends afl++ > /dev/null; } || die "afl++ cannot be installed."
    [ -x "$tools/sharpfuzz" ] ||
        dotnet tool install SharpFuzz.CommandLine --version 2.3.0 --tool-path "$tools" > /dev/null || die "SharpFuzz.CommandLine cannot be installed."
}

build() {
    dotnet publish tests/Ca.Fuzz -c Release -o "$1" --nologo -v quiet || die "Ca.Fuzz does not build."
}

# A copy whose branches report themselves; made anew when a source is newer.
build_instrumented() {
    [ -e "$program/made" ] && [ -z "$(find src tests -name '*.cs' -newer "$program/made" -not -path '*/obj/*' -print -quit)" ] && return
    rm -rf "$program"
    build "$program"
    "$tools/sharpfuzz" "$program/Ca.Core.dll" && "$tools/sharpfuzz" "$program/ca.dll" || die "The program cannot be instrumented."
    touch "$program/made"
}

fuzz() {
    local reader=$1 seconds=$2 seeds=$work/$1/seeds found=$work/$1/found stats
    rm -rf "$seeds"
    dotnet "$program/Ca.Fuzz.dll" "$reader" --seeds "$seeds" || exit 2
    # -m none: the runtime reserves far more than it uses; its heap is bounded by DOTNET_GCHeapHardLimit (hexadecimal).
    DOTNET_GCHeapHardLimit=40000000 DOTNET_TieredPGO=0 \
        AFL_SKIP_BIN_CHECK=1 AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_AUTORESUME=1 AFL_FORKSRV_INIT_TMOUT=120000 \
        afl-fuzz -i "$seeds" -o "$found" -t 60000 -m none -G 65536 -V "$seconds" -- dotnet "$program/Ca.Fuzz.dll" "$reader" > "$work/$reader/log" 2>&1
    stats=$found/default/fuzzer_stats
    [ -e "$stats" ] || { tail -20 "$work/$reader/log" >&2; die "afl-fuzz has not run."; }
    local findings
    findings=$(find "$found/default/crashes" "$found/default/hangs" -name 'id*' | wc -l)
    echo "$reader: $(figure execs_done "$stats") executions, $(figure corpus_count "$stats") paths, $findings findings$([ "$findings" = 0 ] || echo " in $found/default")"
    [ "$findings" = 0 ]
}

figure() { sed -n "s/^$1 *: //p" "$2"; }

case "$#:${2:-}" in
    0:) build "$work/plain" && dotnet "$work/plain/Ca.Fuzz.dll" ;;
    3:--replay) build "$work/plain" && dotnet "$work/plain/Ca.Fuzz.dll" "$1" --replay "$3" ;;
    1:* | 2:[1-9]*) install_fuzzer && build_instrumented && fuzz "$1" "${2:-60}" ;;
    *) die "$(sed -n '/^#   tests/s/^# *//p' "${BASH_SOURCE[0]}")" ;;
esac
