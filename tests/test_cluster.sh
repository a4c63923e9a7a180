#!/usr/bin/env bash
# Proves the Compose cluster: builds it, starts it under a project name and ports of its own, walks through a whole
# journey with nothing but curl, breaks and moves things, and removes it again.
#   tests/test_cluster.sh                   builds the images
#   tests/test_cluster.sh --images FILE     takes them from FILE, lines of 'service reference', pulling what is missing
# Needs docker with Compose v2, bash and curl. The first failure ends it, with the log of the container concerned.
# shellcheck disable=SC2015,SC2016,SC2317
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

images=''
case "${1:-}" in
  '') ;;
  --images) images=${2:?--images needs a file}; [ -r "$images" ] || { echo "$images cannot be read"; exit 2; } ;;
  *) sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac

project=aibmc-test-$$
work=$(mktemp -d)
services='frontend user-service group-service bmc-service'

# Whatever this machine is set to, the defaults are what is tested; port 0 lets Docker find a free one.
while read -r name; do unset "$name"; done < <(sed -n 's/^#* *\([A-Z][A-Z0-9_]*\)=.*/\1/p' .env.example)
unset COMPOSE_FILE COMPOSE_PROFILES
export AIBMC_PORT=0 AIBMC_BMC_PORT=0 AIBMC_NETWORK=$project AIBMC_TAG=$project
# Not a default, so that it shows that Compose passes it on.
export GENERATIONS_PER_DAY_TOTAL=500

compose_files=(--file compose.yaml)
if [ -n "$images" ]; then
  {
    echo services:
    while read -r service reference; do printf '  %s: { image: "%s" }\n' "$service" "$reference"; done <"$images"
  } >"$work/images.yaml"
  compose_files+=(--file "$work/images.yaml")
fi

compose() {
  docker compose --ansi never --progress plain --env-file /dev/null --project-directory . --project-name "$project" \
    "${compose_files[@]}" "$@"
}

cleanup() {
  local status=$?
  trap - EXIT INT TERM
  compose down --volumes --remove-orphans --timeout 5 >/dev/null 2>&1
  if [ -z "$images" ]; then
    for service in $services; do docker image rm "ghcr.io/aibmc/aibmc-$service:$project" >/dev/null 2>&1; done
  fi
  rm -rf "$work"
  printf '\n%d passed, %d failed\n' "$passed" "$((status != 0))"
  exit "$status"
}
trap cleanup EXIT
trap 'echo "stopped by a signal"; exit 130' INT TERM

# shellcheck source=tests/support/steps.sh
source tests/support/steps.sh

# ---- the steps ----

up() {
  compose up --detach --wait --wait-timeout 120 --no-build || return
  origin=http://127.0.0.1:$(compose port frontend 8888 | sed 's/.*://')
}

build() {
  local service
  compose config --quiet || return
  for service in $services; do compose build "$service" || return; done
}

pull() {
  compose config --quiet && compose pull --policy missing --quiet
}

frontend_answers() {
  expect 200 GET / && case $body in *'<html'*) ;; *) echo "no page: $body"; return 1 ;; esac
}

bmc_answers() {
  local address
  address=$(compose port bmc-service 5001) || return
  case $address in 127.0.0.1:*) ;; *) echo "published on $address"; return 1 ;; esac
  origin=http://$address expect 200 GET /api/v1/health && same ok "$(field status)" && same bmc-service "$(field service)"
}

inspect() {
  docker inspect --format "$2" "$project-$1-1"
}

ports_are_closed() {
  local service published
  for service in user-service group-service db; do
    published=$(inspect "$service" '{{range $port, $bindings := .HostConfig.PortBindings}}{{$port}} {{end}}') || return
    same '' "$published" || { echo "$service is published"; return 1; }
  done
  same '8888/tcp ' "$(inspect frontend '{{range $port, $bindings := .HostConfig.PortBindings}}{{$port}} {{end}}')" &&
    same '5001/tcp ' "$(inspect bmc-service '{{range $port, $bindings := .HostConfig.PortBindings}}{{$port}} {{end}}')"
}

