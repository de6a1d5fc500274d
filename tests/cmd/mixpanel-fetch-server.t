#!/bin/sh
# mixpanel-fetch against WireMock, which nobody here wrote: it compresses, sends
# in chunks, checks the account, limits, resets and garbles.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/server/server.sh"
. "$TOP/tests/server/wiremock.sh"
unset MIXPANEL_SERVICE_ACCOUNT

wiremock >missing || absent "no WireMock: $(cat missing)"

# A week of made-up events, dealt out to three days; some are bad, on purpose.
ev-sample -q --shape mixpanel --users 60 --days 7 --seed 3 >week
days='2021-06-01 2021-06-02 2021-06-03'
for d in $days; do sed -n "$(echo "$d" | sed 's/.*-0*//')~7p" week >"day-$d"; done
cat day-* >all
echo 's3rvice:p4ssw0rd' >key
at="--endpoint http://127.0.0.1:$mock --key key --project 42 --from 2021-06-01 --to 2021-06-03"

# day DATE: the request for it, with the account.
day() {
	jq -cn --arg d "$1" '{method: "GET", urlPath: "/api/2.0/export", basicAuthCredentials:
		{username: "s3rvice", password: "p4ssw0rd"}, queryParameters: {project_id: {equalTo: "42"},
		from_date: {equalTo: $d}, to_date: {equalTo: $d}, time_in_ms: {equalTo: "true"}}}'
}
# body FILE [MORE]: the reply with it; MORE is a JSON object.
body() {
	default='{}'
	jq -cn --rawfile body "$1" --argjson more "${2:-$default}" '{status: 200, headers:
		{"Content-Type": "text/plain"}, body: $body} + $more'
}
one() {
	jq -cn --argjson request "$1" --argjson response "$2" '{request: $request, response: $response}'
}
rest() {
	one "$(day 2021-06-02)" "$(body day-2021-06-02)"
	one "$(day 2021-06-03)" "$(body day-2021-06-03)"
}
# first REPLY ...: to the first day, then that day; the others as they are.
first() {
	steps first "$(day 2021-06-01)" "$@" "$(body day-2021-06-01)" >m1
	rest >m2
	mock "$(cat m1 m2)" >mock.out
}
# shellcheck disable=SC2086 # several words
whole() {
	gives 0 mixpanel-fetch $at --max-rejects 100% --rejects rej "$@" >got 2>err || { cat err; return 1; }
	cat err >>said
	# Bad records, on purpose, are rejects: as they came, they make it whole.
	jq -j '.raw + "\n"' rej >bad 2>/dev/null
	sort all >want.sorted
	sort got bad >got.sorted
	same want.sorted got.sorted
}
# shellcheck disable=SC2086
fails() {
	status=$1 why=$2
	shift 2
	gives "$status" mixpanel-fetch $at --max-rejects 100% "$@" >got 2>err || return 1
	cat err >>said
	says "$why" err
}

first
check 'three days, compressed on the way' whole
check '... they were compressed' pipe 'http() { perl "$TOP/tests/server/http.pl" "$@"; }
	http GET http://127.0.0.1:'"$mock"'/__admin/requests | jq -e ".requests | length == 3 and
	all(.request.headers[\"Accept-Encoding\"] == \"gzip\")"'
normalized() {
	ev-normalize -q --max-rejects 100% all >want 2>/dev/null
	ev-normalize -q --max-rejects 100% got >events 2>/dev/null && [ -s want ] && same want events
}
check '... ev-normalize takes what comes as what was sent' normalized
first "$(body day-2021-06-01 '{"chunkedDribbleDelay":{"numberOfChunks":50,"totalDuration":500}}')"
check 'in fifty chunks' whole
for fault in CONNECTION_RESET_BY_PEER EMPTY_RESPONSE MALFORMED_RESPONSE_CHUNK RANDOM_DATA_THEN_CLOSE; do
	first '{"fault":"'$fault'"}'
	check "$fault: tried again, nothing lost, nothing twice" whole
done
{ head -n 5 day-2021-06-01; echo 'terminated early'; } >early
first "$(body early)"
check '"terminated early": tried again' whole
first '{"status":429,"headers":{"Retry-After":"2"},"body":"limit"}'
check '429 with Retry-After: waited for' whole
check '... and told' says '429: limit; trying again in 2.' err
first '{"status":503}' '{"status":500}'
check '503, 500: tried again' whole
first "$(body early)" "$(body early)" "$(body early)"
check 'a day that stays incomplete gives 4' fails 4 '2021-06-01: the export was terminated early' --state st
others() {
	jq -cR 'fromjson? // empty' day-2021-06-02 day-2021-06-03 >want && jq -c . got >got2 && same want got2
}
check '... the others came' others
again() {
	gives 0 mixpanel-fetch -q $at --max-rejects 100% --state st >got2 2>/dev/null &&
		jq -c . got got2 | sort >got.sorted && jq -cR 'fromjson? // empty' all | sort >want.sorted &&
		same want.sorted got.sorted
}
check '... and the same command with --state gives what was missing' again
echo 's3rvice:wr0ng' >key
check 'a wrong account is final' fails 1 '404'
echo 's3rvice:p4ssw0rd' >key
check 'what was said holds no secret' sh -c '! grep -n "p4ssw0rd\|wr0ng\|$(printf s3rvice:p4ssw0rd | base64)" said'

done_testing
