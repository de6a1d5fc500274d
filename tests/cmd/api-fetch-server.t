#!/bin/sh
# api-fetch against servers that nobody here wrote: json-server pages by Link
# headers, numbers and offsets; WireMock gives tokens, cursors and faults.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/server/server.sh"
. "$TOP/tests/server/api-fetch.sh"
. "$TOP/tests/server/wiremock.sh"
unset API_FETCH_SECRET


# ---- json-server ----

folder=$TOP/build/servers/json-server
if ! command -v node >/dev/null; then
	skip 'json-server: pages' 'node is not installed'
elif ! [ -x "$folder/node_modules/.bin/json-server" ] &&
	! HOME=$home "$TOP/tests/server/json-server" install "$folder" >install.log 2>&1; then
	skip 'json-server: pages' 'json-server cannot be fetched'
else
	jq -nc '{events: [range(105) | {id: (. + 1), t: "é \"x\" \(. * 7919 % 104)"}]}' >db.json
	port=$(free_port)
	"$TOP/tests/server/json-server" run "$folder" db.json "$port" >js.log 2>&1 &
	servers="$servers $!"
	api=http://127.0.0.1:$port/events
	jq -c '.events[]' db.json >all
	# As jq writes them: this server is fond of white space.
	all_come() {
		gives 0 api-fetch "$@" >got 2>err || { cat err; return 1; }
		jq -c . got >compact && same all compact
	}
	if until_true http GET "$api?_page=1&_limit=1"; then
		check 'json-server: Link' all_come --page link "$api?_page=1&_limit=10"
		check 'json-server: Link, the last page exactly full' all_come --page link "$api?_page=1&_limit=15"
		check 'json-server: Link, one page' all_come --page link "$api?_page=1&_limit=200"
		check 'json-server: numbers, to an empty page' all_come --page page=_page --query _limit=10 "$api"
		check 'json-server: offsets' all_come --page offset=_start,_limit,10 "$api"
		check 'json-server: offsets, the last page exactly full' \
			all_come --page offset=_start,_limit,35 "$api"
		check 'json-server: everything at once' all_come "$api"
		check 'json-server: a collection that is not there' fails 1 '404' --page link "${api}x"
	else
		check 'json-server starts' false
	fi
fi

# ---- WireMock ----

if ! wiremock >missing; then
	skip 'WireMock: tokens, cursors and faults' "$(cat missing)"
	done_testing
fi
api=http://127.0.0.1:$mock/v1/events

for n in 1 2 3; do
	printf '{"id":%d,"x":1.10,"big":12345678901234567890}\n' $((n * 2 - 1)) $((n * 2)) >page$n
done
cat page1 page2 page3 >all3
# doc FILE NEXT: a page of that, its bytes as they are.
doc() {
	printf '{"data":[%s],"meta":{"next":%s}}' "$(paste -sd, "$1")" "$2"
}
page() {
	jq -cn --arg body "$(doc "$1" "$2")" '{status: 200, headers: {"Content-Type": "application/json"},
		body: $body}'
}
cursor() {
	jq -cn --arg c "$1" '{method: "GET", urlPath: "/v1/events", queryParameters: {cursor: {equalTo: $c}}}'
}
first='{"method":"GET","urlPath":"/v1/events","queryParameters":{"cursor":{"absent":true}}}'
# after REPLY ...: those to the second page, before it comes.
after() {
	steps one "$first" "$(page page1 '"a+b/c=="')" >m1
	steps two "$(cursor 'a+b/c==')" "$@" "$(page page2 '"3"')" >m2
	steps three "$(cursor 3)" "$(page page3 null)" >m3
	mock "$(cat m1 m2 m3)" >mock.out
}
by_cursor="--page cursor=/meta/next:cursor --records /data"

# shellcheck disable=SC2086 # several words
cursors() {
	whole all3 $by_cursor "$@" "$api"
}
after
check 'WireMock: cursors' cursors
for fault in CONNECTION_RESET_BY_PEER EMPTY_RESPONSE MALFORMED_RESPONSE_CHUNK RANDOM_DATA_THEN_CLOSE; do
	after '{"fault":"'$fault'"}'
	check "WireMock: $fault, tried again, nothing lost, nothing twice" cursors