containers_are_hardened() {
  local service facts user
  for service in $services db; do
    user=node
    [ "$service" = db ] && user=70:70
    facts=$(inspect "$service" '{{.Config.User}} {{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.HostConfig.SecurityOpt}} {{.HostConfig.Init}} {{.HostConfig.RestartPolicy.Name}} {{if .HostConfig.Memory}}memory{{end}} {{if .HostConfig.PidsLimit}}processes{{end}} {{.State.Health.Status}}') || return
    same "$user true [ALL] [no-new-privileges:true] true unless-stopped memory processes healthy" "$facts" || { echo "in $service"; return 1; }
    docker exec "$project-$service-1" sh -c '[ "$(id -u)" != 0 ] && ! touch /etc/x 2>/dev/null && ! touch /usr/x 2>/dev/null' || { echo "$service may write or is root"; return 1; }
  done
}

network_is_a_bridge() {
  same "bridge $project" "$(inspect frontend '{{range $name, $network := .NetworkSettings.Networks}}{{$name}}{{end}}' | xargs docker network inspect --format '{{.Driver}} {{.Name}}')" &&
    same "${project}_postgres_data" "$(inspect db '{{range .Mounts}}{{if eq .Type "volume"}}{{.Name}}{{end}}{{end}}')"
}

# query ROLE SQL… runs each statement over the network as one service's role, with its own password.
query() {
  local role=$1 statement
  local options=()
  shift
  for statement in "$@"; do options+=(--command "$statement"); done
  compose exec -T --env "PGPASSWORD=${db_password:-aibmc-development-only}" db \
    psql --no-psqlrc --tuples-only --no-align --host db --username "$role" --dbname aibmc "${options[@]}"
}

# Each role counts the rows of its own tables, and is denied those of all others and the schema that all share.
roles_are_apart() {
  local tables role table answers
  # As superuser, since a stranger does not even see the names.
  tables=$(compose exec -T db psql --no-psqlrc -tA --username postgres --dbname aibmc --command \
    "SELECT schemaname || '.' || quote_ident(tablename) FROM pg_tables WHERE schemaname LIKE '%service'") || return
  for role in user_service group_service bmc_service; do
    local own=() others=('CREATE TABLE public.x ()')
    for table in $tables; do
      case $table in
        "$role".*) own+=("SELECT count(*) FROM $table") ;;
        *) others+=("SELECT count(*) FROM $table") ;;
      esac
    done
    [ "${#own[@]}" -gt 1 ] && [ "${#others[@]}" -gt 3 ] || { echo "too few tables: $tables"; return 1; }
    answers=$(query "$role" "${own[@]}") && same "${#own[@]}" "$(grep -cE '^[0-9]+$' <<<"$answers")" || { echo "$role: $answers"; return 1; }
    answers=$(query "$role" "${others[@]}" 2>&1)
    same "${#others[@]}" "$(grep -c 'permission denied' <<<"$answers")" && ! grep -qE '^[0-9]+$' <<<"$answers" || { echo "$role: $answers"; return 1; }
  done
}

register() { # NAME sets $token and $user_id
  expect 201 POST /api/v1/users '' "{\"email\":\"$1-$$@example.org\",\"password\":\"correct horse $1\",\"name\":\"$1\"}" || return
  token=$(field accessToken) user_id=$(field id)
  [ -n "$token" ] && [ -n "$user_id" ]
}

register_people() {
  register Ada && ada=$token && register Grace && grace=$token && register Edsger && outsider=$token &&
    expect 200 GET /api/v1/users/me "$grace" && same Grace "$(field name)"
}

