#!/bin/sh
# What lies between a fetcher and its store: proxies, IPv6, certificates. The same
# for each store, by servers that others wrote: tinyproxy, nginx.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/server/server.sh"
. "$TOP/tests/server/stores.sh"
. "$TOP/tests/server/nginx.sh"
. "$TOP/tests/server/tinyproxy.sh"

missing=$(nginx_missing; command -v tinyproxy >/dev/null || echo tinyproxy)
[ -z "$missing" ] || absent "not installed: $(echo "$missing" | tr '\n' ' ')"

mkdir f
seq 3000 | sed 's/.*/{"n":&}/' >f/a
seq 500 | sed 's/.*/{"m":&}/' >f/b
cat f/a f/b >both
printf '{"name":"p/%s","file":"f/%s"}\n' 'a +&%é' a b b >objects
tinyproxy_start "$T/open" || { cat open/said; echo 'Bail out! tinyproxy does not start'; exit 1; }
open=127.0.0.1:$port
tinyproxy_start "$T/closed" me 'pa55word'
closed=127.0.0.1:$port
wants='the proxy wants a user and password (407)'
nobody=127.0.0.1:$(free_port)

# whole [NAME=VALUE ...]: both objects come, with that in the environment.
whole() {
	prefix="env $*"
	gives 0 fetch "$scheme://cont/p/" >got 2>err || { cat err; return 1; }
	cat err >>said
	same both got
}
# fails STATUS WHY [NAME=VALUE ...]
fails() {
	status=$1 why=$2
	shift 2
	prefix="env $*"
	gives "$status" fetch "$scheme://cont/p/" >got 2>err && says "$why" err && [ ! -s got ] &&
		[ "$(grep -c 'trying again' err)" -eq 0 ]
	status=$?
	cat err >>said
	return $status
}
# Both by the proxy, and not past it.
proxied() {
	log=$1/log
	: >"$log"
	shift
	whole "$@" && grep -aq Request "$log"
}
proxies() {
	at "http://$origin"
	check "row 17: $kind: by a proxy" proxied open "http_proxy=http://$open"
	check "row 17: $kind: that wants a password" proxied closed "http_proxy=http://me:pa55word@$closed"
	check "row 17: $kind: ... and is not given it: 407, not tried again" \
		fails 1 "$wants" "http_proxy=http://$closed"
	check "row 17: $kind: a proxy that is not for this host" \
		whole "http_proxy=http://$nobody" no_proxy=localhost,127.0.0.1
	at "https://localhost:$tls"
	check "row 17: $kind: TLS by a proxy" \
		proxied open "https_proxy=http://$open" "CURL_CA_BUNDLE=$front/good.pem"
	check "row 17: $kind: ... that wants a password, and is not given it: 407" \
		fails 1 "$wants" "https_proxy=http://$closed" "CURL_CA_BUNDLE=$front/good.pem"
}

ipv6() {
	at "http://[::1]:$plain"
	check "row 18: $kind: [::1]" whole
	check "row 18: $kind: ... was asked there" grep -q '^::1 GET' "$front/log"
	at "https://[::1]:$tls"
	check "row 18: $kind: [::1] by TLS" whole "SSL_CERT_FILE=$front/good.pem"
	at "http://localhost:${origin#*:}"
	check "row 18: $kind: a name, whichever of its addresses answers" whole
}

certificates() {
	at "https://127.0.0.1:$tls"
	check "row 23: $kind: a certificate that nobody vouches for: refused, not tried again" \
		fails 1 certificate
	check "row 23: $kind: CURL_CA_BUNDLE" whole "CURL_CA_BUNDLE=$front/good.pem"
	check "row 23: $kind: SSL_CERT_FILE" whole "SSL_CERT_FILE=$front/good.pem"
	check "row 23: $kind: --cacert" cacert
	check "row 23: $kind: another certificate" fails 1 certificate "CURL_CA_BUNDLE=$front/expired.pem"
	at "https://127.0.0.2:$tls"
	check "row 23: $kind: for another host" fails 1 "127.0.0.2" "CURL_CA_BUNDLE=$front/good.pem"
	at "https://127.0.0.1:$expired"
	check "row 23: $kind: expired" fails 1 expired "CURL_CA_BUNDLE=$front/expired.pem"
}
cacert() {
	# shellcheck disable=SC2034 # for fetch
	prefix=
	fetch -q --cacert "$front/good.pem" "$scheme://cont/p/" | cmp - both
}

network() {
	vendor put cont <objects || { echo 'Bail out! nothing can be uploaded'; exit 1; }
	nginx_before "$origin" "nginx-$kind" || { cat "$front/said"; echo 'Bail out! nginx does not start'; exit 1; }
	proxies
	if grep -qs ' lo$' /proc/net/if_inet6; then ipv6
	else skip "row 18: $kind: [::1]" 'no IPv6 on this machine'; fi
	certificates
}
each_store network
secrets() {
	! grep -aE 'pa55word|SeCrEt|Eby8|Signature=|sig=' said
}
[ ! -s said ] || check 'no message has a password or a key in it' secrets

done_testing
