# wiremock.sh - WireMock in a test; after server.sh.
# shellcheck shell=sh disable=SC2034,SC2154 # mock is for the tests, home is server.sh's

# wiremock: starts it; its port becomes $mock. Says what is missing, and fails.
wiremock() {
	jar=$(HOME=$home sh "$TOP/tests/server/setup" wiremock) || { echo "$jar"; return 1; }
	mkdir -p wm
	mock=$(free_port)
	java -Xmx256m -jar "$jar" --port "$mock" --bind-address 127.0.0.1 --root-dir wm \
		--disable-banner >wm.log 2>&1 &
	servers="$servers $!"
	until_true http GET "http://127.0.0.1:$mock/__admin/mappings"
}

# mock MAPPING ...: it does that, and has forgotten what was before.
mock() {
	printf '%s\n' "$@" | jq -cs '{mappings: .}' >mappings
	http DELETE "http://127.0.0.1:$mock/__admin/mappings" >/dev/null &&
		http DELETE "http://127.0.0.1:$mock/__admin/requests" >/dev/null &&
		http POST "http://127.0.0.1:$mock/__admin/scenarios/reset" >/dev/null &&
		http POST "http://127.0.0.1:$mock/__admin/mappings/import" mappings
}

# What it was asked, oldest first.
requests() {
	http GET "http://127.0.0.1:$mock/__admin/requests" | jq -c '[.requests[].request] | reverse'
}

# steps NAME REQUEST RESPONSE ...: to this request these replies, one after the
# other, the last one for ever.
steps() {
	name=$1 request=$2 n=0
	shift 2
	state=Started
	for response; do
		n=$((n + 1))
		next=s$n
		[ "$n" -lt $# ] || next=$state
		jq -cn --arg name "$name" --arg state "$state" --arg next "$next" \
			--argjson request "$request" --argjson response "$response" '{scenarioName: $name,
			requiredScenarioState: $state, newScenarioState: $next, request: $request,
			response: $response}'
		state=$next
	done
}