sign_in() {
  expect 401 POST /api/v1/sessions '' "{\"email\":\"Ada-$$@example.org\",\"password\":\"wrong horse Ada\"}" &&
    expect 201 POST /api/v1/sessions '' "{\"email\":\"Ada-$$@example.org\",\"password\":\"correct horse Ada\"}" &&
    expect 401 GET /api/v1/users/me
}

make_group() {
  expect 201 POST /api/v1/groups "$ada" '{"name":"Coffee at the station"}' && group=$(field id) && same owner "$(field role)"
}

invite_and_join() { # ROLE TOKEN
  expect 201 POST "/api/v1/groups/$group/invitations" "$ada" "{\"role\":\"$1\"}" || return
  invitation=$(field token)
  expect 200 POST "/api/v1/invitations/$invitation/accept" "$2" && same "$1" "$(field role)" && same "$group" "$(field groupId)"
}

second_person_joins() {
  invite_and_join editor "$grace" && expect 200 GET "/api/v1/groups/$group/members" "$grace"
}

make_canvas() {
  expect 201 POST /api/v1/canvases "$ada" "{\"title\":\"Station coffee\",\"kind\":\"bmc\",\"idea\":\"A subscription for commuters who pick up freshly roasted coffee at the train station\",\"groupId\":\"$group\"}" &&
    canvas=$(field id) && same 0 "$(field revision)"
}

generate() {
  local key
  key=$(new_id)
  expect 202 POST /api/v1/generations "$ada" "{\"canvasId\":\"$canvas\",\"task\":\"canvas\"}" --header "Idempotency-Key: $key" || return
  generation=$(field id)
  expect 202 POST /api/v1/generations "$ada" "{\"canvasId\":\"$canvas\",\"task\":\"canvas\"}" --header "Idempotency-Key: $key" &&
    same "$generation" "$(field id)"
}

# The stream ends by itself when the generation does.
watch_generation() {
  curl --silent --show-error --no-buffer --max-time 60 --header "Authorization: Bearer $ada" \
    "$origin/api/v1/generations/$generation/events" >"$work/events" || { cat "$work/events"; return 1; }
  { grep -q '^event: *done' "$work/events" && grep -q '^id: *1$' "$work/events"; } || { cat "$work/events"; return 1; }
  expect 200 GET "/api/v1/generations/$generation" "$ada" && same "done" "$(field status)" && same pattern-library "$(field model)"
}

# A block of a second canvas: what is drafted for it waits for a yes, and the canvas itself stays as it was.
block_is_suggested() {
  local idea='A van that repairs the bicycles of office workers where they work, for a monthly fee'
  expect 201 POST /api/v1/canvases "$ada" "{\"title\":\"Repairs\",\"idea\":\"$idea\",\"groupId\":\"$group\"}" && plan=$(field id) &&
    expect 202 POST /api/v1/generations "$ada" "{\"canvasId\":\"$plan\",\"task\":\"block\",\"block\":\"customer-segments\"}" &&
    generation=$(field id) && watch_generation && expect 200 GET "/api/v1/canvases/$plan" "$grace" || return
  case $body in *'"notes":[]'*) ;; *) echo "notes without a yes: $body"; return 1 ;; esac
  case $body in *'"suggestions":[{'*) ;; *) echo "no suggestion: $body"; return 1 ;; esac
}

# The first suggestion, accepted by ordinary edits: it is gone, and its note is there as AI's.
suggestion_is_accepted() {
  local suggested suggestion suggested_note
  suggested=${body#*'"suggestions":['}
  suggestion=$(body=$suggested field id)
  suggested_note=$(printf '%s' "$suggested" | grep -o '"note":{[^}]*}' | head -n 1 | sed 's/^"note"://; s/}$/,"origin":"ai"}/')
  expect 200 POST "/api/v1/canvases/$plan/edits" "$grace" "{\"edits\":[{\"id\":\"$(new_id)\",\"type\":\"suggestion.remove\",\"suggestionId\":\"$suggestion\",\"as\":\"accepted\"},{\"id\":\"$(new_id)\",\"type\":\"note.add\",\"note\":$suggested_note}]}" &&
    expect 200 GET "/api/v1/canvases/$plan" "$ada" || return
  case $body in *"\"id\":\"$suggestion\""*) echo "still open: $body"; return 1 ;; esac
  case $body in *'"origin":"ai"'*) ;; *) echo "no note of AI's: $body"; return 1 ;; esac
}

