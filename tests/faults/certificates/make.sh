#!/usr/bin/env bash
# Makes the certificates of the tests anew. They are for tests only: the key of the server is public, and the key of the
# authority is thrown away.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
NAMES=DNS:localhost,IP:127.0.0.1

key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null; }

# The name of the file, the names of the host, and the first and the last day.
sign() {
    openssl req -new -key server.key -subj "/CN=$1" -out "$work/request"
    printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE\n' "$2" >"$work/extensions"
    openssl ca -batch -notext -config "$work/config" -in "$work/request" -out "$1.pem" -extfile "$work/extensions" \
        -startdate "$3" -enddate "$4" 2>/dev/null
}

key server.key
key "$work/authority.key"
: >"$work/index"
cat >"$work/config" <<END
[ca]
default_ca = authority
[authority]
certificate = authority.pem
private_key = $work/authority.key
database = $work/index
new_certs_dir = $work
rand_serial = yes
default_md = sha256
policy = any
[any]
commonName = supplied
END
openssl req -x509 -new -key "$work/authority.key" -subj "/CN=an authority of tests" -days 36500 -out authority.pem \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign
openssl req -x509 -new -key server.key -subj "/CN=self-signed" -days 36500 -addext subjectAltName=$NAMES -out self-signed.pem
sign good $NAMES 20200101000000Z 21200101000000Z
sign other-host DNS:other.example.com 20200101000000Z 21200101000000Z
sign expired $NAMES 20200101000000Z 20200102000000Z
sign not-yet-valid $NAMES 21190101000000Z 21200101000000Z
