#!/bin/sh
# The rows of failures.t as they concern APIs: what api-fetch and mixpanel-fetch must
# survive. A test of a row begins with "row N: "; most stand with the rest of their
# program. Here are those that are the same for both, and at the end the list that none
# is missing.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/server/server.sh"
. "$TOP/tests/server/replies.sh"
unset API_FETCH_SECRET MIXPANEL_SERVICE_ACCOUNT

# Row, program, what goes wrong; "no": why it does not concern it.
cat >rows <<'END_ROWS'
1 api a token ends in mid-run
1 mixpanel no: a service account has no token
2 api 401: renewed, once
2 mixpanel 401
3 api 403: said in the server's words, not tried again
3 mixpanel 403
4 api 408, 429, 5xx: tried again, not before Retry-After
4 mixpanel the same
5 api reset or closed before the reply
5 mixpanel the same
6 api reset or closed in the body
6 mixpanel the same
7 api stalled
7 mixpanel stalled
8 api a body shorter than its Content-Length
8 mixpanel the same
9 api a body that is short, and no length was said
9 mixpanel the same
10 api checksums differ: an API has none, gzip does
10 mixpanel the same
11 api no: nothing is listed before it is fetched
11 mixpanel no: nothing is listed before it is fetched
12 api a page that is not there
12 mixpanel no: a day is always there
13 api a cursor is refused
13 mixpanel no: there are no pages
14 api a cursor goes round; an empty page
14 mixpanel no: there are no pages
15 api no: nobody pays for requests
15 mixpanel no: nobody pays for requests
16 api clocks that differ
16 mixpanel no: it sends no time, and is told seconds
17 api proxies
17 mixpanel proxies
18 api IPv6
18 mixpanel IPv6
19 api redirects
19 mixpanel redirects
20 api a full disk; a reader that has gone
20 mixpanel the same
21 api SIGINT and SIGTERM
21 mixpanel SIGINT and SIGTERM
22 api a name that does not resolve
22 mixpanel the same
23 api certificates that are not trusted
23 mixpanel the same
24 api compressed on the way
24 mixpanel compressed on the way
25 api HTTP/2 and its streams: not asked for
25 mixpanel the same
26 api credentials that are broken
26 mixpanel credentials that are broken
27 api hostile texts
27 mixpanel hostile texts
28 api what came before a failure
28 mixpanel a day of many fails
END_ROWS

mkdir s
: >s/plan
replies s || { echo '1..0 # SKIP no perl that can serve'; exit 0; }
host=http://127.0.0.1:$port
printf 'svc.1:s3cret-pw' >key
echo '{"id":1}' >one
reply s/one 200 <one
reply s/two 200 'Connection: close' <one

day='--from 2021-06-01 --to 2021-06-01 --project 42 --key key --region us'
# runs PROGRAM BASE OPTION ...: the simplest request of either
runs() {
	program=$1 base=$2
	shift 2
	case $program in
	api) api-fetch "$@" --auth basic --secret key "$base/v1" ;;
	mixpanel)
		# shellcheck disable=SC2086 # several words
		mixpanel-fetch $day --endpoint "$base" "$@"
		;;
	esac
}
whole() {
	gives 0 runs "$@" >got 2>err || { cat err; return 1; }
	cat err >>said
	same one got
}
# fails PROGRAM BASE STATUS WHY OPTION ...: and nothing comes
fails() {
	program=$1 base=$2 code=$3 why=$4
	shift 4
	gives "$code" runs "$program" "$base" "$@" >got 2>err || { cat err; return 1; }
	cat err >>said
	says "$why" err && [ ! -s got ]
}
asked() {
	[ "$(grep -c "$1" s/log)" -eq "$2" ] || { cat s/log; return 1; }
}

printf 'no right to that, \033[31msvc.1 \033]0;x\007' | reply s/403 403
echo slow | reply s/408 408
echo '{"message":"limit"}' | reply s/limited 403 'X-RateLimit-Remaining: 0' 'X-RateLimit-Reset: 1'
echo limit | reply s/hour 429 'Retry-After: 3600'
printf 'HTTP/1.1 200 Said\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{"id":1}\n\r\n' >s/chunk
gzip -nc one | head -c -8 >cut.gz
{ cat cut.gz; printf '\0\0\0\0\011\0\0\0'; } | reply s/badsum 200 'Content-Encoding: gzip'
reply s/away 302 'Location: http://localhost:1/x' </dev/null
reply s/407 407 'Proxy-Authenticate: Basic' </dev/null

