#!/bin/sh
# api-fetch against replies that were written beforehand (tests/server/replies.pl).
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/server/server.sh"
. "$TOP/tests/server/api-fetch.sh"
. "$TOP/tests/server/replies.sh"
unset API_FETCH_SECRET

mkdir s
: >s/plan
replies s || { echo '1..0 # SKIP no perl that can serve'; exit 0; }
api=http://127.0.0.1:$port/v1

# had N PATTERN: the log has so many lines of the kind.
had() {
	[ "$(grep -c -e "$2" s/log)" -eq "$1" ] || { cat s/log; return 1; }
}

printf '%s\n' '{"id":1,"x":1.10}' '{"id":12345678901234567890,"t":"\u00e9 \/"}' '{"id":3}' >all
page1='{"id":1,"x":1.10},{"id":12345678901234567890,"t":"\u00e9 \/"}'
page2='{"id":3}'

# ---- ways to the next page ----

printf '[%s]' "$page1" | reply s/a1 200 'Link: </v1?p=2>; rel="next", </v1?p=9,10>; rel="last"'
printf '[%s]' "$page2" | reply s/a2 200 'Link: </v1>; rel="first"'
plan s 'p=2 a2' '. a1'
check 'link: records come as they are, page by page' whole all --page link "$api"
check '... by what the header says' asked_for '/v1\n/v1?p=2\n'
printf '[%s]' "$page1" | reply s/a3 200 'Link: </v1?p=9>; rel="last"' "Link: <$api?p=2>; rel=\"next\""
plan s 'p=2 a2' '. a3'
check 'link: in the second header of two' whole all --page link "$api"

printf '{"data":[%s],"next":"%s"}' "$page1" 'v1?cursor=a%2Bb' | reply s/b1 200
printf '{"next":null,"data":[%s]}' "$page2" | reply s/b2 200
plan s 'cursor=a%2Bb b2' '. b1'
check 'next-url, relative' whole all --page next-url=/next --records /data "$api"
check '... is resolved and asked for as it stands' asked_for '/v1\n/v1?cursor=a%%2Bb\n'

printf '{"meta":{"after":"a+b/c=&\\u00e9"},"data":[%s]}' "$page1" | reply s/c1 200
printf '{"meta":{"after":7},"data":[]}' | reply s/c2 200
printf '{"meta":{},"data":[%s]}' "$page2" | reply s/c3 200
plan s 'after=a%2B c2' 'after=7 c3' '. c1'
check 'cursor: text, number, an empty page between' \
	whole all --page cursor=meta.after:after --records data --query 'since=2021-06-01 00:00' "$api"
check '... goes into the query, encoded, beside what is there' asked_for \
	'/v1?since=2021-06-01%%2000%%3A00\n/v1?since=2021-06-01%%2000%%3A00&after=a%%2Bb%%2Fc%%3D%%26%%C3%%A9\n/v1?since=2021-06-01%%2000%%3A00&after=7\n'

printf '[%s]' "$page1" | reply s/d1 200 'X-Next-Page: k 2'
printf '[%s]' "$page2" | reply s/d2 200
plan s 'k=k%202 d2' '. d1'
check 'header-cursor' whole all --page header-cursor=x-next-page:k "$api"

printf '[%s]' "$page1" | reply s/d3 200 'Link: ' 'X-Next-Page: '
head -n 2 all >two
plan s '*. d3'
check 'an empty header is none: header-cursor' whole two --page header-cursor=x-next-page:k "$api"
check '... nor a link' whole two --page link "$api"

printf '[%s]' "$page2" | reply s/e2 200
printf '[]' | reply s/empty 200
plan s 'p=1 d1' 'p=2 e2' 'p=3 empty'
check 'page: numbers up to an empty page' whole all --page page=p "$api"
plan s 'p=0 d1' 'p=1 e2' 'p=2 empty'
check 'page: from 0' whole all --page page=p,start=0 "$api"
plan s 'offset=0&limit=2 d1' 'offset=2&limit=2 e2'
check 'offset: up to a short page' whole all --page offset=offset,limit,2 "$api?offset=99"
printf '{"n":3,"r":[%s]}' "$page1" | reply s/f1 200
printf '{"n":3,"r":[%s]}' "$page2" | reply s/f2 200
plan s 'p=1 f1' 'p=2 f2'
check '--total ends numbers without one more request' \
	whole all --page page=p --total /n --records /r "$api"
plan s '. f1'
check '... and says where too few came' \
	fails 1 '2 records of 3' --total /n --records /r "$api"
