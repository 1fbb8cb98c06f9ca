#!/usr/bin/env bash
# Makes every sample anew, with new keys: needs the .NET SDK and OpenSSL with the GOST engine (tests/run.sh installs it).
# The people are invented; the passphrase of every key is in the line below, which is all the secrecy samples have.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export CA_SAMPLE_PASSPHRASE="not a secret" OPENSSL_CONF=$PWD/../tests/openssl-gost.cnf

dotnet build ../src/Ca.Cli -c Release --nologo -v quiet
ca() { dotnet ../src/Ca.Cli/bin/Release/net10.0/ca.dll "$@"; }

rm -rf keys requests applications/*.p7? applications/tampered.txt {gost,ec}/*/
mkdir -p keys requests

# Keys and requests of applicants.
anna="CN=Образцова Анна Петровна, SN=Образцова, GN=Анна Петровна, C=RU, ST=38 Иркутская область, SNILS=11223344595, INN=500100732259"
boris="CN=Примеров Борис Ильич, SN=Примеров, GN=Борис Ильич, C=RU, ST=38 Иркутская область, SNILS=08765430200, INN=526317984689"
apply() {
    ca key create --algorithm "$2" --out "keys/$1.pem" --passphrase-env CA_SAMPLE_PASSPHRASE
    ca request create --key "keys/$1.pem" --subject "$3" --out "requests/$1.pem" --passphrase-env CA_SAMPLE_PASSPHRASE
}
apply gost gost2012-256-b "$anna"
apply gost-revoked gost2012-256-b "$boris"
apply ec ec-p256 "$anna"
apply rsa rsa-3072 "$boris"

# Two hierarchies, by ceremonies.
hold() { for script; do ca ceremony run "$script" --passphrase-env CA_SAMPLE_PASSPHRASE; done; }
hold gost/{root,subordinate,citizen,revoked-citizen}.json
serial=$(openssl x509 -in gost/revoked-citizen/certificate.pem -noout -serial | sed 's/.*=//')
sed -i "s/\"serialNumber\": \"[^\"]*\"/\"serialNumber\": \"${serial,,}\"/" gost/issuing-list.json
hold gost/{issuing-list,revocation-list}.json
hold ec/{root,subordinate,citizen,rsa-citizen,issuing-list,revocation-list}.json

# An application, signed by each applicant, with OpenSSL: what another program has signed is judged here.
sign() {
    openssl cms -sign -binary -cades -in applications/application.txt -signer "$2/certificate.pem" -certfile "${2%/*}/issuing/certificate.pem" \
        -inkey "keys/$1.pem" -passin env:CA_SAMPLE_PASSPHRASE -md "$3" -outform DER -out "applications/$1.p7s" "${@:4}"
}
sign gost gost/citizen md_gost12_256
sign gost-revoked gost/revoked-citizen md_gost12_256
sign ec ec/citizen sha256
sign rsa ec/rsa-citizen sha256
cp applications/gost.p7s applications/.detached
sign gost gost/citizen md_gost12_256 -nodetach
mv applications/gost.p7s applications/gost.p7m
mv applications/.detached applications/gost.p7s

# The same with another sum: in the text beside the signature, and in the text inside of it.
LC_ALL=C sed 's/10 000/90 000/' applications/application.txt > applications/tampered.txt
LC_ALL=C sed 's/10 000/90 000/' applications/gost.p7m > applications/gost-tampered.p7m

# The samples are judged at the day they were made.
sed -i "s/[0-9]\{4\}-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z/$(date -u +%Y-%m-%dT%H:%M:%SZ)/g" README.md
