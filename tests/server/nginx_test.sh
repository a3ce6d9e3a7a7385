#!/usr/bin/env bash
# Runs docs/nginx.conf as it stands, but for its places marked CHANGE, before a running `imr serve`.
# Usage: nginx_test.sh IMR PROJECT. Exit status 77 when nginx, curl or openssl are not installed.
set -euo pipefail
imr=$1
project=$2
PATH=$PATH:/usr/sbin
for tool in nginx curl openssl; do
  command -v $tool >/dev/null || { echo "skipped: $tool is not installed"; exit 77; }
done

work=$(mktemp -d)
server='' proxy=''
finish() {
  [ -z "$proxy" ] || kill "$proxy" 2>/dev/null || true
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT
fail() {
  echo "failed: $*" >&2
  cat "$work/nginx.log" >&2 || true
  exit 1
}

token=0123456789abcdef0123456789abcdef
(umask 077; echo "$token" >"$work/token"; echo "set \$imr_token \"$token\";" >"$work/imr-token.conf")
echo "nurse:$(openssl passwd -apr1 secret)" >"$work/imr-users"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
  -subj /CN=imr.example.org -addext subjectAltName=DNS:imr.example.org \
  -keyout "$work/imr.key" -out "$work/imr.pem" 2>/dev/null

"$imr" serve --port 0 --host imr.example.org --token-file "$work/token" >"$work/address" \
  2>"$work/messages" &
server=$!
for _ in $(seq 600); do
  [ -s "$work/address" ] && break
  kill -0 "$server" 2>/dev/null || fail "the server ended: $(cat "$work/messages")"
  sleep 0.1
done
port=$(sed 's/.*:\([0-9]*\).*/\1/' "$work/address")

# A free port for nginx, which cannot look for one itself: some are tried.
as_user=
[ "$(id -u)" -ne 0 ] || as_user="user root root;"
for try in $(seq 20); do
  listen=$((20000 + (RANDOM + try) % 20000))
  sed -e "s/127\.0\.0\.1:8642/127.0.0.1:$port/" -e "s/listen 443 ssl/listen 127.0.0.1:$listen ssl/" \
    -e "s#/etc/nginx/#$work/#" "$project/docs/nginx.conf" >"$work/site.conf"
  cat >"$work/nginx.conf" <<CONF
daemon off;
$as_user
worker_processes 1;
pid $work/nginx.pid;
error_log $work/nginx.log;
events {}
http {
  client_body_temp_path $work/body;
  proxy_temp_path $work/proxy;
  fastcgi_temp_path $work/fastcgi;
  uwsgi_temp_path $work/uwsgi;
  scgi_temp_path $work/scgi;
  include $work/site.conf;
}
CONF
  nginx -p "$work" -c "$work/nginx.conf" -e "$work/nginx.log" 2>/dev/null &
  proxy=$!
  for _ in $(seq 50); do
    curl -s -o /dev/null -k "https://127.0.0.1:$listen/" && break 2
    kill -0 "$proxy" 2>/dev/null || break
    sleep 0.1
  done
  wait "$proxy" 2>/dev/null || true
  proxy=''
done
[ -n "$proxy" ] || fail "nginx does not start"

site=https://imr.example.org:$listen
ask() { # STATUS ARGUMENTS...: asks through nginx, trusting the certificate made here
  local expected=$1 status
  shift
  status=$(curl -s -o "$work/answer" -w '%{http_code}' --cacert "$work/imr.pem" \
    --connect-to "imr.example.org:$listen:127.0.0.1:$listen" "$@") || true
  [ "$status" = "$expected" ] || fail "$*: $status instead of $expected: $(head -c 300 "$work/answer")"
}
letter=$project/data/samples/letters/rotator-cuff-repair.txt

ask 401 "$site/api/v1/health"
ask 401 -u nurse:wrong "$site/api/v1/health"
ask 200 -u nurse:secret "$site/api/v1/health"
grep -q '"status":"ok"' "$work/answer" || fail "no health in the answer"
ask 200 -u nurse:secret --data-binary "@$letter" "$site/api/v1/predict"
grep -q '"probability_overturned"' "$work/answer" || fail "no prediction in the answer"
# The server's own pages may ask through the proxy, those of others may not.
ask 200 -u nurse:secret -H "Origin: $site" --data-binary "@$letter" "$site/api/v1/predict"
ask 403 -u nurse:secret -H "Origin: https://evil.example" --data-binary "@$letter" \
  "$site/api/v1/predict"
# Programs with the token, and without.
ask 200 -H "Authorization: Bearer $token" "$site/metrics"
ask 401 "$site/metrics"
ask 401 "$site/cds-services"
ask 401 -H "Authorization: Bearer wrong-wrong-wrong" "$site/cds-services"
ask 200 -H "Authorization: Bearer $token" "$site/cds-services"
# A body larger than the server takes ends at nginx; one that is large but allowed goes through.
head -c 5000000 /dev/zero | tr '\0' 'x' >"$work/large"
ask 422 -u nurse:secret --data-binary "@$work/large" "$site/api/v1/predict"
head -c 68000000 /dev/zero >"$work/too_large"
ask 413 -u nurse:secret --data-binary "@$work/too_large" "$site/api/v1/predict"
# Beside the proxy there is no way in without the token.
status=$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port/api/v1/health")
[ "$status" = 401 ] || fail "the server behind nginx answers without its token: $status"
curl -s -k --tls-max 1.1 -o /dev/null -u nurse:secret "https://127.0.0.1:$listen/" &&
  fail "TLS 1.1 is spoken"
kill -TERM "$server"
wait "$server" || fail "the server ended with status $?"
server=''
echo "the proxy of docs/nginx.conf works"