printf '{"more":false,"c":5,"r":[%s]}' "$page2" | reply s/g2 200
printf '{"more":true,"c":4,"r":[%s]}' "$page1" | reply s/g1 200
plan s 'c=4 g2' '. g1'
check '--more: false is the end, whatever the cursor' \
	whole all --page cursor=/c:c --more /more --records /r "$api"
printf '{"c":"x","r":[]}' | reply s/h2 200
plan s 'c=4 h2' '. g1'
check '--stop-empty: so is an empty page' \
	whole two --page cursor=/c:c --stop-empty --records /r "$api"
plan s '. g1'
check '--max-pages ends it, and says that there is more' \
	whole two --page cursor=/c:c --max-pages 1 --records /r "$api"
check '... on stderr' says 'there are more pages' err

# ---- what a page is ----

plan s '. e2'
tail -n 1 all >one
check 'one page, no way' whole one "$api"
printf '{"data":{"items":[\n  {\n    "id": 3\n  }\n]}}\n' | reply s/i1 200
plan s '. i1'
echo '{"id": 3}' >spaced
check 'a pretty page gives lines' pipe "api-fetch -q --records /data/items $api | jq -c . | grep -qx '{\"id\":3}'"
printf '\357\273\277[%s]' "$page2" | reply s/i2 200
plan s '. i2'
check 'a BOM is no harm' whole one "$api"
printf '[%s]' "$page2" | gzip | reply s/i3 200 'Content-Encoding: gzip'
plan s '. i3'
check 'row 24: gzip is asked for and unpacked' whole one "$api"
check '... asked for' had 1 '^Accept-Encoding: gzip'
printf 'id,x\n3,\n' | reply s/i4 200
plan s '. i4'
echo '{"id":"3","x":null}' >csv
check 'pages of CSV' whole csv "$api"
cat all | reply s/i5 200
plan s '. i5'
check 'pages of ndjson' whole all --from ndjson "$api"
reply s/i6 204 </dev/null
plan s '. i6'
check '204 is an empty page' whole /dev/null --page cursor=/c:c --records /r "$api"
plan s '. c1'
printf '{"_source":"%s#1:1","id":1,"x":1.10}\n' "$api" >sourced
sed -n 2p all | sed "s,^{,{\"_source\":\"$api#1:1\"\\,," >>sourced
check '--with-source names page and line, not the query' \
	whole sourced --with-source --records /data "$api?key=1"
printf '{"r":[{"id":1},7,{"id":3}]}' | reply s/j1 200
plan s '. j1'
check 'what is no record is rejected, and counts as one of the page' \
	fails 3 'not an object' --records /r "$api"
rejected() {
	plan s '. j1'
	printf '{"id":1}\n{"id":3}\n' >want
	whole want --records /r --rejects rej --max-rejects 1 "$api" && jq -e '.raw == "7"' rej
}
check '--rejects and --max-rejects' rejected
plan s '. b1'
check 'a page without the records is a failure, not an empty page' \
	fails 1 "v1#1: the page has nothing at /rows" --records /rows "$api"
printf '{"data":null}' | reply s/j2 200
plan s '. j2'
check 'null is an empty one' whole /dev/null --records /data "$api"
printf '{"ok":false,"error":"no such table","data":[]}' | reply s/j3 200
plan s '. j3'
check '--error-if: a failure under status 200' fails 1 'says at /error: "no such table"' \
	--error-if /error --records /data "$api"
printf '{"error":null,"data":[%s]}' "$page2" | reply s/j4 200
plan s '. j4'
check '... and none' whole one --error-if /error --records /data "$api"
plan s '. b2'
check 'a way that leads nowhere on the only page is remarked' \
	whole one --page cursor=/mta/next:c --records /data "$api"
check '... on stderr' says 'the only page has nothing at /mta/next' err

# ---- never round and round ----

plan s '*. g1'
check 'row 14: the same cursor again' fails 1 'goes round' --page cursor=/c:c --records /r "$api"
check '... after two requests' had 2 '^GET'
printf '{"c":9,"r":[{"id":9}]}' | reply s/k2 200
plan s 'c=9 g1' 'c=4 k2' '. g1'
check 'a cursor that was there two pages ago' fails 1 'goes round' --page cursor=/c:c --records /r "$api"
plan s '*. d1'
check 'an API that does not go by the number' fails 1 'the same page again' --page page=p "$api"
plan s '*. d1'
check 'nor by the offset' fails 1 'the same page again' --page offset=o,l,2 "$api"
printf '[{"id":1}]' | reply s/k3 200 'Link: </v1>; rel=next'
plan s '*. k3'
check 'a link to itself' fails 1 'goes round' --page link "$api"
printf '[{"id":1}]' | reply s/k4 200 'Link: /v1?p=2; rel=next'
plan s '*. k4'
check 'a Link header that cannot be read is no end' fails 1 'Link header cannot be read' --page link "$api"

