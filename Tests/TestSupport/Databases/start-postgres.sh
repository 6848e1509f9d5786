#!/usr/bin/env bash
# Starts a PostgreSQL server for tests: TLS only, SCRAM only, on a free port of localhost, in a folder of its own. Prints
# what a test must know as KEY=VALUE lines, the last one READY=1. The server is stopped and its folder removed when the
# process that started this script ends, however it ends.
#
# usage: start-postgres.sh PID     (of the process to outlive by no more than a second)
set -euo pipefail

owner=$1
# shellcheck source=Tests/TestSupport/Scripted/owner.sh
. "$(dirname "${BASH_SOURCE[0]}")/../Scripted/owner.sh"
since=$(started "$owner")
bin=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
[ -x "$bin/initdb" ] || {
    echo "ERROR=no PostgreSQL server on this machine; install it: apt-get install postgresql"
    exit
}

# PostgreSQL refuses to run as root, and a folder in a TMPDIR that is root's alone would be out of its user's reach.
as_user=()
if [ "$(id -u)" -eq 0 ]; then
    user=nobody
    getent passwd postgres >/dev/null && user=postgres
    as_user=(setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups env "HOME=/" TMPDIR=/tmp)
fi
folder=$("${as_user[@]}" mktemp -d /tmp/test-postgres-XXXXXX)

certificates() {
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=Test CA" -keyout "$folder/ca.key" -out "$folder/ca.pem"
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=Other CA" -keyout "$folder/other.key" -out "$folder/other.pem"
    openssl req -newkey rsa:2048 -nodes -subj "/CN=localhost" -keyout "$folder/server.key" -out "$folder/server.csr"
    openssl x509 -req -in "$folder/server.csr" -CA "$folder/ca.pem" -CAkey "$folder/ca.key" -CAcreateserial -days 2 \
        -extfile <(printf 'subjectAltName=DNS:localhost') -out "$folder/server.crt"
    chmod 600 "$folder/server.key"
    [ ${#as_user[@]} -eq 0 ] || chown "$user" "$folder"/*
}

{
    certificates
    printf '%s' "$(openssl rand -hex 16)" >"$folder/password"
    [ ${#as_user[@]} -eq 0 ] || chown "$user" "$folder/password"
    "${as_user[@]}" "$bin/initdb" --no-sync --no-instructions --encoding=UTF8 --locale=C --username=tester \
        --auth=scram-sha-256 --pwfile="$folder/password" --pgdata="$folder/data"
    printf 'hostssl all all localhost scram-sha-256\n' >"$folder/data/pg_hba.conf"
    cat >>"$folder/data/postgresql.conf" <<END
listen_addresses = 'localhost'
unix_socket_directories = '$folder'
max_connections = 200
fsync = off
ssl = on
ssl_cert_file = '$folder/server.crt'
ssl_key_file = '$folder/server.key'
END
} >"$folder.log" 2>&1 || {
    echo "ERROR=the server cannot be set up: $(tail -n 3 "$folder.log" | tr '\n' ' ')"
    rm -rf "$folder" "$folder.log"
    exit
}

port=""
for _ in $(seq 20); do
    port=$((20000 + RANDOM % 30000))
    if "${as_user[@]}" "$bin/pg_ctl" --pgdata="$folder/data" --wait --log="$folder/log" -o "-p $port" start >>"$folder.log" 2>&1
    then break; fi
    port=""
done
if [ -z "$port" ]; then
    echo "ERROR=the server does not start: $(tail -n 3 "$folder/log" | tr '\n' ' ')"
    rm -rf "$folder" "$folder.log"
    exit
fi

(
    while [ -n "$since" ] && [ "$(started "$owner")" = "$since" ]; do sleep 1; done
    "${as_user[@]}" "$bin/pg_ctl" --pgdata="$folder/data" --mode=immediate stop
    rm -rf "$folder" "$folder.log"
) >/dev/null 2>&1 </dev/null &

printf 'PORT=%s\nUSER=tester\nPASSWORD=%s\nROOTS=%s\nOTHER_ROOTS=%s\nREADY=1\n' \
    "$port" "$(cat "$folder/password")" "$folder/ca.pem" "$folder/other.pem"
