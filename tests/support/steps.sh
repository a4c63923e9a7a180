# What tests/test_cluster.sh is written with: steps that tell what failed, and requests. It gives $project, $work
# (a folder) and compose (the cluster's own docker compose).
# shellcheck shell=bash disable=SC2154

passed=0

# step SERVICE 'what is true' COMMAND [ARGUMENT…]: the command's output is shown only where it fails.
step() {
  local service=$1 name=$2 started=$SECONDS
  shift 2
  if "$@" >"$work/output" 2>&1; then
    passed=$((passed + 1))
    printf 'ok %d - %s (%d s)\n' "$passed" "$name" "$((SECONDS - started))"
    return
  fi
  printf 'not ok %d - %s\n' "$((passed + 1))" "$name"
  tail -n 60 "$work/output" | sed 's/^/  /'
  echo "  state of the cluster:"
  compose ps --all --format '{{.Service}}: {{.Status}}' | sed 's/^/    /'
  for service in $(compose ps --all --format '{{.Service}}: {{.Status}}' | sed -n '/(healthy)/!s/:.*//p') "$service"; do
    echo "  end of the log of $service:"
    docker logs --tail 40 "$project-$service-1" 2>&1 | sed 's/^/    /'
  done
  exit 1
}

origin=''
status=''
body=''

# request METHOD PATH [TOKEN] [JSON] [curl options…] sets $status and $body.
request() {
  local method=$1 path=$2 token=${3:-} json=${4:-} answer
  shift "$(($# < 4 ? $# : 4))"
  local options=(--silent --show-error --max-time 20 --request "$method" --write-out '\n%{http_code}')
  [ -z "$token" ] || options+=(--header "Authorization: Bearer $token")
  [ -z "$json" ] || options+=(--header 'Content-Type: application/json' --data "$json")
  answer=$(curl "${options[@]}" "$@" "$origin$path") || { status=000 body=$answer; return 1; }
  status=${answer##*$'\n'}
  body=${answer%$'\n'*}
}

# expect STATUS METHOD PATH … fails, and says how, where the answer has another status.
expect() {
  local wanted=$1
  shift
  request "$@"
  [ "$status" = "$wanted" ] && return
  echo "$1 $2 answered $status instead of $wanted: $body"
  return 1
}

# upgrade PATH TOKEN prints the head of the answer and then what a WebSocket's other side sends, for 20 s at most.
upgrade() {
  curl --silent --include --no-buffer --http1.1 --max-time 20 --header "Authorization: Bearer $2" \
    --header 'Connection: Upgrade' --header 'Upgrade: websocket' --header 'Sec-WebSocket-Version: 13' \
    --header 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' "$origin$1"
}

# field NAME prints the first string or number of that name in $body.
field() {
  printf '%s' "$body" | grep -oE "\"$1\":(\"[^\"]*\"|[0-9]+)" | head -n 1 | sed -E 's/^"[^"]*"://; s/^"(.*)"$/\1/'
}

new_id() {
  cat /proc/sys/kernel/random/uuid 2>/dev/null || uuidgen | tr '[:upper:]' '[:lower:]'
}

# eventually SECONDS COMMAND…: tries until it succeeds; fails with its last output.
eventually() {
  local limit=$((SECONDS + $1))
  shift
  until "$@" >"$work/attempt" 2>&1; do
    [ "$SECONDS" -lt "$limit" ] || { cat "$work/attempt"; return 1; }
    sleep 0.2
  done
}

same() {
  [ "$1" = "$2" ] || { echo "found '$2' instead of '$1'"; return 1; }
}