# ---- no other origin ----

printf 's3cret+key/' >secret
echo '{"stolen":1}' | reply s/l2 200
elsewhere() {
	printf '{"r":[{"id":1}],"n":"%s"}' "$1" | reply s/l1 200
	plan s '/v1 l1' '/other l2'
}
elsewhere "http://localhost:$port/other"
check 'a next page on another host is not asked for' fails 1 'leads to another origin' \
	--page next-url=/n --records /r --auth bearer --secret secret "$api"
check '... by a single request' had 0 /other
elsewhere 'http://127.0.0.1:1/other'
check 'nor on another port' fails 1 'leads to another origin, http://127.0.0.1:1;' \
	--page next-url=/n --records /r "$api"
elsewhere "//user:pw@127.0.0.1:$port/other"
check 'nor with a user name' fails 1 'user name' --page next-url=/n --records /r "$api"
elsewhere 'file:///etc/passwd'
check 'nor in a file' fails 1 'no http://' --page next-url=/n --records /r "$api"
elsewhere "http://localhost:$port/other"
printf '{"id":1}\n{"stolen":1}\n' >both
sed 's/.*/{"r":[&]}/' <<END | reply s/l2 200
{"stolen":1}
END
check '--allow-host allows it' whole both --allow-host "localhost:$port" \
	--page next-url=/n --records /r --auth bearer --secret secret "$api"
check '... with the credentials' had 2 '^Authorization: Bearer s3cret+key/'
reply s/m1 302 "Location: http://localhost:$port/other" </dev/null
plan s '/v1 m1'
check 'row 19: a redirect to another host is not followed' fails 1 '302: leads to another origin' "$api"
reply s/m2 301 'Location: /v1/' </dev/null
plan s '/v1/ e2' '/v1 m2'
check 'one on the same is' whole one "$api"
plan s '*. m2'
check 'but not in circles' fails 1 'from address to address' "$api"

# ---- who we are ----

auth() {
	plan s '. e2'
	whole one --auth "$1" --secret secret "$api?a=1"
}
check 'bearer' auth bearer
check '... in its header' had 1 '^Authorization: Bearer s3cret+key/$'
check 'a header of its own' auth header=X-Api-Key
check '... as it is' had 1 '^X-Api-Key: s3cret+key/$'
check 'a parameter' auth query=api_key
check '... encoded' asked_for '/v1?a=1&api_key=s3cret%%2Bkey%%2F\n'
printf 'me:s3cret:key\n' >secret
check 'basic' auth basic
basic() {
	printf 'Authorization: Basic %s\n' "$(printf me:s3cret:key | base64)" >want
	grep '^Authorization' s/log >got && same want got
}
check '... of user and password' basic
environment() {
	plan s '. e2'
	API_FETCH_SECRET=from-env-1 whole one --auth bearer "$api" && had 1 '^Authorization: Bearer from-env-1$'
}
check 'by the environment' environment
printf 'X-Key: s3cret-in-file\nAccept: application/json\n' >headers
plan s '. e2'
check '--header, and @FILE' whole one --header 'X-A: b' --header @headers "$api"
check '... are sent' had 3 '^X-A: b$\|^X-Key: s3cret-in-file$\|^Accept: application/json$'
echo '{"message":"bad key s3cret:key (me:s3cret:key), s3cret-in-file"}' | reply s/n1 401
plan s '*. n1'
check 'a server that repeats the secret does not make us say it' \
	fails 1 '401: bad key ***' --auth basic --secret secret --header @headers "$api"
check '... nor the one in a header' says '***' err
check 'a secret does not go out unencrypted' fails 1 'unencrypted to example.com' \
	--auth bearer --secret secret http://example.com/v1
check '... nor headers of a file' fails 1 'unencrypted to example.com' \
	--header @headers http://example.com/v1
check 'a secret that is missing' fails 1 'set API_FETCH_SECRET' --auth bearer "$api"
check 'a file that is missing' fails 1 'none: No such file' --auth bearer --secret none "$api"
printf 'a\nb' >two-lines
check 'row 26: a secret of two lines' fails 1 'not one line' --auth bearer --secret two-lines "$api"
printf 'alone' >alone
check 'basic without a password' fails 1 'USER:PASSWORD' --auth basic --secret alone "$api"

# ---- TLS ----

