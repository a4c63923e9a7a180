#!/bin/sh
# In production, refuses passwords that are published in this repository, all in one line and before a database is
# made with them; then goes on as the image does.
set -eu
published='aibmc-development-only'

if [ "${AIBMC_ENV:-development}" = production ]; then
  refused=''
  for name in POSTGRES_PASSWORD USER_SERVICE_DB_PASSWORD GROUP_SERVICE_DB_PASSWORD BMC_SERVICE_DB_PASSWORD; do
    [ "$(printenv "$name" || true)" = "$published" ] && refused="$refused, $name"
  done
  # The services refuse this one themselves; but they start after the database, and one list is better than two.
  [ -n "${INTERNAL_TOKEN_IS_SET:-}" ] || refused="$refused, INTERNAL_TOKEN"
  if [ -n "$refused" ]; then
    echo "configuration: AIBMC_ENV=production needs a secret of its own for ${refused#, }" >&2
    exit 1
  fi
fi

exec docker-entrypoint.sh "$@"
