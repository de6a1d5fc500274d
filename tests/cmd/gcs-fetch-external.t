#!/bin/sh
# gcs-fetch with an external_account: another provider's token is found, exchanged,
# and lends a service account's name; no token is in any message.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/server/server.sh"

mkdir -p s/b s/meta
echo '{"x":1}' >s/b/x
: >s/plan
faults s || { echo '1..0 # SKIP no perl that can serve'; exit 0; }
base=http://127.0.0.1:$port
printf 'SUBJECT+/=\n' >subject
printf '{"id":{"no":1},"tok":"SUBJECT+/="}' >subject.json

# account CREDENTIAL_SOURCE [MORE]: a credentials file, key.json.
account() {
	jq -n --arg base "$base" --argjson source "$1" --argjson more "${2:-{\}}" '{type: "external_account",
		audience: "//iam.googleapis.com/projects/1/x", subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
		token_url: ($base + "/sts"), credential_source: $source} + $more' >key.json
}
sts='^/sts json {"access_token":"FED-1","expires_in":3599,"token_type":"Bearer"}'
gets() {
	plan s "$@"
	gives 0 gcs-fetch --key key.json --endpoint "$base" gs://b/x >got 2>err || { cat err; return 1; }
	same s/b/x got
}
fails() {
	status=$1 why=$2
	shift 2
	plan s "$@"
	gives "$status" gcs-fetch --retry-time 1s --key key.json --endpoint "$base" gs://b/x >got 2>err && says "$why" err &&
		! grep -E 'SUBJECT|FED-1|SA-1' err
}
asked() {
	grep -qxF -e "$1" s/log || { cat s/log; return 1; }
}
form='grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange&audience=%2F%2Fiam.googleapis.com%2Fprojects%2F1%2Fx'
form="$form&scope=https%3A%2F%2Fwww.googleapis.com%2Fauth%2FSCOPE&requested_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Aaccess_token"
form="$form&subject_token=SUBJECT%2B%2F%3D&subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Ajwt"
scope() {
	echo "$form" | sed "s/SCOPE/$1/"
}

account '{"file":"subject"}'
check 'a token from a file is exchanged' gets "$sts"
check '... by the form that RFC 8693 has' asked "$(scope devstorage.read_only)"
check '... and what comes of it is sent to the store' asked 'Authorization: Bearer FED-1'
check '... not to the exchange' pipe '[ $(grep -c "^Authorization" s/log) -eq 1 ]'
account '{"file":"subject.json","format":{"type":"json","subject_token_field_name":"tok"}}'
check 'a token that is a text of an object' gets "$sts"
check '... is the same' asked "$(scope devstorage.read_only)"
account '{"url":"'"$base"'/own?x=1","headers":{"Metadata":"true","X-Key":"k"},
	"format":{"type":"json","subject_token_field_name":"tok"}}'
check 'a token from a URL' gets '^/own json {"tok":"SUBJECT+/="}' "$sts"
check '... is the same' asked "$(scope devstorage.read_only)"
check '... its headers are sent' pipe 'grep -qx "Metadata: true" s/log && grep -qx "X-Key: k" s/log'
check '... it is tried again' gets '^/own status 503' '^/own json {"tok":"SUBJECT+/="}' '^/sts status 500' "$sts"

account '{"file":"subject"}' '{"service_account_impersonation_url":"'"$base"'/v1/reader@p:generateAccessToken"}'
sa='generateAccessToken json {"accessToken":"SA-1","expireTime":"2100-01-01T00:00:00Z"}'
check 'a service account lends its name' gets "$sts" "$sa"
check '... asked with a token for all of the cloud' asked "$(scope cloud-platform)"
check '... by JSON' asked '{"scope":["https://www.googleapis.com/auth/devstorage.read_only"],"lifetime":"3600s"}'
check '... said to be that' pipe '[ $(grep -c "^Content-Type: application/json" s/log) -eq 1 ]'
check '... with the exchanged token, and its own goes to the store' \
	pipe 'grep "^Authorization" s/log | tr "\n" ";" | grep -qx "Authorization: Bearer FED-1;Authorization: Bearer SA-1;"'
check 'refused by the service account: said, without a token' \
	fails 1 "no service account's token for reader@p: 403 forbidden: no access" "$sts" \
	'generate status 403 {"error":{"code":403,"message":"no access","errors":[{"reason":"forbidden"}]}}'
