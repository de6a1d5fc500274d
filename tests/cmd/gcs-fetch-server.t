#!/bin/sh
# gcs-fetch against servers that nobody here wrote: fake-gcs-server has the
# objects, WireMock stands before it, gives tokens and makes faults.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/server/server.sh"

gcs=$(HOME=$home sh "$TOP/tests/server/setup" gcs) || absent "no fake-gcs-server: $gcs"
jar=$(HOME=$home sh "$TOP/tests/server/setup" wiremock) || absent "no WireMock: $jar"

# ---- the objects ----

mkdir -p data/b/pages data/b/logs
for i in $(seq 1 2100); do echo "{\"i\":$i}" >"data/b/pages/$(printf %05d "$i").ndjson"; done
# The names at the pages' ends: what is not encoded does not come back.
mv data/b/pages/01000.ndjson 'data/b/pages/01000 +&=?#%2F%é.ndjson'
mv data/b/pages/01001.ndjson 'data/b/pages/01001 "quoted"\back.ndjson'
mv data/b/pages/02000.ndjson 'data/b/pages/02000;a=b,c.ndjson'
seq 1 30000 | sed 's/.*/{"n":&,"text":"some words that repeat"}/' >data/b/logs/big.ndjson
gzip -nc data/b/logs/big.ndjson >data/b/logs/big.gz
echo '{"x":1}' >data/b/logs/x.ndjson
mkdir data/b/logs/folder && : >data/b/_SUCCESS
port=$(free_port)
"$gcs" -backend memory -data "$T/data" -host 127.0.0.1 -port "$port" -scheme http \
	-public-host "127.0.0.1:$port" -log-level error >gcs.log 2>&1 &
servers="$servers $!"
store=127.0.0.1:$port
until_true http GET "http://$store/storage/v1/b/b/o?maxResults=1" || { echo 'Bail out! fake-gcs-server does not start'; exit 1; }
# upload NAME FILE [QUERY]
upload() {
	http POST "http://$store/upload/storage/v1/b/b/o?uploadType=media&name=$1${3:-}" "$2" application/octet-stream >/dev/null
}
gzip -nc data/b/logs/x.ndjson >x.gz
upload enc%2Fx.ndjson x.gz '&contentEncoding=gzip'
upload empty%2F /dev/null

# whole FILE OPTION ...
whole() {
	file=$1
	shift
	gives 0 gcs-fetch "$@" >got 2>err || { cat err; return 1; }
	cat err >>said
	same "$file" got
}
fails() {
	status=$1 why=$2
	shift 2
	gives "$status" gcs-fetch "$@" >got 2>err || return 1
	cat err >>said
	says "$why" err
}