usage_is_counted() {
  expect 200 GET /api/v1/usage "$ada" && same 2 "$(field used)" || return
  case $body in *'"instance":{'*'"limit":500'*) ;; *) echo "no ceiling: $body"; return 1 ;; esac
}

settings_are_shown() {
  expect 303 GET /settings && expect 200 GET /settings '' '' --header "Cookie: aibmc_access=$ada" || return
  case $body in *'pattern library'*'OPENAI_BASE_URL'*'of 500'*) ;; *) echo "not in the page: $body"; return 1 ;; esac
}

canvas_is_full() { # TOKEN
  expect 200 GET "/api/v1/canvases/$canvas" "$1" || return
  same 9 "$(printf '%s' "$body" | grep -o '"block":"[^"]*"' | sort -u | wc -l | tr -d ' ')"
}

second_person_reads() {
  canvas_is_full "$grace" && same editor "$(printf '%s' "$body" | grep -oE '"role":"[a-z]+"' | sed 's/.*:"//; s/"//')" &&
    expect 200 GET /api/v1/canvases "$grace" && case $body in *"$canvas"*) ;; *) echo "not in the list: $body"; return 1 ;; esac
}

second_person_edits() {
  edit=$(new_id) note=$(new_id)
  edit_body="{\"edits\":[{\"id\":\"$edit\",\"type\":\"note.add\",\"note\":{\"id\":\"$note\",\"block\":\"channels\",\"text\":\"Kiosk beside platform two\"}}]}"
  expect 200 POST "/api/v1/canvases/$canvas/edits" "$grace" "$edit_body" && revision=$(field revision) &&
    expect 200 GET "/api/v1/canvases/$canvas" "$ada" && same "$revision" "$(field revision)" &&
    case $body in *'Kiosk beside platform two'*) ;; *) echo "the note is missing: $body"; return 1 ;; esac
}

edit_counts_once() {
  expect 200 POST "/api/v1/canvases/$canvas/edits" "$grace" "$edit_body" &&
    same "{\"id\":\"$edit\",\"revision\":$revision}" "$(printf '%s' "$body" | grep -oE '\{"id":"[^}]*\}')" &&
    expect 200 GET "/api/v1/canvases/$canvas" "$ada" && same "$revision" "$(field revision)"
}

# Ada listens on the canvas's WebSocket, Grace edits by REST, and Ada hears of it; an outsider is not let in.
edit_is_seen_live() {
  local listener edit
  edit=$(new_id)
  upgrade "/api/v1/canvases/$canvas/live" "$outsider" >"$work/refused"
  grep -aq '^HTTP/1.1 404 ' "$work/refused" || { cat "$work/refused"; return 1; }
  upgrade "/api/v1/canvases/$canvas/live" "$ada" >"$work/live" 2>&1 &
  listener=$!
  eventually 10 grep -a '"type":"welcome"' "$work/live" && grep -aq '^HTTP/1.1 101 ' "$work/live" &&
    expect 200 POST "/api/v1/canvases/$canvas/edits" "$grace" "{\"edits\":[{\"id\":\"$edit\",\"type\":\"note.set\",\"noteId\":\"$note\",\"set\":{\"details\":\"From seven in the morning\"}}]}" &&
    revision=$(field revision) && eventually 5 grep -a "$edit" "$work/live" || { cat "$work/live"; return 1; }
  kill "$listener"
}