check 'refused by the exchange, which says the token: not shown' \
	fails 1 'no token exchange for reader@p: 400 invalid_grant: bad ***' \
	'^/sts status 400 {"error":"invalid_grant","error_description":"bad SUBJECT+/="}'
check '... a busy one gives 4' fails 4 '503' '*^/sts status 503'
check 'an exchange without a token' fails 1 'gave no token' '^/sts json {}'
account '{"file":"subject"}'
check 'row 2: 401: the token is renewed, once' gets "$sts" 'alt=media status 401' \
	'^/sts json {"access_token":"FED-2","expires_in":3599}'
check '... by another one' asked 'Authorization: Bearer FED-2'


# ---- impersonated_service_account: whoever we are, by a service account's name ----

# lent SOURCE_CREDENTIALS: a credentials file.
lent() {
	jq -n --arg base "$base" --argjson source "$1" '{type: "impersonated_service_account", delegates: ["d1@p"],
		service_account_impersonation_url: ($base + "/v1/reader@p:generateAccessToken"),
		source_credentials: $source, quota_project_id: "quota-7"}' >key.json
}
lent '{"type":"authorized_user","client_id":"i","client_secret":"s","refresh_token":"r","token_uri":"'"$base"'/token"}'
own='^/token json {"access_token":"FED-1","expires_in":3599}'
check "a user's own credentials, by a service account's name" gets "$own" "$sa"
check '... asked with their token, and its own goes to the store' \
	pipe 'grep "^Authorization" s/log | tr "\n" ";" | grep -qx "Authorization: Bearer FED-1;Authorization: Bearer SA-1;"'
check '... by way of the delegates' asked '{"scope":["https://www.googleapis.com/auth/devstorage.read_only"],"lifetime":"3600s","delegates":["d1@p"]}'
check '... its project is billed' asked 'x-goog-user-project: quota-7'
check '... refused: whose name it was, and no token' fails 1 "no service account's token for reader@p: 403 forbidden: no" "$own" \
	'generate status 403 {"error":{"code":403,"message":"no","errors":[{"reason":"forbidden"}]}}'
openssl genrsa 2048 2>/dev/null | openssl pkcs8 -topk8 -nocrypt -out pkcs8.pem
lent "$(jq -n --rawfile key pkcs8.pem --arg base "$base" '{type: "service_account", private_key: $key,
	client_email: "me@p", token_uri: ($base + "/token")}')"
cloud() {
	gets "$own" "$sa" && sed -n 's/.*assertion=[^.]*[.]\([^.]*\)[.].*/\1/p' s/log | tr _- /+ |
		awk '{ while (length($0) % 4) $0 = $0 "="; print }' | base64 -d |
		jq -e '.scope == "https://www.googleapis.com/auth/cloud-platform" and .iss == "me@p"'
}
check 'another service account: its assertion is for all of the cloud' cloud
lent '{"type":"impersonated_service_account"}'
check 'what lends to what lends is refused by name' fails 1 'type impersonated_service_account is not supported'

account '{"file":"none"}'
check 'a token file that is missing' fails 1 'none: No such file'
: >empty
account '{"file":"empty"}'
check '... or empty' fails 1 'empty: is empty'
account '{"file":"subject.json","format":{"type":"json","subject_token_field_name":"id"}}'
check '... or without that text' fails 1 'its token is no object with a text id'
account '{"executable":{"command":"touch run"}}'
check 'a program is not run' fails 1 'key.json: credential_source: has no file and no url; programs are not run'
check '... it was not' test ! -e run
account '{"environment_id":"aws1","url":"http://169.254.169.254/x"}'
check "AWS's own is said not to be known" fails 1 "AWS's own are not known"
account '{"file":"subject"}' '{"token_url":"http://example.com/sts"}'
check 'nothing goes over plain http' fails 1 'token_uri: would send the credentials unencrypted'
account '{"file":"subject"}' '{"service_account_impersonation_url":"http://example.com/x"}'
check '... there neither' fails 1 'service_account_impersonation_url: would send'
account '{"file":"subject"}' '{"audience":""}'
check 'a missing text is named' fails 1 'key.json: has no audience'

done_testing