mkdir tls
printf '{"n":"http://127.0.0.1:%s/v1","r":[{"id":3}]}' "$port" | reply tls/v1 200
tls=$(free_port)
openssl req -x509 -newkey rsa:2048 -nodes -keyout tls.key -out tls.pem -days 2 \
	-subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 2>tls.err
(cd tls && exec openssl s_server -quiet -HTTP -accept "127.0.0.1:$tls" -cert ../tls.pem -key ../tls.key \
	>/dev/null 2>&1) &
servers="$servers $!"
if until_true api-fetch -q --cacert tls.pem --records /r "https://127.0.0.1:$tls/v1"; then
	check '--cacert names whom to trust' \
		whole one --cacert tls.pem --auth basic --secret secret --records /r "https://127.0.0.1:$tls/v1"
	check 'row 23: a certificate of nobody is final' fails 1 'certificate' --records /r "https://127.0.0.1:$tls/v1"
	plan s '. e2'
	check 'from https it never goes on by http' fails 1 'leads from https to http' --cacert tls.pem \
		--allow-host "127.0.0.1:$port" --page next-url=/n --records /r "https://127.0.0.1:$tls/v1"
	check '... by a single request' sh -c '! grep GET s/log'
else
	skip 'TLS' 'openssl s_server does not serve'
fi

# ---- OAuth 2.0 ----

token() {
	printf '{"access_token":"%s","expires_in":%s,"token_type":"Bearer"%s}' "$1" "$2" "${3:-}"
}
printf '{"token_url":"http://127.0.0.1:%s/token","client_id":"me@x","client_secret":"s3cret-%s"}' \
	"$port" 'client' >oauth.json
token s3cret-tok-1 3600 | reply s/t1 200
token s3cret-tok-2 3600 | reply s/t2 200
plan s 'POST./token t1' '. e2'
check 'client credentials' whole one --auth oauth2 --secret oauth.json "$api"
check '... by Basic and a form' pipe "grep -qx 'Authorization: Basic $(printf 'me%%40x:s3cret-client' | base64)' s/log &&
	grep -qx 'grant_type=client_credentials' s/log && grep -qx 'Authorization: Bearer s3cret-tok-1' s/log"
jq -c '. + {refresh_token:"s3cret-refresh",client_auth:"form",scope:"a b"}' oauth.json >refresh.json
token s3cret-tok-1 3600 ',"refresh_token":"s3cret-rotated"' | reply s/t3 200
plan s 'POST./token t3' '. e2'
check 'a refresh token' whole one --auth oauth2 --secret refresh.json "$api"
check '... in the form' had 1 \
	'^grant_type=refresh_token&refresh_token=s3cret-refresh&client_id=me%40x&client_secret=s3cret-client&scope=a%20b$'
check '... that was rotated is remarked' says 'gave a new refresh token' err
printf '{"error":"token s3cret-tok-1 is over"}' | reply s/n2 401
plan s 'POST./token t1' '/v1 n2' 'POST./token t2' '/v1 e2'
check 'row 2: a token that is refused is renewed' whole one --auth oauth2 --secret oauth.json "$api"
check '... and used' had 1 '^Authorization: Bearer s3cret-tok-2'
plan s '*POST./token t1' '*/v1 n2'
check '... once' fails 1 '401: token *** is over' --auth oauth2 --secret oauth.json "$api"
printf '{"error":"invalid_client","error_description":"bad s3cret-client"}' | reply s/n3 400
plan s '*. n3'
check 'no token' fails 1 'no access token: 400: bad ***' --auth oauth2 --secret oauth.json "$api"
jq -c '.token_url = "http://example.com/t"' oauth.json >far.json
check 'a token service without TLS' fails 1 'token_url: would send' --auth oauth2 --secret far.json "$api"
jq -c 'del(.client_id)' oauth.json >idless.json
check 'a client without id' fails 1 'has no client_id' --auth oauth2 --secret idless.json "$api"

# ---- what fails on the way ----

