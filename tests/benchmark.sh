#!/usr/bin/env bash
# Measures us beside OpenSSL in one run and prints tables of ratios. Takes some ten minutes on two
# processors; needs what tests/run.sh installs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec dotnet run -c Release --project tests/Ca.Benchmarks -- "$@"
