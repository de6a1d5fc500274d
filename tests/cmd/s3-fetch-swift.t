#!/bin/sh
# s3-fetch against OpenStack's Swift: another server that speaks S3, which is
# strict with regions and clocks, with pages and tokens of its own kind. What is
# there was put there by Amazon's client.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/server/server.sh"
. "$TOP/tests/server/swift.sh"
# shellcheck disable=SC2046 # words
unset $(env | sed -n 's/^\(AWS_[A-Z0-9_]*\)=.*/\1/p')

missing=$(swift_missing | tr '\n' ' ')
[ -z "$missing" ] || absent "not installed: $missing"
sdk=$(HOME=$home sh "$TOP/tests/server/setup" sdk) || absent "no clients: $sdk"
swift "$T" testing eu-test-1 || { tail -n 5 swift/said; echo 'Bail out! swift does not start'; exit 1; }
store=127.0.0.1:$port
export AWS_ACCESS_KEY_ID=test:tester AWS_SECRET_ACCESS_KEY=testing AWS_REGION=eu-test-1
vendor() {
	NODE_NO_WARNINGS=1 node "$TOP/tests/server/client.js" s3 "$sdk" "http://$store" "$@"
}
# fails STATUS WHY OPTION ...
fails() {
	status=$1 why=$2
	shift 2
	gives "$status" s3-fetch "$@" >got 2>err && says "$why" err && ! grep -aE 'testing|Signature=' err
}

# Small ones of the names; the server gives them in pages of 20.
mkdir f s
perl -e 'srand 7; print map { chr int rand 256 } 1 .. 3000' >f/random
: >f/empty
printf 'x' >f/one
seq 99 | sed 's/.*/{"n":&}/' | gzip -nc >f/big.gz
perl "$TOP/tests/server/names.pl" s3 | grep -v '"size/\|cut\.gz\|two\.gz' | sed 's,"file":",&f/,' >objects
until_true vendor buckets
vendor put cont <objects >put.log 2>&1 || { cat put.log; echo 'Bail out! nothing can be uploaded'; exit 1; }
vendor sums cont >sums || { echo 'Bail out! nothing can be downloaded'; exit 1; }
jq -r 'select(.all).all' sums >all
: >s/plan
faults s "$store"
export AWS_ENDPOINT_URL="http://127.0.0.1:$port"
unset AWS_REGION

# asked PATTERN: how often, with what matches in the request.
asked() {
	grep -acE -- "$1" s/log
}

# ---- the region ----

all_come() {
	plan s
	s3-fetch --raw --jobs 8 "$@" s3://cont/ 2>err | sha256sum | cut -d' ' -f1 >got
	same all got || { cat err; return 1; }
}
check 'row 19: asked in the wrong region, it says which is right, and all comes' all_come
once() {
	[ "$(asked 'Credential=.*/us-east-1/s3')" -eq 1 ] && [ "$(asked 'Credential=.*/eu-test-1/s3')" -gt 200 ]
}
check 'row 19: ... it was asked once in the wrong one' once
check 'asked in the right one' all_come --region eu-test-1
check '... none was wrong' pipe '! grep -a "us-east-1/s3" s/log'
one_object() {
	plan s
	fails 1 '404 NoSuchKey' s3://cont/none && [ "$(asked '^GET ')" -eq 2 ]
}
check 'row 19: a single object: two requests, the second in the right region' one_object

# ---- names and pages ----

listed() {
	plan s
	s3-fetch -q --region eu-test-1 --list s3://cont/ >list || return 1
	jq -c '[.uri | ltrimstr("s3://cont/")]' list >got
	jq -c 'select(.name) | [.name]' sums >want
	same want got
}
check 'row 27: names as Amazon'"'"'s client has them, in the same order' listed
check 'row 27: ... the listing was asked for as encoding-type=url' pipe \
	'! grep -a list-type=2 s/log | grep -v encoding-type=url && grep -aq list-type=2 s/log'
check 'pages of 20, by tokens' pipe \
	'[ $(grep -ac "continuation-token=" s/log) -eq $((($(wc -l <list) + 19) / 20 - 1)) ]'
# As text in base64 it has '=', '+' and '/', which have to be encoded.
check '... that are base64' pipe 'grep -aoE "continuation-token=[^& ]*" s/log | grep -c %3D'
each() {
	while IFS= read -r record; do
		printf '%s\n' "$record" | s3-fetch -q --raw --region eu-test-1 | sha256sum
	done <list | cut -d' ' -f1 >got
	jq -r 'select(.name).sha256' sums >want
	same want got
}
check 'row 27: each by its record is what Amazon'"'"'s client downloads' each
token() {
	plan s 'continuation-token status 400 <Error><Code>InvalidArgument</Code></Error>'
	s3-fetch -q --region eu-test-1 --list s3://cont/ >got 2>err || { cat err; return 1; }
	same list got && says 'start-after=' s/log
}
check 'row 13: a token that is refused: goes on behind the last name' token

# ---- who may, and when ----

check 'row 3: a wrong key' env AWS_SECRET_ACCESS_KEY=wrong sh -c '! s3-fetch --region eu-test-1 s3://cont/dir 2>err &&
	grep -q "403 SignatureDoesNotMatch" err'
check 'a key that nobody has' env AWS_ACCESS_KEY_ID=test:nobody sh -c \
	'! s3-fetch --region eu-test-1 s3://cont/dir 2>err && grep -q " 403 " err'
late() {
	plan s
	faketime -f +1h s3-fetch --region eu-test-1 --raw s3://cont/dir >got 2>err || { cat err; return 1; }
	same f/random got && grep -qE "this machine's clock is (3600|3599|3601) s off" err &&
		[ "$(asked '^GET ')" -eq 2 ]
}
if [ -n "${SAN:-}" ]; then skip 'row 16: a clock that is off' 'sanitizers want to be loaded first'
elif ! command -v faketime >/dev/null; then absent 'not installed: faketime'
else check 'row 16: an hour late: told so, the clock is set right, the object comes' late; fi
check 'an object that is not there' fails 1 '404 NoSuchKey' --region eu-test-1 s3://cont/none
check 'a bucket that is not there' fails 1 '404 NoSuchBucket' --region eu-test-1 s3://nothere/
changed() {
	s3-fetch -q --region eu-test-1 --list s3://cont/dir >record &&
		echo '{"name":"dir","file":"f/one"}' | AWS_REGION=eu-test-1 vendor put cont &&
		gives 1 s3-fetch --region eu-test-1 <record >got 2>err &&
		says 's3://cont/dir: 412 PreconditionFailed' err && [ ! -s got ]
}
check 'row 11: overwritten since it was listed: 412' changed
done_testing