echo busy | reply s/o1 503
echo slow | reply s/o2 429 'Retry-After: 1'
plan s '. o1' '. o2' '. close' '. e2'
check 'row 4: 503, 429 and an empty reply are tried again' whole one "$api"
waited() {
	plan s '. o2' '. e2'
	begun=$(date +%s%N)
	whole one "$api" && [ $(($(date +%s%N) - begun)) -ge 1000000000 ]
}
check 'Retry-After is waited for' waited
plan s '*. o1'
check 'not longer than --retry-time: status 4' fails 4 '503: busy' --retry-time 0 "$api"
plan s '*. hang'
check 'row 7: nor longer than --stall-time' fails 4 'nothing came for 1 s' --stall-time 1 --retry-time 0 "$api"
printf '{"message":"no such thing"}' | reply s/o3 404
plan s '*. o3'
check 'row 12: 404 is final, in the words of the server' fails 1 'v1#1: 404: no such thing' "$api"
check '... after one request' had 1 '^GET'
printf '{"detail":{"x":1},"errors":[{"message":"deep inside"}]}' | reply s/o4 400
plan s '. o4'
check 'words from deep inside' fails 1 '400: deep inside' "$api"
printf '<html>what a page</html>' | reply s/o5 500
plan s '*. o5'
check 'but no web pages' fails 4 '500' --retry-time 0 "$api"
check '... of which nothing is shown' sh -c '! grep -q html err'
printf '{"data":[{"id":3}' | unsized s/p1
plan s '. p1' '. b2'
check 'row 9: a page cut off is asked for again' whole one --records /data "$api"
plan s '*. p1'
check '... once' fails 1 'the page is no JSON' --records /data "$api"
check '... and gives nothing' same /dev/null got
printf '[%s' "$page2" | unsized s/p2
plan s '. p2' '. e2'
check 'so is an array cut off' whole one "$api"
head -c 60 s/a1 >s/p3
printf 'HTTP/1.1 200 Said\r\nContent-Length: 99\r\n\r\n[{"id":3}' >s/p4
plan s '. p4' '. e2'
check 'row 8: and one shorter than it said' whole one "$api"
printf '[{"id":3},' >s/x && gzip -c s/x | head -c 20 | unsized s/p5
plan s '. p5' '. e2'
check 'row 10: and a truncated gzip' whole one "$api"
plan s 'p=1 d1' '*p=2 o3'
check 'row 28: what came before a failure is out, the status says that it is not all' \
	fails 1 'v1#2: 404' --page page=p "$api"
check '... page by page' same two got

# ---- a request in a file ----

jq -n --arg url "$api" '{url: $url, page: "cursor=/meta/after:after", records: "/data", query:
	{since: "2021-06-01 00:00", n: 5}, header: ["X-A: b"], max_pages: 9, stop_empty: false,
	allow_host: ["x.example"]}' >request.json
plan s 'after=a%2B c2' 'after=7 c3' '. c1'
check '--request' whole all --request request.json
check '... with all that it says' pipe "grep -q '/v1?since=2021-06-01%2000%3A00&n=5 ' s/log && grep -qx 'X-A: b' s/log"
plan s '. c1'
check 'options come before it' whole two --request request.json --page none --query n=6
check '... one by one' asked_for '/v1?since=2021-06-01%%2000%%3A00&n=6\n'
plan s
: >s/log
echo '{"url":"'"$api"'?since=2021-06-01%2000%3A00&n=5&p=1"}' >dry
check '--dry-run: the first address, without secret or request' \
	whole dry --dry-run --request request.json --page page=p --auth query=key --secret none
check '... which is not asked for' same /dev/null s/log
bad_file() {
	echo "$1" >bad.json
	fails 2 "$2" --request bad.json "$api"
}
check 'a key that is unknown' bad_file '{"pages":"link"}' 'bad.json: pages: no such key'
check 'a value of another type' bad_file '{"max_pages":"9"}' 'max_pages: not of the right type'
check 'no JSON' bad_file '{"page":' 'bad.json: is no JSON'
check 'no object' bad_file '[]' 'no JSON object'
check 'a way that is none, in the file' bad_file '{"page":"sideways"}' "--page 'sideways'"
check 'a file that is missing' fails 2 'none.json: No such file' --request none.json "$api"

# ---- the command line ----

check 'no URL' fails 2 'no URL'
check 'two' fails 2 'more than one URL' "$api" "$api"
check 'no URL of the web' fails 2 'no http:// or https:// URL' ftp://x/
check 'a password in it, which is not shown' fails 2 'user name' https://me:s3cret@x/
check 'a way that is none' fails 2 "--page 'offset=x'" --page offset=x "$api"
check 'a way to be known that is none' fails 2 "--auth 'token'" --auth token "$api"
check 'a header that is none' fails 2 "not of the form 'Name: value'" --header s3cret "$api"
check 'a query that is none' fails 2 'not of the form NAME=VALUE' --query s3cret "$api"
check '--cacert that is missing' fails 1 '' --cacert /none --retry-time 0 "https://127.0.0.1:$port/"
check 'a proxy is used' pipe "! http_proxy=http://127.0.0.1:1 api-fetch -q --retry-time 0 $api 2>err"
check 'what was said holds no secret' sh -c '! grep -n "s3cret\|from-env" said'

done_testing