STORAGE_EMULATOR_HOST=$store
export STORAGE_EMULATOR_HOST
listing() {
	gcs-fetch -q --list gs://b/pages/ >list && jq -r '.uri[5:]' list >got || return 1
	(cd data && find b/pages -type f | LC_ALL=C sort) >want
	same want got && [ "$(wc -l <got)" -eq 2100 ]
}
check 'row 27: three pages, with hostile names at their ends' listing
sums() {
	gcs-fetch -q --list gs://b/logs/big.gz >record &&
		[ "$(jq -r .md5 record)" = "$(openssl md5 -binary data/b/logs/big.gz | base64)" ] &&
		[ "$(jq .size record)" -eq "$(wc -c <data/b/logs/big.gz)" ]
}
check 'a record has the size and the checksums of the object' sums
(cd data/b/pages && LC_ALL=C && cat ./*) >pages
check '2100 objects come in order' whole pages --jobs 32 gs://b/pages/
check '... by their records' pipe 'gcs-fetch -q --jobs 32 <list >got && cmp pages got'
check 'a gzip object is decoded' whole data/b/logs/big.ndjson gs://b/logs/big.gz
check '... or left as it is' whole data/b/logs/big.gz --raw gs://b/logs/big.gz
check 'row 24: stored with Content-Encoding: gzip' whole data/b/logs/x.ndjson gs://b/enc/x.ndjson
check '... raw is as stored' whole x.gz --raw gs://b/enc/x.ndjson
check '"folders" and marks are left out' pipe 'gcs-fetch -q --list "gs://b/**" >l && ! grep -e _SUCCESS -e empty l'
check 'a pattern' whole pages 'gs://b/p*/*.ndjson'
check 'an object that is not there' fails 1 'gs://b/nope: 404' gs://b/nope
check 'a bucket that is not there' fails 1 'gs://nope/: 404' gs://nope/
overwritten() {
	gcs-fetch -q --list gs://b/logs/x.ndjson >old && upload logs%2Fx.ndjson x.gz || return 1
	gives 1 gcs-fetch <old >got 2>err && says 'gs://b/logs/x.ndjson: 4' err && ! [ -s got ]
	upload logs%2Fx.ndjson data/b/logs/x.ndjson
}
check 'row 11: overwritten since it was listed: an error, and none of its bytes' overwritten

# ---- faults on the way to it ----

mkdir s
faults s "$store"
STORAGE_EMULATOR_HOST=127.0.0.1:$port
plan s 'prefix= reset' 'pageToken after 429 1' 'big.nd.*alt=media cut 100000' \
	'big.nd.*alt=media break 50000' 'big.nd.*alt=media short 20000'
cat data/b/logs/big.ndjson data/b/logs/big.ndjson data/b/logs/x.ndjson >logs
check 'row 6: broken off and resumed' whole logs gs://b/logs/
check '... by Range' pipe '[ $(grep -c "^Range: bytes=" s/log) -eq 3 ]'
plan s '*big.ndjson.*alt=media flip 100000'
check 'row 10: damaged on the way' fails 1 "gs://b/logs/big.ndjson: its crc32c is not the store's" gs://b/logs/

# ---- tokens and faults by WireMock ----

unset STORAGE_EMULATOR_HOST
mkdir wm
mock=$(free_port)
java -Xmx256m -jar "$jar" --port "$mock" --bind-address 127.0.0.1 --root-dir wm --disable-banner >wm.log 2>&1 &
servers="$servers $!"
until_true http GET "http://127.0.0.1:$mock/__admin/mappings" || { echo 'Bail out! WireMock does not start'; exit 1; }

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
# pass TOKEN: with that token, the real server answers.
pass() {
	echo '{"priority":9,"request":{"urlPathPattern":"/storage/.*","headers":{"Authorization":{"equalTo":"Bearer '"$1"'"}}},
		"response":{"proxyBaseUrl":"http://'"$store"'"}}'
}
# grant TOKEN SECONDS [MORE]: a token for an assertion.
grant() {
	end='}'
	printf '%s\n' '{"request":{"method":"POST","urlPath":"/token","formParameters":{
		"grant_type":{"equalTo":"urn:ietf:params:oauth:grant-type:jwt-bearer"},
		"assertion":{"matches":"[A-Za-z0-9_-]+[.][A-Za-z0-9_-]+[.][A-Za-z0-9_-]+"}}},
		"response":{"headers":{"Content-Type":"application/json"},
		"jsonBody":{"access_token":"'"$1"'","expires_in":'"$2"',"token_type":"Bearer"}}'"${3:-$end}"
}
# step NAME STATE NEXT: the rest of a mapping that is one step of a scenario.
step() {
	printf ',"scenarioName":"%s","requiredScenarioState":"%s","newScenarioState":"%s"}' "$1" "$2" "$3"
}

openssl genrsa -out private.pem 2048 2>/dev/null
openssl rsa -in private.pem -pubout -out public.pem 2>/dev/null
openssl pkcs8 -topk8 -nocrypt -in private.pem -out pkcs8.pem
jq -n --rawfile key pkcs8.pem --arg uri "http://127.0.0.1:$mock/token" '{type: "service_account",
	project_id: "p", private_key_id: "key-1", private_key: $key, token_uri: $uri,
	client_email: "reader@p.iam.gserviceaccount.com"}' >key.json

through="--endpoint http://127.0.0.1:$mock"
# shellcheck disable=SC2086 # two words
with_key() {
	want=$1
	shift
	whole "$want" $through --key key.json "$@"
}

mock "$(grant tok-1 3599)" "$(pass tok-1)"
check 'a service account gets a token, and the objects with it' with_key logs gs://b/logs/
requests >asked
check '... one token for all' pipe 'jq -e "[.[] | select(.url == \"/token\")] | length == 1" asked'
unpadded() {
	printf %s "$1" | tr _- /+ | awk '{ while (length($0) % 4) $0 = $0 "="; print }' | base64 -d
}
jq -r '[.[] | select(.url == "/token")][0].body | split("&")[] | select(startswith("assertion=")) | .[10:]' asked >assertion
signed() {
	IFS=. read -r head claims signature <assertion
	printf %s "$head.$claims" >text
	unpadded "$signature" >signature
	openssl dgst -sha256 -verify public.pem -signature signature text
}
check '... its assertion is signed, says openssl' signed
claims() {
	unpadded "$head" | jq -e '. == {typ: "JWT", alg: "RS256", kid: "key-1"}' &&
		unpadded "$claims" >c && jq -e --arg uri "http://127.0.0.1:$mock/token" --argjson now "$(date +%s)" \
		'.iss == "reader@p.iam.gserviceaccount.com" and .aud == $uri and .exp == .iat + 3600 and
		.scope == "https://www.googleapis.com/auth/devstorage.read_only" and
		.iat <= $now and .iat > $now - 120' c
}
check '... and claims what it should' claims

