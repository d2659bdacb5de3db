#!/bin/sh
# Makes Temporal's two databases, and brings their tables to the version of this image; what is there already stays.
# Where the server is, and who logs in: SQL_HOST, SQL_PORT, SQL_USER, SQL_PASSWORD, SQL_TLS …
set -eu
# A database that has only just been made, or is being restarted, answers within minutes.
tries=60
until temporal-sql-tool --db temporal create-database; do
  tries=$((tries - 1))
  [ "$tries" -gt 0 ] || exit 1
  sleep 5
done
for store in temporal visibility; do
  database=temporal
  [ "$store" = temporal ] || database=temporal_visibility
  temporal-sql-tool --db "$database" create-database
  temporal-sql-tool --db "$database" setup-schema --version 0.0
  temporal-sql-tool --db "$database" update-schema --schema-name "postgresql/v12/$store"
done