outsider_is_refused() {
  expect 404 GET "/api/v1/canvases/$canvas" "$outsider" &&
    expect 404 POST "/api/v1/canvases/$canvas/edits" "$outsider" "$edit_body" &&
    expect 404 GET "/api/v1/groups/$group" "$outsider" &&
    expect 404 GET "/api/v1/generations/$generation" "$outsider" &&
    expect 401 GET "/api/v1/canvases/$canvas"
}

viewer_is_refused() {
  local another
  another="{\"edits\":[{\"id\":\"$(new_id)\",\"type\":\"note.remove\",\"noteId\":\"$note\"}]}"
  register Barbara && invite_and_join viewer "$token" && canvas_is_full "$token" &&
    expect 403 POST "/api/v1/canvases/$canvas/edits" "$token" "$another" &&
    expect 403 POST /api/v1/generations "$token" "{\"canvasId\":\"$canvas\",\"task\":\"canvas\"}"
}

second_port_is_closed() {
  expect 404 GET /metrics "$ada" && expect 404 GET "/internal/canvases/$canvas" "$ada" && expect 404 GET "/api/v1/internal/canvases/$canvas" "$ada"
}

starts() { # when each service's process began: the same before and after means that none was restarted
  for service in $services; do inspect "$service" '{{.Name}} {{.State.StartedAt}} {{.RestartCount}}' || return; done
}

database_restarts() {
  local before
  before=$(starts) && compose restart db || return
  # By way of every service that has a schema: each must find its way back by itself.
  eventually 30 expect 200 GET /api/v1/users/me "$ada" &&
    eventually 30 expect 200 GET "/api/v1/canvases/$canvas" "$ada" &&
    eventually 30 expect 200 GET /api/v1/usage "$ada" && same "$before" "$(starts)"
}

edit_after_restart() {
  expect 200 POST "/api/v1/canvases/$canvas/edits" "$ada" "{\"edits\":[{\"id\":\"$(new_id)\",\"type\":\"note.set\",\"noteId\":\"$note\",\"set\":{\"text\":\"Kiosk beside platform three\"}}]}" &&
    same "$((revision + 1))" "$(field revision)" && revision=$(field revision)
}

stop_is_clean() {
  local service
  compose stop || return
  for service in $services db; do
    same 0 "$(inspect "$service" '{{.State.ExitCode}}')" || { echo "ended $service"; return 1; }
  done
}

everything_is_still_there() {
  expect 200 GET "/api/v1/canvases/$canvas" "$grace" && same "$revision" "$(field revision)" &&
    case $body in *'Kiosk beside platform three'*) ;; *) echo "the note is missing: $body"; return 1 ;; esac
  sign_in && canvas_is_full "$ada"
}

# As docs/operations.md says: one command for each way; what was written after the backup is gone.
backup_is_restored() {
  compose exec -T db pg_dump -U postgres -Fc aibmc >"$work/aibmc.dump" || return
  expect 200 POST "/api/v1/canvases/$canvas/edits" "$ada" "{\"edits\":[{\"id\":\"$(new_id)\",\"type\":\"note.remove\",\"noteId\":\"$note\"}]}" || return
  # shellcheck disable=SC2086
  compose stop $services && compose exec -T db pg_restore -U postgres -d aibmc --clean --if-exists --single-transaction <"$work/aibmc.dump" && up
}

refuses() { # SERVICE NAME…: in production it does not start, and one line names each
  local service=$1 line name
  shift
  line=$(AIBMC_ENV=production compose run --rm --no-deps -T "$service" 2>&1) && { echo "$service started"; return 1; }
  line=$(printf '%s' "$line" | grep 'AIBMC_ENV=production') || { echo "$service: $line"; return 1; }
  for name in "$@"; do
    case $line in *"$name"*) ;; *) echo "$service does not name $name: $line"; return 1 ;; esac
  done
}

