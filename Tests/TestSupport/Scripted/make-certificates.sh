#!/usr/bin/env bash
# Makes the certificates of a test server: ca.pem, server.crt and server.key (for localhost), and other.pem, of a CA that has
# nothing to do with it.
#
# usage: make-certificates.sh FOLDER
set -euo pipefail

folder=$1
for name in ca other; do
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=Test $name" -keyout "$folder/$name.key" -out "$folder/$name.pem"
done
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=localhost" -keyout "$folder/server.key" -out "$folder/server.csr"
openssl x509 -req -in "$folder/server.csr" -CA "$folder/ca.pem" -CAkey "$folder/ca.key" -CAcreateserial -days 2 \
    -extfile <(printf 'subjectAltName=DNS:localhost') -out "$folder/server.crt"
chmod 600 "$folder/server.key"
