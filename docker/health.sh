#!/bin/bash
# Asks the service in this container how it is; what it says is in `docker inspect`. In bash alone: a Node process every few
# seconds in each of fifty workers would take a quarter of a core.
set -u
exec 3<>"/dev/tcp/127.0.0.1/$FANOUT_HEALTH_PORT" || exit 1
printf 'GET /healthz HTTP/1.0\r\n\r\n' >&3
IFS= read -r -t 5 status <&3 || exit 1
cat <&3 | tail -n 1
[[ $status == *' 200 '* ]]