mock "$(grant tok-1 3599)" "$(pass tok-1)" \
	'{"priority":1,"request":{"urlPathPattern":"/storage/.*"},"response":{"status":401,"body":"expired"}'"$(step t Started revoked)" \
	"$(echo "$(grant tok-2 3599)" | jq -c '. + {priority: 1, scenarioName: "t", requiredScenarioState: "revoked"}')" "$(pass tok-2)"
check 'row 2: 401: another token, once more' with_key logs gs://b/logs/
mock "$(grant tok-1 3599)" '{"request":{"urlPathPattern":"/storage/.*"},"response":{"status":401,"body":"never"}}'
check 'rows 2, 3: 401 for ever: an error that names who was refused' \
	fails 1 'reader@p.iam.gserviceaccount.com' $through --key key.json gs://b/logs/
requests >asked
check '... after two tokens' pipe 'jq -e "[.[] | select(.url == \"/token\")] | length == 2" asked'
mock "$(grant tok-1 1 "$(step x Started 2)")" "$(grant tok-1 1 "$(step x 2 2)")" "$(pass tok-1)" \
	'{"priority":2,"request":{"urlPathPattern":"/storage/v1/b/b/o"},"response":{"status":503}'"$(step slow Started 2)" \
	'{"priority":2,"request":{"urlPathPattern":"/storage/.*x.ndjson"},"response":{"status":503,"headers":{"Retry-After":"2"}}'"$(step slow2 Started 2)"
check 'row 1: a token that ends soon is renewed' with_key logs gs://b/logs/
fresh() {
	requests | jq -r '.[] | select(.url == "/token") | .body' | sort >bodies
	[ "$(wc -l <bodies)" -ge 2 ] && [ "$(sort -u bodies | wc -l)" -ge 2 ]
}
check '... each time by an assertion of that time' fresh
mock '{"request":{"urlPath":"/token"},"response":{"status":503}'"$(step s Started 2)" \
	'{"request":{"urlPath":"/token"},"response":{"fault":"EMPTY_RESPONSE"}'"$(step s 2 3)" \
	"$(grant tok-1 3599 "$(step s 3 3)")" "$(pass tok-1)"
check 'a token service that fails is asked again' with_key logs gs://b/logs/
mock '{"request":{"urlPath":"/token"},"response":{"status":400,"jsonBody":{"error":"invalid_grant","error_description":"Invalid JWT Signature."}}}'
check 'row 26: a key that was deleted' fails 1 'the key has been deleted' $through --key key.json gs://b/logs/
mock '{"request":{"urlPath":"/token"},"response":{"status":400,"headers":{"Date":"Tue, 01 Jan 2030 00:00:00 GMT"},"jsonBody":{"error":"invalid_grant","error_description":"Invalid JWT: Token must be a short-lived token and in a reasonable timeframe."}}'"$(step k Started 2)" \
	"$(grant tok-1 3599 "$(step k 2 2)")" "$(pass tok-1)"
check 'row 16: a clock that is off is told by the reply, and the assertion made by it' with_key logs gs://b/logs/
skewed() {
	says "clock is" err
	requests | jq -r '[.[] | select(.url == "/token")][-1].body | split("assertion=")[1] | split(".")[1]' >claim
	unpadded "$(cat claim)" | jq -e '(.iat - 1893456000) | . > -60 and . < 60'
}
check '... 2030' skewed

mock "$(grant tok-1 3599)" "$(pass tok-1)" \
	'{"priority":1,"request":{"urlPathPattern":"/storage/.*"},"response":{"fault":"CONNECTION_RESET_BY_PEER"}'"$(step f Started 2)" \
	'{"priority":1,"request":{"urlPathPattern":"/storage/.*"},"response":{"fault":"EMPTY_RESPONSE"}'"$(step f 2 3)" \
	'{"priority":1,"request":{"urlPathPattern":"/storage/.*"},"response":{"status":429,"headers":{"Retry-After":"1"}}'"$(step f 3 4)" \
	'{"priority":1,"request":{"urlPathPattern":"/storage/v1/b/b/o/.*"},"response":{"fault":"MALFORMED_RESPONSE_CHUNK"}'"$(step f 4 5)" \
	'{"priority":1,"request":{"urlPathPattern":"/storage/v1/b/b/o/.*"},"response":{"fault":"RANDOM_DATA_THEN_CLOSE"}'"$(step f 5 6)"
check 'rows 4, 5: reset, empty, 429, a malformed chunk, random bytes: tried again' with_key logs gs://b/logs/

# ---- other credentials ----