for p in api mixpanel; do
	plan s '*. 403'
	check "row 3: $p-fetch: 403 in the server's words" fails $p "$host" 1 '403: no right to that'
	check "... $p-fetch: not tried again" asked '^GET' 1
	check "row 27: $p-fetch: nothing that a server says moves the cursor" \
		sh -c '! LC_ALL=C grep -q "[[:cntrl:]]" err'
	plan s '. 408' '. one'
	check "row 4: $p-fetch: 408 is tried again" whole $p "$host"
	plan s '. close' '. one'
	check "row 5: $p-fetch: closed before the reply" whole $p "$host"
	check "row 25: $p-fetch: HTTP/1.1 is what is spoken" asked 'HTTP/1.1$' 2
	plan s '. chunk' '. one'
	check "row 6: $p-fetch: closed between two chunks" whole $p "$host"
	plan s '. badsum' '. one'
	check "row 10: $p-fetch: gzip whose checksum is wrong" whole $p "$host"
	plan s '*. badsum'
	check "... $p-fetch: each time: nothing is given" \
		gives "$([ $p = api ] && echo 1 || echo 4)" runs $p "$host"
	plan s '*. away'
	check "row 19: $p-fetch: no key follows a redirect elsewhere" fails $p "$host" 1 302
	plan s '*. 407'
	proxied() {
		https_proxy=$host fails "$1" https://api.example.com 1 '407' --retry-time 0 &&
			! grep -q 'Authorization: Basic' s/log
	}
	check "row 17: $p-fetch: a proxy that wants a password" proxied $p
	plan s '*. one'
	full() {
		gives 1 runs "$1" "$host" >/dev/full 2>err && says 'No space left' err
	}
	check "row 20: $p-fetch: a full disk" full $p
	check "row 22: $p-fetch: a name that does not resolve: status 4" \
		gives 4 runs $p https://none.invalid --retry-time 0
done

# Waits of limits
plan s '. limited' '. one'
check 'row 4: api-fetch: 403 of a limit is waited for and tried again' whole api "$host"
plan s '*. hour'
check 'row 4: api-fetch: a limit that lasts longer than --retry-time ends at once: status 4' \
	fails api "$host" 4 'wants to be asked again in 3600 s' --retry-time 10m
check '... by one request' asked '^GET' 1
# resets NAME VALUE [DATE]: a wait of 2 seconds, as it is told.
resets() {
	echo limit | reply s/reset 429 "$1: $2" ${3:+"Date: $3"}
	plan s '. reset' '. one'
	whole api "$host" && says 'trying again in 2.0 s' err
}
old='Fri, 11 Jun 2021 10:41:23 GMT'
at=$(date -u -d "$old" +%s)
check 'row 16: api-fetch: a reset by the clock of the server' resets X-RateLimit-Reset $((at + 2)) "$old"
check 'row 16: api-fetch: Retry-After by the clock of the server' \
	resets Retry-After 'Fri, 11 Jun 2021 10:41:25 GMT' "$old"
check '... seconds' resets RateLimit-Reset 2
check '... with a fraction' resets X-RateLimit-Reset-After 1.9991
check '... milliseconds' resets X-Rate-Limit-Reset $((at * 1000 + 2000)) "$old"

# Signals
# stopped PROGRAM SIGNAL STATUS
stopped() {
	plan s '*. hang'
	case $1 in
	api) api-fetch "$host/v1" >out 2>err & ;;
	mixpanel)
		# shellcheck disable=SC2086
		mixpanel-fetch $day --endpoint "$host" >out 2>err &
		;;
	esac
	pid=$!
	until_true test -s s/log
	kill "-$2" $pid
	wait $pid
	[ $? -eq "$3" ] && [ ! -s out ] && [ ! -s err ]
}
check 'row 21: api-fetch: SIGTERM' stopped api TERM 143
check 'row 21: mixpanel-fetch: SIGTERM' stopped mixpanel TERM 143

# The server is there by IPv4 only.
family() {
	plan s '*. one'
	whole "$1" "http://localhost:$port" --ipv4 && fails "$1" "http://localhost:$port" 4 '' --ipv6 --retry-time 0 &&
		fails "$1" "$host" 2 'cannot both' --ipv4 --ipv6
}
for p in api mixpanel; do
	check "row 18: $p-fetch: --ipv4 and --ipv6" family $p
done

