#!/usr/bin/env bash
# Measures us beside OpenSSL in one run and prints tables of ratios. Takes some ten minutes on two
# processors; needs what tests/run.sh installs.
#
#   tests/benchmark.sh NAME              one table: signatures, certificates, in-memory, verifications, rest, ocsp, revocation-list, revocation-lookup
#   tests/benchmark.sh gost              GOST alone: ours, the OpenSSL engine in process, BouncyCastle; some two minutes
#   tests/benchmark.sh gost-time [n]     whether the time of GOST signatures tells of their secrets, in n measurements each
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec dotnet run -c Release --project tests/Ca.Benchmarks -- "$@"