published_secrets_are_refused() {
  refuses db POSTGRES_PASSWORD USER_SERVICE_DB_PASSWORD GROUP_SERVICE_DB_PASSWORD BMC_SERVICE_DB_PASSWORD INTERNAL_TOKEN &&
    refuses user-service DATABASE_PASSWORD INTERNAL_TOKEN &&
    refuses group-service DATABASE_PASSWORD INTERNAL_TOKEN &&
    refuses bmc-service DATABASE_PASSWORD INTERNAL_TOKEN
}

# As docs/operations.md says: new values, the database, its roles, then everything.
passwords_change() {
  export AIBMC_ENV=production POSTGRES_PASSWORD USER_SERVICE_DB_PASSWORD GROUP_SERVICE_DB_PASSWORD BMC_SERVICE_DB_PASSWORD INTERNAL_TOKEN
  POSTGRES_PASSWORD=$(new_id) USER_SERVICE_DB_PASSWORD="quote' $(new_id)" GROUP_SERVICE_DB_PASSWORD=$(new_id)
  BMC_SERVICE_DB_PASSWORD=$(new_id) INTERNAL_TOKEN=$(new_id)
  compose up --detach --wait --no-deps db && compose exec -T db /docker-entrypoint-initdb.d/00-roles.sh && up || return
  query user_service 'SELECT 1' && { echo 'the old password still opens the database'; return 1; }
  db_password=$USER_SERVICE_DB_PASSWORD query user_service 'SELECT 1'
}

began=$SECONDS
if [ -z "$images" ]; then
  step frontend 'the images build' build
else
  step frontend 'the images are here' pull
fi
step db 'five containers start and become healthy' up
step frontend 'the landing page answers on the published port' frontend_answers
step bmc-service 'bmc-service answers on loopback' bmc_answers
step db 'nothing else is published' ports_are_closed
step frontend 'every container is read-only, without privileges, not root, limited' containers_are_hardened
step db 'there is one bridge network and one named volume' network_is_a_bridge
step db "no service reads another's tables" roles_are_apart
step user-service 'three people register' register_people
step user-service 'a password opens a session, a wrong one does not' sign_in
step group-service 'a group is made' make_group
step group-service 'an invitation lets the second person in' second_person_joins
step group-service 'a canvas of the group is made' make_canvas
step bmc-service 'a generation starts, once for each idempotency key' generate
step bmc-service 'its event stream runs to its end' watch_generation
step group-service 'all nine blocks have notes' canvas_is_full "$ada"
step bmc-service 'a block is drafted as suggestions that wait for a yes' block_is_suggested
step group-service 'the second person accepts one by ordinary edits' suggestion_is_accepted
step bmc-service 'generations are counted for the person and for all' usage_is_counted
step frontend 'the settings tell what drafts here' settings_are_shown
step group-service 'the second person reads the canvas' second_person_reads
step group-service 'the second person edits it and the first sees it' second_person_edits
step group-service 'an edit sent twice counts once' edit_counts_once
step group-service 'an edit is seen live, through a WebSocket, by no outsider' edit_is_seen_live
step group-service 'a viewer reads and does not edit' viewer_is_refused
step group-service 'an outsider finds nothing' outsider_is_refused
step frontend 'the second ports are out of reach' second_port_is_closed
step group-service 'a restart of the database heals by itself' database_restarts
step group-service 'and edits go on after it' edit_after_restart
step frontend 'every container stops cleanly' stop_is_clean
step db 'down' compose down
step db 'and up again' up
step group-service 'with everything still there' everything_is_still_there
step db 'a backup is restored' backup_is_restored
step group-service 'with everything as it was' everything_is_still_there
step user-service 'production refuses published secrets and names each' published_secrets_are_refused
step db 'production starts with new secrets on the old data' passwords_change
step group-service 'with everything still there' everything_is_still_there
echo "the cluster test took $((SECONDS - began)) s"
