#!/usr/bin/env bash
# Starts a MariaDB server for tests: TLS only, on a free port of 127.0.0.1, in a folder of its own, never as root. Prints what
# a test must know as KEY=VALUE lines, the last one READY=1. The server is stopped and its folder removed when the process that
# started this script ends, however it ends.
#
# usage: start-mariadb.sh PID     (of the process to outlive by no more than a second)
set -euo pipefail

owner=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=Tests/TestSupport/Scripted/owner.sh
. "$here/../Scripted/owner.sh"
since=$(started "$owner")
server=$(command -v mariadbd || echo /usr/sbin/mariadbd)
if [ ! -x "$server" ] || ! command -v mariadb-install-db >/dev/null || ! command -v mariadb-admin >/dev/null; then
    echo "ERROR=no MariaDB server on this machine; install it: apt-get install mariadb-server"
    exit
fi

# A folder in a TMPDIR that is root's alone would be out of the server's reach.
as_user=()
if [ "$(id -u)" -eq 0 ]; then
    user=nobody
    getent passwd mysql >/dev/null && user=mysql
    as_user=(setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups env "HOME=/" TMPDIR=/tmp)
fi
folder=$("${as_user[@]}" mktemp -d /tmp/test-mariadb-XXXXXX)
password=$(openssl rand -hex 16)

stop_with_error() {
    echo "ERROR=$1: $(tail -n 3 "$folder.log" | tr '\n' ' ')"
    rm -rf "$folder" "$folder.log"
    exit
}

{
    bash "$here/../Scripted/make-certificates.sh" "$folder"
    # Read once, when the server has made its own tables: there is no account without a password, not for a moment.
    cat >"$folder/init.sql" <<END
CREATE USER 'tester'@'%' IDENTIFIED BY '$password' REQUIRE SSL;
GRANT ALL ON *.* TO 'tester'@'%';
CREATE USER 'exotic'@'%' IDENTIFIED VIA ed25519 USING PASSWORD('$password');
FLUSH PRIVILEGES;
END
    [ ${#as_user[@]} -eq 0 ] || chown -R "$user" "$folder"
    "${as_user[@]}" mariadb-install-db --no-defaults --auth-root-authentication-method=socket --skip-test-db \
        --datadir="$folder/data"
} >"$folder.log" 2>&1 || stop_with_error "the server cannot be set up"

port=""
pid=""
for _ in $(seq 20); do
    port=$((20000 + RANDOM % 30000))
    "${as_user[@]}" "$server" --no-defaults --datadir="$folder/data" --socket="$folder/socket" --port="$port" \
        --bind-address=127.0.0.1 --pid-file="$folder/pid" --skip-name-resolve --max-connections=100 \
        --plugin-load-add=auth_ed25519 --init-file="$folder/init.sql" \
        --innodb-buffer-pool-size=16M --innodb-flush-log-at-trx-commit=0 --innodb-flush-method=nosync \
        --character-set-server=utf8mb4 \
        --ssl-ca="$folder/ca.pem" --ssl-cert="$folder/server.crt" --ssl-key="$folder/server.key" \
        >>"$folder.log" 2>&1 &
    pid=$!
    for _ in $(seq 300); do
        kill -0 "$pid" 2>/dev/null || break
        MYSQL_PWD=$password mariadb-admin --no-defaults --host=127.0.0.1 --port="$port" --user=tester --ssl-ca="$folder/ca.pem" \
            ping >/dev/null 2>&1 && break 2
        sleep 0.1
    done
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
    pid=""
done
[ -n "$pid" ] || stop_with_error "the server does not start"

(
    while [ -n "$since" ] && [ "$(started "$owner")" = "$since" ]; do sleep 1; done
    kill -9 "$pid"
    rm -rf "$folder" "$folder.log"
) >/dev/null 2>&1 </dev/null &
disown -a

printf 'PORT=%s\nUSER=tester\nPASSWORD=%s\nROOTS=%s\nOTHER_ROOTS=%s\nREADY=1\n' \
    "$port" "$password" "$folder/ca.pem" "$folder/other.pem"
