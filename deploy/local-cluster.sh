#!/usr/bin/env bash
# A cluster on this machine, as plain processes: deploy/local-cluster.sh N [silo's arguments], deploy/local-cluster.sh stop.
set -euo pipefail

usage() {
  cat <<'TEXT'
deploy/local-cluster.sh N [ARGUMENTS]   starts PostgreSQL and N silos (1 to 99), each with ARGUMENTS; returns when all are ready
deploy/local-cluster.sh stop            ends everything; the data stays in run/pg

Silo i (from 1): HTTP on port 36789+10(i-1), gRPC one above, silo link two above; run/silo-i.pid, run/silo-i.log.
Environment:
  ORLEANSSAGA_RUN       folder for data, logs and pids; default: run/ in the repository
  ORLEANSSAGA_SILO      command that starts a silo; default: builds Silo and runs it
  ORLEANSSAGA_POSTGRES  connection string of a database to use instead of an own PostgreSQL
  ORLEANSSAGA_PORT      the first port; default: 36789
TEXT
}

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
mkdir -p "${ORLEANSSAGA_RUN:-$repository/run}"
run=$(cd "${ORLEANSSAGA_RUN:-$repository/run}" && pwd -P)
# Also marks our processes: a pid from an old file may by now belong to somebody else.
export ORLEANSSAGA_RUN=$run
first_port=${ORLEANSSAGA_PORT:-36789}
ready_within=60
drained_within=45

say() { printf 'local-cluster: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# --- processes ---

is_ours() { # pid
  [ -n "$1" ] && kill -0 "$1" 2>/dev/null || return 1
  [ -r "/proc/$1/environ" ] || return 0
  # It may end at any moment.
  { tr '\0' '\n' <"/proc/$1/environ" | grep -qxF "ORLEANSSAGA_RUN=$run"; } 2>/dev/null
}

# For one that we have just started: while it becomes the silo's program, its environment cannot be read.
is_alive() { # pid
  kill -0 "$1" 2>/dev/null && ! grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null
}

pid_of() { head -n 1 "$1" 2>/dev/null || true; }

running_silos() {
  local file pid
  for file in "$run"/silo-*.pid; do
    pid=$(pid_of "$file")
    if is_ours "$pid"; then printf '%s (process %s)\n' "$(basename "$file" .pid)" "$pid"; fi
  done
}

signal_silos() { # signal
  local file pid
  for file in "$run"/silo-*.pid; do
    pid=$(pid_of "$file")
    # A silo leads a process group of its own, with whatever started it.
    if is_ours "$pid"; then kill "-$1" -- "-$pid" 2>/dev/null || kill "-$1" "$pid" 2>/dev/null || true; fi
  done
}

stop_silos() {
  signal_silos TERM
  # One that is stopped (SIGSTOP) hears nothing.
  signal_silos CONT
  local i
  for ((i = 0; i < drained_within * 10; i++)); do
    [ -n "$(running_silos)" ] || break
    sleep 0.1
  done
  if [ -n "$(running_silos)" ]; then
    say "killed, because they did not end within $drained_within s: $(running_silos | paste -sd ' ')"
    signal_silos KILL
  fi
  rm -f "$run"/silo-*.pid
}

# --- PostgreSQL ---

postgres_folder() {
  local folder found
  found=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -rn || true)
  for folder in $found; do [ -x "$folder/initdb" ] && { printf '%s' "$folder"; return; }; done
  command -v initdb >/dev/null && dirname "$(command -v initdb)"
}

# initdb and postgres refuse root. They get none of our open files: a server would keep the lock.
as_postgres() {
  if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@") 9>&-; else (cd / && "$@") 9>&-; fi
}

postgres_runs() { [ -e "$run/pg/postmaster.pid" ] && as_postgres "$(postgres_folder)/pg_ctl" -D "$run/pg" status >/dev/null 2>&1; }

stop_postgres() {
  if postgres_runs; then as_postgres "$(postgres_folder)/pg_ctl" -D "$run/pg" -m fast -w stop >/dev/null; fi
  rm -f "$run/pg.port"
}