done
after '{"status":429,"headers":{"Retry-After":"1"}}' '{"status":503}'
check 'WireMock: 429, 503' cursors
after '{"status":200,"body":"{\"data\":[{\"id\":3"}'
check 'WireMock: a page cut off' cursors
after '{"status":200,"body":"<html>busy</html>"}'
check 'WireMock: a page that is none' cursors
dated() {
	after '{"status":429,"headers":{"Retry-After":"'"$(date -u -d '+2 seconds' '+%a, %d %b %Y %H:%M:%S GMT')"'"}}'
	cursors && grep -q 'trying again in [12]' err
}
check 'WireMock: Retry-After as a date' dated

# token GRANT TOKEN SECONDS
granted() {
	jq -cn --arg grant "$1" '{method: "POST", urlPath: "/token", formParameters: {grant_type:
		{equalTo: $grant}}, basicAuthCredentials: {username: "me", password: "cl1ent-s3cret"}}'
}
token() {
	jq -cn --arg t "$1" --argjson s "$2" '{status: 200, headers: {"Content-Type": "application/json"},
		jsonBody: {access_token: $t, expires_in: $s, token_type: "Bearer"}}'
}
with() {
	jq -cn --argjson r "$1" --arg t "Bearer $2" '$r + {headers: {Authorization: {equalTo: $t}}}'
}
jq -cn --arg u "http://127.0.0.1:$mock/token" '{token_url: $u, client_id: "me",
	client_secret: "cl1ent-s3cret"}' >oauth.json
oauth() {
	cursors --auth oauth2 --secret oauth.json
}
{
	steps t "$(granted client_credentials)" "$(token t0k-one 3600)" "$(token t0k-two 3600)"
	steps one "$(with "$first" t0k-one)" "$(page page1 '"a+b/c=="')"
	steps two1 "$(with "$(cursor 'a+b/c==')" t0k-one)" '{"status":401}'
	steps two2 "$(with "$(cursor 'a+b/c==')" t0k-two)" "$(page page2 '"3"')"
	steps three "$(with "$(cursor 3)" t0k-two)" "$(page page3 null)"
} >m
mock "$(cat m)" >mock.out
check 'WireMock: a token that ends between pages is renewed' oauth
tokens() {
	requests | jq -e 'map(select(.url == "/token")) | length == '"$1"
}
check '... by one request' tokens 2
{
	steps t "$(granted client_credentials)" "$(token t0k-one 2)" "$(token t0k-two 3600)"
	steps one "$(with "$first" t0k-one)" "$(page page1 '"a+b/c=="' | jq -c '. + {fixedDelayMilliseconds: 1500}')"
	steps two2 "$(with "$(cursor 'a+b/c==')" t0k-two)" "$(page page2 '"3"')"
	steps three "$(with "$(cursor 3)" t0k-two)" "$(page page3 null)"
} >m
mock "$(cat m)" >mock.out
check 'row 1: WireMock: one that is about to end is renewed before' oauth

strangers() {
	requests >asked && jq -e 'map(select(.url == "/v1/stranger")) | length == '"$1" asked
}
# The next page is at another name of the same machine: a stranger.
{
	steps one "$first" "$(page page1 "\"http://localhost:$mock/v1/stranger\"")"
	steps two '{"method":"GET","urlPath":"/v1/stranger"}' "$(page page2 null)"
} >m
mock "$(cat m)" >mock.out
echo b3arer-s3cret >secret
cat page1 page2 >two
check 'WireMock: a next page at a stranger is not asked for' fails 1 'another origin' \
	--page next-url=/meta/next --records /data --auth bearer --secret secret "$api"
check '... the stranger heard nothing' strangers 0
check '... if it is allowed, it is' whole two --page next-url=/meta/next --records /data \
	--auth bearer --secret secret --allow-host "localhost:$mock" "$api"
check '... by one request' strangers 1
mock "$(steps r "$first" '{"status":302,"headers":{"Location":"http://localhost:'"$mock"'/v1/stranger"}}')" >mock.out
check 'WireMock: nor by a redirect' fails 1 'another origin' --auth bearer --secret secret "$api"
check '... the stranger heard nothing' strangers 0
check 'what was said holds no secret' sh -c '! grep -n "s3cret\|t0k-" said'

done_testing
