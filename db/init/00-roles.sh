#!/bin/sh
# Makes the services' roles and schemas when the database is first made (the image runs what is in
# /docker-entrypoint-initdb.d), and brings all passwords to those of the environment when run again
# (docs/operations.md). Passwords reach psql through its environment, never on a command line.
set -eu
here=$(dirname "$0")
[ -f "$here/sql/roles.sql" ] || here=/docker-entrypoint-initdb.d # sourced: $0 is the image's entrypoint

: "${POSTGRES_PASSWORD:?}" "${USER_SERVICE_DB_PASSWORD:?}" "${GROUP_SERVICE_DB_PASSWORD:?}" "${BMC_SERVICE_DB_PASSWORD:?}"

psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<SQL
\set superuser_password \`printenv POSTGRES_PASSWORD\`
\set user_service_password \`printenv USER_SERVICE_DB_PASSWORD\`
\set group_service_password \`printenv GROUP_SERVICE_DB_PASSWORD\`
\set bmc_service_password \`printenv BMC_SERVICE_DB_PASSWORD\`
\o /dev/null
SET log_min_error_statement = panic;
SET client_min_messages = warning;
ALTER ROLE CURRENT_USER PASSWORD :'superuser_password';
SELECT set_config('aibmc.user_service_password', :'user_service_password', false),
       set_config('aibmc.group_service_password', :'group_service_password', false),
       set_config('aibmc.bmc_service_password', :'bmc_service_password', false);
\o
\i $here/sql/roles.sql
SQL
echo 'roles: user_service, group_service, bmc_service have their schemas and the passwords of the environment'