is_taken() { (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

free_port() {
  local port
  # Below the ports that the system gives to outgoing connections.
  while port=$((20000 + RANDOM % 12000)); is_taken "$port"; do :; done
  printf '%s' "$port"
}

start_postgres() { # silos; sets $connection
  local bin port socket
  bin=$(postgres_folder) || fail "PostgreSQL is not installed (no initdb); install it, or name a database in ORLEANSSAGA_POSTGRES"
  if [ ! -e "$run/pg/PG_VERSION" ]; then
    mkdir -p "$run/pg"
    [ "$(id -u)" != 0 ] || chown postgres "$run/pg"
    (umask 077 && head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$run/pg.password")
    # The password comes by standard input, since the file is ours and initdb may run as somebody else.
    as_postgres bash -c 'password=$(cat) && exec "$0" "$@" --pwfile=<(printf %s "$password")' "$bin/initdb" -D "$run/pg" -U postgres -A scram-sha-256 -E UTF8 --locale=C <"$run/pg.password" >"$run/pg.log" 2>&1 \
      || { tail -n 5 "$run/pg.log" >&2; fail "PostgreSQL cannot make its database in $run/pg; ORLEANSSAGA_RUN names another folder"; }
  fi
  port=$(free_port)
  socket=$run/pg
  # The system allows a socket's path 107 bytes.
  [ "${#socket}" -le 85 ] || socket=''
  as_postgres "$bin/pg_ctl" -D "$run/pg" -w -t 60 -l "$run/pg/server.log" start \
    -o "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories='$socket' -c max_connections=$((100 + 40 * $1)) -c max_prepared_transactions=200" \
    >"$run/pg.log" 2>&1 || { cat "$run/pg.log" >&2; tail -n 20 "$run/pg/server.log" >&2; fail "PostgreSQL does not start"; }
  printf '%s\n' "$port" >"$run/pg.port"
  # A database that was made before it had a password has none.
  local -x PGPASSWORD=
  [ ! -s "$run/pg.password" ] || PGPASSWORD=$(<"$run/pg.password")
  local psql=("$bin/psql" -X -q -At -h 127.0.0.1 -p "$port" -U postgres -d postgres -c)
  if [ "$(as_postgres "${psql[@]}" "select count(*) from pg_database where datname = 'orleanssaga'")" = 0 ]; then
    as_postgres "${psql[@]}" "create database orleanssaga"
  fi
  connection="Host=127.0.0.1;Port=$port;Username=postgres;Database=orleanssaga${PGPASSWORD:+;Password=$PGPASSWORD}"
}

# --- silos ---

ports_of() { local base=$((first_port + 10 * ($1 - 1))); printf '%s %s %s' "$base" $((base + 1)) $((base + 2)); }

make_secret() {
  if [ ! -s "$run/secret" ]; then (umask 077 && head -c 32 /dev/urandom | base64 >"$run/secret"); fi
  chmod 600 "$run/secret"
}

start_silo() { # number, silos, arguments
  local number=$1 silos=$2 http grpc link
  shift 2
  read -r http grpc link <<<"$(ports_of "$number")"
  local arguments=("--OrleansSaga:Api:HttpPort=$http" "--OrleansSaga:Api:GrpcPort=$grpc" "--OrleansSaga:Storage:Provider=postgres")
  # One silo is alone, and needs neither name nor secret.
  if [ "$silos" -gt 1 ]; then
    arguments+=("--OrleansSaga:Cluster:Name=silo-$number" "--OrleansSaga:Cluster:Port=$link")
    local -x OrleansSaga__Cluster__Secret
    OrleansSaga__Cluster__Secret=$(<"$run/secret")
  fi
  local -x OrleansSaga__Storage__ConnectionString=$connection
  setsid "${silo[@]}" "${arguments[@]}" "$@" </dev/null >"$run/silo-$number.log" 2>&1 9>&- &
  printf '%s\n' "$!" >"$run/silo-$number.pid"
}

is_ready() ( # port; by bash alone, so that nothing needs to be installed
  exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
  printf 'GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' >&3
  read -r -t 2 _ status _ <&3 && [ "$status" = 200 ]
) 2>/dev/null

await_ready() { # silos; prints what is wrong
  local i number waiting
  for ((i = 0; i < ready_within * 5; i++)); do
    waiting=
    for ((number = 1; number <= $1; number++)); do
      if ! is_alive "$(pid_of "$run/silo-$number.pid")"; then not_ready "$number" "has ended"; return 1; fi
      is_ready $((first_port + 10 * (number - 1))) || waiting="$waiting $number"
    done
    [ -n "$waiting" ] || return 0
    sleep 0.2
  done
  for number in $waiting; do not_ready "$number" "is not ready after $ready_within s"; done
  return 1
}

not_ready() { # number, what
  say "silo-$1 $2; the end of $run/silo-$1.log:"
  tail -n 20 "$run/silo-$1.log" >&2
}

start() { # silos, arguments
  local silos=$1 number port taken='' running http grpc
  shift
  running=$(running_silos | paste -sd ' ')
  [ -z "$running" ] || fail "a cluster runs already: $running; end it with: $0 stop"
  ! postgres_runs || fail "the PostgreSQL of a cluster runs already in $run/pg; end it with: $0 stop"
  ((first_port > 0 && first_port + 10 * (silos - 1) + 2 <= 65535)) || fail "$silos silos have no room above port $first_port"
  for ((number = 1; number <= silos; number++)); do
    for port in $(ports_of "$number"); do if is_taken "$port"; then taken="$taken $port"; fi; done
  done
  [ -z "$taken" ] || fail "ports are taken:$taken; ORLEANSSAGA_PORT names another first port"

  local silo
  if [ -n "${ORLEANSSAGA_SILO:-}" ]; then
    read -ra silo <<<"$ORLEANSSAGA_SILO"
  else
    dotnet build "$repository/Silo" -c Release -v q --nologo >"$run/build.log" 2>&1 9>&- || { tail -n 20 "$run/build.log" >&2; fail "Silo cannot be built"; }
    silo=(dotnet "$repository/artifacts/Embedded/bin/Silo/release/OrleansSaga.Silo.dll")
  fi

  # Whatever goes wrong from here on, nothing stays behind.
  started=
  trap '[ -n "$started" ] || { stop_silos; stop_postgres; }' EXIT
  trap 'exit 130' INT TERM HUP
  local connection=${ORLEANSSAGA_POSTGRES:-}
  [ -n "$connection" ] || start_postgres "$silos"
  make_secret
  for ((number = 1; number <= silos; number++)); do start_silo "$number" "$silos" "$@"; done
  await_ready "$silos" || exit 1
  started=yes
  for ((number = 1; number <= silos; number++)); do
    read -r http grpc _ <<<"$(ports_of "$number")"
    say "silo-$number: http://127.0.0.1:$http, gRPC on $grpc, log $run/silo-$number.log"
  done
}

exec 9>"$run/lock"
flock -n 9 || fail "another $0 is at work in $run"
case "${1:-}" in
  stop) [ $# = 1 ] || { usage >&2; exit 64; }; stop_silos; stop_postgres ;;
  [1-9] | [1-9][0-9]) start "$@" ;;
  -h | --help) usage ;;
  *) usage >&2; exit 64 ;;
esac