# IPv6
six=$(perl -MIO::Socket::IP -e '$s = IO::Socket::IP->new(LocalHost => "::1", Listen => 1) or exit 1;
	print $s->sockport') || six=
if [ -n "$six" ]; then
	perl -MIO::Socket::IP -e 'my ($port, $file) = @ARGV; local $/; open F, "<", $file; my $r = <F>;
		my $l = IO::Socket::IP->new(LocalHost => "::1", LocalPort => $port, Listen => 5, ReuseAddr => 1);
		alarm 60; while (my $c = $l->accept) { my $h = "";
		while ($h !~ /\r\n\r\n/) { sysread $c, $h, 4096, length $h or last } syswrite $c, $r; close $c }' \
		"$six" s/one >/dev/null 2>&1 &
	servers="$servers $!"
	until_true api-fetch -q "http://[::1]:$six/"
	check 'row 18: api-fetch: IPv6' whole api "http://[::1]:$six"
	check 'row 18: mixpanel-fetch: IPv6' whole mixpanel "http://[::1]:$six"
else
	skip 'row 18: api-fetch: IPv6' 'there is no ::1'
	skip 'row 18: mixpanel-fetch: IPv6' 'there is no ::1'
fi

# TLS of nobody
tls=$(free_port)
openssl req -x509 -newkey rsa:2048 -nodes -keyout tls.key -out tls.pem -days 2 \
	-subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 2>tls.err
openssl s_server -quiet -www -accept "127.0.0.1:$tls" -cert tls.pem -key tls.key >/dev/null 2>&1 &
servers="$servers $!"
until_true sh -c "openssl s_client -connect 127.0.0.1:$tls </dev/null"
check 'row 23: mixpanel-fetch: a certificate of nobody is final' \
	fails mixpanel "https://127.0.0.1:$tls" 1 certificate

# ---- no secret in anything that is said or kept ----

# Each way to be known, each way to fail: a server that repeats what it was sent, as it
# was, encoded, and inside of other words; then all output and all files are looked at.
secret='s3cret+k/y=zz'
encoded='s3cret%2Bk%2Fy%3Dzz'
printf 'me:%s' "$secret" >pair
printf '%s' "$secret" >alone
jq -n --arg s "$secret" --arg u "$host/token" '{token_url: $u, client_id: "me",
	client_secret: $s, refresh_token: ($s + "-refresh")}' >oauth.json
pair=$(printf 'me:%s' "$secret" | base64)
echoed="bad key $secret, $encoded, me:$secret, $pair, $secret-refresh, tok-$secret"
for status in 200 400 401 403 429 500; do
	jq -cn --arg m "$echoed" '{error: {message: $m}}' | reply "s/e$status" $status
done
reply s/e302 302 "Location: http://localhost:1/?k=$encoded" </dev/null
jq -cn --arg t "tok-$secret" '{access_token: $t, expires_in: 3600}' | reply s/token 200
printf 'HTTP/1.1 200 Said\r\nContent-Length: 99\r\n\r\n{"error"' >s/ecut
# quiet HOW FILE [TEXT]: neither the secret nor that text is anywhere.
quiet() {
	rm -rf kept
	mkdir kept
	for reply in e200 e400 e401 e403 e429 e500 e302 ecut close; do
		for token in token e400 e500; do
			[ "$1" = oauth2 ] || [ $token = token ] || continue
			plan s "*POST $token" "*GET $reply"
			n=$((n + 1))
			case $1 in
			mixpanel)
				# shellcheck disable=SC2086
				mixpanel-fetch --from 2021-06-01 --to 2021-06-01 --project 42 --key $2 --endpoint "$host" \
					--retry-time 0 --limit-time 0 --state kept/$n.state --rejects kept/$n.rej \
					--summary kept/$n.sum >kept/$n.out 2>kept/$n.err
				;;
			*)
				api-fetch --auth "$1" --secret "$2" --error-if /error --retry-time 0 \
					--state kept/$n.state --rejects kept/$n.rej --summary kept/$n.sum \
					"$host/v1" >kept/$n.out 2>kept/$n.err
				;;
			esac
			[ $? -ne 0 ] && [ -s kept/$n.err ] || { echo "$reply: status 0"; return 1; }
		done
	done
	! grep -rnF -e "$secret" -e "$encoded" -e "${3:-$secret}" kept
}
n=0
check 'no secret anywhere: api-fetch bearer' quiet bearer alone
check '... basic' quiet basic pair "$pair"
check '... header' quiet header=X-Key alone
check '... query' quiet query=key alone
check '... oauth2' quiet oauth2 oauth.json
check '... mixpanel-fetch' quiet mixpanel pair "$pair"
check 'what was said before holds none either' sh -c '! grep -n s3cret said'

# ---- the list ----

tested() {
	cd "$TOP/tests/cmd" || return 1
	for p in api mixpanel; do
		sed -n "s/.*\(check\|skip\) ['\"]row \([0-9]*\): .*/\2 $p/p" "$p"-fetch*.t
	done
	sed -n "s/.*\(check\|skip\) ['\"]row \([0-9]*\): \(api\|mixpanel\)-fetch: .*/\2 \3/p" failures-api.t
	sed -n 's/.*check "row \([0-9]*\): $p-fetch: .*/\1 api\n\1 mixpanel/p' failures-api.t
}
listed() {
	tested | sort -u >"$T/tested"
	awk '$3 != "no:" { print $1, $2 }' rows | sort -u >wanted
	comm -23 wanted tested >lost
	[ "$(awk '{ print $1 }' rows | sort -nu | wc -l)" -eq 28 ] && ! grep . lost
}
check 'each row has a test, or a reason' listed

done_testing