echo '{"type":"authorized_user","client_id":"id-1","client_secret":"s3cret","refresh_token":"r-1",
	"quota_project_id":"quota-1","token_uri":"http://127.0.0.1:'"$mock"'/token"}' >user.json
mock '{"request":{"method":"POST","urlPath":"/token","formParameters":{"grant_type":{"equalTo":"refresh_token"},
	"client_id":{"equalTo":"id-1"},"client_secret":{"equalTo":"s3cret"},"refresh_token":{"equalTo":"r-1"}}},
	"response":{"jsonBody":{"access_token":"tok-u","expires_in":3599}}}' "$(pass tok-u)"
check 'the credentials of a user' whole data/b/logs/x.ndjson $through --key user.json gs://b/logs/x.ndjson
by_environment() {
	GOOGLE_APPLICATION_CREDENTIALS=user.json gcs-fetch -q $through gs://b/logs/x.ndjson >got &&
		same data/b/logs/x.ndjson got || return 1
	mkdir -p config && cp user.json config/application_default_credentials.json
	CLOUDSDK_CONFIG=config gcs-fetch -q $through gs://b/logs/x.ndjson >got && same data/b/logs/x.ndjson got || return 1
	mkdir -p .config/gcloud && cp user.json .config/gcloud/application_default_credentials.json
	gcs-fetch -q $through gs://b/logs/x.ndjson >got && same data/b/logs/x.ndjson got
	status=$?
	rm -r .config
	return $status
}
check '... found where Google keeps them' by_environment
requests >asked
check '... their project is billed' jq -e 'any(.headers["x-goog-user-project"] == "quota-1")' asked

# A proxy that is not there: the metadata server is asked without it.
machine() {
	no_proxy=127.0.0.1 GCE_METADATA_HOST=127.0.0.1:$mock gcs-fetch -q $through gs://b/logs/x.ndjson >got 2>err &&
		same data/b/logs/x.ndjson got
}
proxied() {
	http_proxy=http://127.0.0.1:1 GCE_METADATA_HOST=127.0.0.1:$mock \
		gcs-fetch --retry-time 0 $through gs://b/logs/x.ndjson >got 2>err
	requests | jq -e 'length == 1 and (.[0].url | startswith("/computeMetadata/"))'
}
metadata='{"request":{"urlPath":"/computeMetadata/v1/instance/service-accounts/default/token",
	"headers":{"Metadata-Flavor":{"equalTo":"Google"}}},
	"response":{"headers":{"Metadata-Flavor":"Google"},"jsonBody":{"access_token":"tok-m","expires_in":3599}}}'
mock "$metadata" "$(pass tok-m)"
check 'the metadata server of the machine' machine
mock "$metadata" "$(pass tok-m)"
check 'row 17: ... is asked past any proxy' proxied
mock "$(echo "$metadata" | jq -c 'del(.response.headers)')" "$(pass tok-m)"
no_metadata() {
	GCE_METADATA_HOST=127.0.0.1:$mock fails 1 'no credentials' $through gs://b/logs/x.ndjson
}
check '... and has to say that it is one' no_metadata
mock '{"request":{"urlPathPattern":"/storage/.*","headers":{"Authorization":{"absent":true}}},"response":{"proxyBaseUrl":"http://'"$store"'"}}'
check '--anonymous asks without' whole data/b/logs/x.ndjson $through --anonymous gs://b/logs/x.ndjson

secrets() {
	[ -s said ] && ! grep -nE -e 'tok-|s3cret|r-1|Bearer|assertion|PRIVATE|eyJ' said
}
check 'no message has a key or a token in it' secrets

# ---- TLS ----

tls() {
	openssl req -x509 -newkey rsa:2048 -nodes -keyout tls.key -out tls.pem -days 2 -subj /CN=localhost \
		-addext 'subjectAltName=DNS:localhost' 2>/dev/null || return 1
	mkdir -p www/storage/v1/b/b/o && cd www || return 1
	printf 'HTTP/1.0 200 OK\r\nContent-Length: 8\r\n\r\n{"x":1}\n' >'storage/v1/b/b/o/x?alt=media'
	tls_port=$(free_port)
	openssl s_server -accept "127.0.0.1:$tls_port" -cert ../tls.pem -key ../tls.key -HTTP -quiet >../tls.log 2>&1 &
	servers="$servers $!"
	cd ..
	until_true whole data/b/logs/x.ndjson --endpoint "https://localhost:$tls_port" --anonymous --cacert tls.pem gs://b/x
}
check 'row 23: --cacert' tls
check 'row 23: a certificate that is not trusted is refused at once' \
	fails 1 'certificate' --endpoint "https://localhost:$tls_port" --anonymous gs://b/x

done_testing
