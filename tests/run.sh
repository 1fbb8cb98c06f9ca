#!/usr/bin/env bash
# Proves the authority, on a fresh Debian 12 with the .NET SDK: installs the programs that judge it, builds, checks the form,
# runs every suite. The last line is "N passed, N failed, N skipped"; the exit code is 0 when tests ran and nothing failed.
#
#   CA_CORPORA=folder   third-party cases; by default ../shared/corpora beside the repository; without it their rows are skipped
#   CA_FUZZ=1000000     so many spoiled objects for each reader instead of 10,000; CA_FUZZ_SEED=2 other ones
#   CA_LARGE_MIB=2048   a detached content of so many MiB instead of 256
#   CA_GOST=100000      so many GOST signatures beside the OpenSSL engine and beside BouncyCastle instead of some thousands
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
export DOTNET_CLI_UI_LANGUAGE=en MSBUILDDISABLENODEREUSE=1
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
[ -d "${HOME:-/nonexistent}" ] || export HOME=$results

failed_steps=0

step() {
    local began=$SECONDS
    echo "== $1"
    shift
    "$@" && { echo "   $((SECONDS - began)) s"; return; }
    echo "-- failed: $*"
    failed_steps=$((failed_steps + 1))
    return 1
}

# Which of the Debian packages that the tests call upon are not here, by what they bring.
missing_packages() {
    command -v openssl > /dev/null || echo openssl
    [ -e "$(openssl version -e 2> /dev/null | sed 's/.*"\(.*\)"/\1/')/gost.so" ] || echo libengine-gost-openssl
    command -v certtool > /dev/null || echo gnutls-bin
    command -v curl > /dev/null || echo curl
    # NIST's PKITS, where the corpora do not bring it.
    [ -d "${CA_CORPORA:-../shared/corpora}/pkits" ] || [ -d /usr/lib/python3/dist-packages/cryptography_vectors/x509/PKITS_data ] || echo python3-cryptography-vectors
    command -v xmlsec1 > /dev/null || echo xmlsec1
    command -v xmllint > /dev/null || echo libxml2-utils
    command -v pdfsig > /dev/null || echo poppler-utils
    command -v certutil > /dev/null || echo libnss3-tools
    command -v qpdf > /dev/null || echo qpdf
}

install_judges() {
    local packages root=()
    packages=$(missing_packages)
    [ -z "$packages" ] && return
    [ "$(id -u)" = 0 ] || root=(sudo -n)
    # shellcheck disable=SC2086 # one word a package
    "${root[@]}" apt-get update -qq && "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages > /dev/null
}

run_suite() {
    dotnet test "$1" -c Release --no-build --nologo -v quiet \
        --results-directory "$results" --logger "trx;LogFileName=$(basename "$1").trx" --logger "console;verbosity=minimal"
}

# The suites say what they have counted on lines that begin with "# ".
counters() {
    sed -n '/<ResultSummary/,$ { /^# /p }' "$results/$1.trx" 2> /dev/null | sed 's/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&amp;/\&/g'
}

# A counter of the test platform's result files, summed over the suites.
sum() {
    cat "$results"/*.trx 2> /dev/null | grep -o '<Counters [^>]*' | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' | awk '{ n += $1 } END { print n + 0 }'
}

step "Install what is missing from Debian" install_judges
step "Restore with locked packages" dotnet restore Ca.sln --locked-mode -v quiet &&
step "Build Release" dotnet build Ca.sln -c Release --no-restore --nologo -v quiet && {
    step "Form of the code" dotnet format Ca.sln --verify-no-changes --no-restore
    for suite in tests/*.Tests; do
        step "$suite" run_suite "$suite"
        counters "$(basename "$suite")"
    done
}

passed=$(sum passed)
broken=$(sum failed)
skipped=$(($(sum total) - passed - broken))
# A step that fails without a failed test (a build, a suite that died) counts as one failure, so that the line tells the truth.
failed=$((broken > failed_steps ? broken : failed_steps))
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
