#!/bin/sh
# s3-fetch without S3: files, options, where keys come from, what is asked for,
# and what is made of replies. s3-fetch-server.t has a real server.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/server/server.sh"
. "$TOP/tests/server/replies.sh"
# shellcheck disable=SC2046 # words
unset $(env | sed -n 's/^\(AWS_[A-Z0-9_]*\)=.*/\1/p')
export AWS_EC2_METADATA_DISABLED=true

mkdir -p b/a
printf '{"a":1}\n{"a":2}\n' | gzip -n >b/a/x.gz
printf 'k,v\n1,2\n' >b/a/y.csv

# fails STATUS WHY OPTION ...: that status and that reason, nothing of a secret.
fails() {
	status=$1 why=$2
	shift 2
	gives "$status" s3-fetch "$@" >got 2>err && says "$why" err && hides err
}
hides() {
	! grep -aE 'SeCrEt|ToKeN|AWS4-HMAC|Signature=' "$@"
}
# gets TEXT OPTION ...: that on stdout, status 0.
gets() {
	printf "$1" >want
	shift
	gives 0 s3-fetch -q "$@" >got 2>err || { cat err; return 1; }
	same want got && hides err
}

# ---- files and options ----

check 'files: the records in them' gets '{"a":1}\n{"a":2}\n{"k":"1","v":"2"}\n' file://b/a/
check 'files: listed, then fetched, with their names' \
	pipe 's3-fetch -q --list "file://b/**.csv" | s3-fetch -q --with-source |
		grep -qx "{\"_source\":\"file://b/a/y.csv:2\",\"k\":\"1\",\"v\":\"2\"}"'
check '--raw: bytes as they are' pipe 's3-fetch -q --raw file://b/a/x.gz | cmp - b/a/x.gz'
check '--from and --records' pipe 'echo "{\"x\":[{\"y\":1}]}" >r.json &&
	s3-fetch -q --records x file://r.json | grep -qx "{\"y\":1}" &&
	s3-fetch -q --from csv file://b/a/y.csv | grep -q k'
check 'a URI of another store names its program' fails 1 'try gcs-fetch' gs://b/x
check 'a URI without a bucket' fails 1 's3://: names no bucket' s3://
check '--jobs 0 is refused' fails 2 'not a number from 1 to 64' --jobs 0 file://b/a/
check '--header that is none is refused, unseen' fails 2 "'Name: value'" --header SeCrEt file://b/a/
check 'an endpoint that is no URL' fails 1 'no http:// or https:// URL' --endpoint ftp://x file://b/a/
check 'an endpoint with a password' fails 1 'more than a host, a port and a path' \
	--endpoint http://u:SeCrEt@x/ file://b/a/
check 'a region that could be a host' fails 1 'the region is no name' --region evil.com/ file://b/a/

# ---- keys that are wrong ----

check 'row 26: half a key' env AWS_ACCESS_KEY_ID=AKID sh -c '! s3-fetch s3://b/o 2>err &&
	grep -q "s3://b/o: AWS_ACCESS_KEY_ID is set, AWS_SECRET_ACCESS_KEY is not" err'
check 'row 26: a key with a line end in it' env AWS_ACCESS_KEY_ID=AKID AWS_SECRET_ACCESS_KEY='SeCrEt
x' sh -c '! s3-fetch s3://b/o 2>err && grep -q "white space or control bytes" err && ! grep SeCrEt err'
check 'files need none of it' env AWS_ACCESS_KEY_ID=AKID AWS_PROFILE=none \
	sh -c 's3-fetch -q file://b/a/ | grep -q a'
check 'a profile that is not there' fails 1 'profile none is neither in' --profile none s3://b/o
check '... by the environment' env AWS_PROFILE=none sh -c '! s3-fetch s3://b/o 2>err &&
	grep -q "profile none is neither in" err'
mkdir .aws
cat >.aws/config <<'END'
[default]
region = eu-north-1
[profile half]
aws_access_key_id = AKHALF
[profile sso]
sso_start_url = https://example.com
[profile role]
role_arn = arn:aws:iam::1:role/x
source_profile = default
END
check 'half a profile' fails 1 'profile half: no secret access key' --profile half s3://b/o
check 'single sign-on is said not to be there' fails 1 'profile sso: sso_start_url is not supported' \
	--profile sso s3://b/o
check 'nor is a role assumed' fails 1 'profile role: role_arn is not supported' --profile role s3://b/o
check 'row 26: a credentials file that cannot be read' env AWS_SHARED_CREDENTIALS_FILE=b \
	sh -c '! s3-fetch s3://b/o 2>err && grep -q "s3://b/o: b: " err'
check 'a token would go out unencrypted' env AWS_WEB_IDENTITY_TOKEN_FILE=t AWS_ROLE_ARN=arn:x \
	AWS_ENDPOINT_URL_STS=http://example.com sh -c '! s3-fetch s3://b/o 2>err &&
	grep -q "would send the token unencrypted to example.com" err'
check 'so would a container'"'"'s' env AWS_CONTAINER_CREDENTIALS_FULL_URI=http://example.com/x \
	AWS_CONTAINER_AUTHORIZATION_TOKEN=ToKeN sh -c '! s3-fetch s3://b/o 2>err &&
	grep -q "would ask example.com unencrypted" err && ! grep ToKeN err'

# ---- a server of replies ----

mkdir s
: >s/plan
replies s || { skip 'the rest' 'no perl that can serve'; done_testing; }
cat >>.aws/credentials <<END
[default]
aws_access_key_id = AKDEFAULT
aws_secret_access_key = SeCrEtDefault
[other]
aws_access_key_id = AKOTHER
aws_secret_access_key = SeCrEtOther
aws_session_token = ToKeNOther
endpoint_url = http://127.0.0.1:$port/other   # with a comment
END
export AWS_ENDPOINT_URL="http://127.0.0.1:$port"

# item KEY SIZE ETAG
item() {
	echo "<Contents><Key>$1</Key><LastModified>2021-06-11T10:41:23.000Z</LastModified>" \
		"<ETag>&quot;$3&quot;</ETag><Size>$2</Size><StorageClass>STANDARD</StorageClass></Contents>"
}
# page FILE [XML ...]
page() {
	file=$1
	shift
	{
		echo '<?xml version="1.0" encoding="UTF-8"?>'
		echo '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name>'
		printf '%s\n' "$@"
		echo '<EncodingType>url</EncodingType></ListBucketResult>'
	} | reply "s/$file" 200 'Content-Type: application/xml'
}
more() {
	echo "<IsTruncated>true</IsTruncated><NextContinuationToken>$1</NextContinuationToken>"
}
# refusal FILE STATUS CODE [XML [HEADER ...]]
refusal() {
	file=$1 status=$2 code=$3 xml=${4-}
	shift 3
	[ $# -eq 0 ] || shift
	echo "<?xml version='1.0'?><Error><Code>$code</Code><Message>Said $code</Message>$xml</Error>" |
		reply "s/$file" "$status" 'Content-Type: application/xml' "$@"
}
# had N PATTERN: the log has so many such lines.
had() {
	[ "$(grep -ac -e "$2" s/log)" -eq "$1" ] || { cat s/log; return 1; }
}

o8=a4de25d2b9cdd2c10a04087bfb5d0a6d
printf '{"o":1}\n' >o
md5=$(md5sum <o | cut -c1-32)
page one "$(item o 8 "$md5")"
reply s/o 200 "ETag: \"$md5\"" <o

plan s 'list-type one' '/b/o o'
check 'a prefix is listed and fetched' gets '{"o":1}\n' s3://b/
check 'asked for in the form of version 2, with names encoded' \
	had 1 '^GET /b?list-type=2&encoding-type=url&max-keys=1000 HTTP/1.1'
check 'pinned by ETag, in quotes' had 1 "^If-Match: \"$md5\""
check 'checksums are asked for' had 1 '^x-amz-checksum-mode: ENABLED'
check 'both are signed, with the profile'"'"'s key and region' \
	had 2 '^Authorization: AWS4-HMAC-SHA256 Credential=AKDEFAULT/[0-9]*/eu-north-1/s3/aws4_request, SignedHeaders=.*host;.*x-amz-content-sha256;x-amz-date'
# The same by openssl(1), after AWS's page.
hmac() {
	printf '%s' "$2" | openssl dgst -sha256 -mac HMAC -macopt "$1" -hex | sed 's/.* //'
}
signature() {
	when=$(sed -n 's/^x-amz-date: //p' s/log | head -n 1)
	day=${when%T*}
	none=$(printf '' | sha256sum | cut -c1-64)
	printf 'GET\n/b\nencoding-type=url&list-type=2&max-keys=1000\nhost:127.0.0.1:%s\nx-amz-content-sha256:%s\nx-amz-date:%s\n\nhost;x-amz-content-sha256;x-amz-date\n%s' \
		"$port" "$none" "$when" "$none" >canonical
	text="AWS4-HMAC-SHA256
$when
$day/eu-north-1/s3/aws4_request
$(sha256sum <canonical | cut -c1-64)"
	key=$(hmac key:AWS4SeCrEtDefault "$day")
	for part in eu-north-1 s3 aws4_request; do key=$(hmac "hexkey:$key" "$part"); done
	hmac "hexkey:$key" "$text" >want
	sed -n 's/^Authorization: .*Signature=//p' s/log | head -n 1 >got
	same want got
}
check 'the signature is the one that openssl makes' signature
record() {
	s3-fetch -q --list s3://b/ >got || return 1
	echo '{"uri":"s3://b/o","size":8,"updated":"2021-06-11T10:41:23.000Z","etag":"'"$md5"'"}' >want
	same want got
}
plan s 'list-type one'
check 'an object record' record
looked_up() {
	s3-fetch -q --list s3://b/o >got || return 1
	jq -e '.uri == "s3://b/o" and .size == 8 and .etag == "'"$md5"'" and .updated == "2021-06-11T10:41:23.000Z"' got &&
		had 1 '^HEAD /b/o '
}
reply s/head 200 "ETag: \"$md5\"" 'Last-Modified: Fri, 11 Jun 2021 10:41:23 GMT' <o
plan s 'HEAD head'
check 'one object is looked up by HEAD' looked_up

# ---- names ----

page names "$(item 'a+b%2Bc' 1 e)" "$(item '%0A%01%25' 1 e)" "$(item '%C3%A9/&amp;&lt;/~*' 1 e)"
names_are() {
	s3-fetch -q --list s3://b/ >list || return 1
	printf '%s\n' '"s3://b/a b+c"' '"s3://b/\n\u0001%"' '"s3://b/é/&</~*"' >want
	jq -c .uri list >got && same want got
}
plan s 'list-type names'
check 'row 27: names are decoded: plus is a space' names_are
printf x >x
asked() {
	s3-fetch --raw <list >got 2>err || { cat err; return 1; }
	[ "$(cat got)" = xxx ] && had 1 '^GET /b/a%20b%2Bc HTTP' && had 1 '^GET /b/%0A%01%25 HTTP' &&
		had 1 '^GET /b/%C3%A9/%26%3C/~%2A HTTP'
}
reply s/x 200 'ETag: "e"' <x
plan s '*GET x'
check '... and encoded once, when they are asked for' asked
{ echo '<ListBucketResult>'; item 'a+%41' 1 e; echo '</ListBucketResult>'; } | reply s/bare 200
plan s 'list-type bare'
check 'names that are not encoded stay as they are' \
	pipe 's3-fetch -q --list s3://b/ | jq -e ".uri == \"s3://b/a+%41\""'
dots() {
	s3-fetch -q --raw 's3://b/../a//./b' >got && had 1 '^GET /b/\.\./a//\./b HTTP'
}
plan s 'GET x'
check 'row 27: dots and slashes in a name are sent as they are' dots
page nul "$(item 'a%00b' 1 e)"
plan s 'list-type nul'
check 'a name with a NUL byte is refused' fails 1 'a name has a NUL byte' s3://b/
prefix() {
	s3-fetch -q --list 's3://b/p q/é' 's3://b/p q/é/' 's3://b/p q/*+' >list 2>err
	had 1 '^HEAD /b/p%20q/%C3%A9 ' && had 1 '&prefix=p%20q%2F%C3%A9%2F HTTP' && had 1 '&prefix=p%20q%2F HTTP'
}
plan s
check 'a prefix is encoded, and is what stands before a wildcard' prefix

# ---- pages ----

page p1 "$(more 'to/ken+=&amp; é')" "$(item a 1 e)"
page p2 "$(more two)"
page p3 "$(item b 1 e)" '<IsTruncated>false</IsTruncated>'
row='"size":1,"updated":"2021-06-11T10:41:23.000Z","etag":"e"}\n'
both='{"uri":"s3://b/a",'$row'{"uri":"s3://b/b",'$row
pages() {
	gets "$both" --list s3://b/ &&
		had 1 'continuation-token=to%2Fken%2B%3D%26%20%C3%A9 HTTP' && had 1 'continuation-token=two HTTP'
}
plan s 'token=to p2' 'token=two p3' 'list-type p1'
check 'row 14: pages are followed by tokens, an empty one too' pages
plan s 'token=two p2' 'token=to p2' 'list-type p1'
check 'row 14: a token that repeats ends it' fails 1 'its continuation token repeats' --list s3://b/
page truncated "$(item a 1 e)" '<IsTruncated>true</IsTruncated>'
plan s 'list-type truncated'
check 'more without a token is a failure' fails 1 'there is more, but not how to have it' --list s3://b/
check '... and what came is not taken for all' same /dev/null got
token_refused() {
	gets "$both" --list s3://b/ &&
		had 1 '&start-after=a HTTP'
}
refusal bad_token 400 InvalidArgument
plan s 'start-after=a p3' 'token= bad_token' 'list-type p1'
check 'row 13: a token that is refused: on from the last name' token_refused
plan s 'start-after=a bad_token' 'token= bad_token' 'list-type p1'
check '... once' fails 1 '400 InvalidArgument' --list s3://b/
{ echo '<ListBucketResult><Contents><Key>a</Ke'; } | reply s/cut_xml 200
plan s 'list-type cut_xml' 'list-type one' '/b/o o'
check 'a page that is cut off is asked for again' gets '{"o":1}\n' s3://b/
plan s '*list-type cut_xml'
check '... once' fails 1 'the reply is no XML' s3://b/
echo '<html>Sign in</html>' | reply s/portal 200
plan s '*list-type portal'
check 'a portal'"'"'s page is no listing' fails 1 'the reply is no listing' s3://b/
{ echo '<!DOCTYPE x [<!ENTITY a "aaaa">]><ListBucketResult>&a;</ListBucketResult>'; } | reply s/doctype 200
plan s '*list-type doctype'
check 'nor is one with a document type' fails 1 'DOCTYPE' s3://b/
echo '<Error><Code>SlowDown</Code></Error>' | reply s/slow200 200
plan s 'list-type slow200' 'list-type one' '/b/o o'
check 'a refusal of status 200 is one' gets '{"o":1}\n' s3://b/
page lost "$(item a x e)"
plan s 'list-type lost'
check 'a size that is no number' fails 1 'size is no number' s3://b/

# ---- refusals ----

refusal slow 503 SlowDown
refusal timeout 400 RequestTimeout
plan s 'list-type slow' 'list-type one' '/b/o slow' '/b/o timeout' '/b/o o'
check 'row 4: SlowDown and RequestTimeout are tried again' gets '{"o":1}\n' s3://b/
plan s '*list-type slow'
check '... not for ever: 4, it may work later' fails 4 '503 SlowDown: Said SlowDown' --retry-time 1s s3://b/
refusal denied 403 AccessDenied
plan s '*list-type denied'
check 'row 3: AccessDenied is not' fails 1 's3://b/: 403 AccessDenied: Said AccessDenied (as profile default)' s3://b/
check '... asked once' had 1 GET
refusal signature 403 SignatureDoesNotMatch '<StringToSign>SeCrEt</StringToSign><AWSAccessKeyId>AK</AWSAccessKeyId>'
plan s '*list-type signature'
check 'a wrong key' fails 1 '403 SignatureDoesNotMatch' s3://b/
refusal nokey 404 NoSuchKey
plan s '*/b/o nokey'
check 'no such object, with a hint' fails 1 "404 NoSuchKey: Said NoSuchKey; a prefix ends in '/'" s3://b/o
plan s 'list-type one' '*/b/o nokey'
check 'row 12: deleted since it was listed' fails 1 'deleted since it was listed' s3://b/
skipped() {
	gets '' --missing skip --summary sum.json s3://b/ && jq -e '.noted.missing_objects == 1' sum.json
}
plan s 'list-type one' '*/b/o nokey'
check '... --missing=skip counts it' skipped
refusal nobucket 404 NoSuchBucket
plan s '*list-type nobucket'
check 'no such bucket is another thing' fails 1 '404 NoSuchBucket' --missing skip s3://b/
refusal changed 412 PreconditionFailed
plan s 'list-type one' '*/b/o changed'
check 'row 11: overwritten since it was listed' fails 1 'overwritten since it was listed' s3://b/
refusal archived 403 InvalidObjectState
plan s '*/b/o archived'
check 'archived' fails 1 'to be restored first' s3://b/o
echo '<Error><Code>AccessDenied</Code><Message>Bucket is a requester pays bucket</Message></Error>' | reply s/pays 403
plan s '*/b/o pays'
check 'row 15: requester pays: a hint' fails 1 '--request-payer pays for it' s3://b/o
payer() {
	gets '{"o":1}\n' --request-payer s3://b/ && had 2 '^x-amz-request-payer: requester' &&
		had 2 'SignedHeaders=.*x-amz-request-payer'
}
plan s 'list-type one' '/b/o o'
check '--request-payer says so, signed' payer
echo 'nothing here' | reply s/text 403
plan s '*/b/o text'
check 'a proxy'"'"'s text is shown' fails 1 '403: nothing here' s3://b/o
anonymous() {
	gets '{"o":1}\n' --anonymous s3://b/ && had 0 '^Authorization' && had 0 '^x-amz-date'
}
plan s 'list-type one' '/b/o o'
check '--anonymous: nothing is signed' anonymous
plan s '*list-type denied'
check '... and denied, with a hint' fails 1 'it wants credentials' --anonymous s3://b/
no_keys() {
	HOME=/none gives 1 s3-fetch s3://b/ >got 2>err && says 'no credentials were found: set AWS_ACCESS_KEY_ID' err
}
plan s '*list-type denied'
check 'no keys anywhere: asked without, the refusal says what to do' no_keys
plan s 'list-type one' '/b/o o'
check '... public buckets work so' env HOME=/none sh -c 's3-fetch -q s3://b/ | grep -q o'
sent() {
	gets '{"o":1}\n' --header 'x-amz-meta-x: 1  2' --header 'X-More: yes' s3://b/ &&
		had 2 '^X-More: yes' && had 2 'SignedHeaders=.*x-amz-meta-x'
}
plan s 'list-type one' '/b/o o'
check '--header is sent, and signed where it has to be' sent

# ---- what is put right ----

moved() {
	gets '{"o":1}\n' s3://b/ && had 1 '/eu-north-1/s3/' && had 2 '/ap-south-2/s3/'
}
refusal elsewhere 400 AuthorizationHeaderMalformed '<Region>ap-south-2</Region>'
plan s 'list-type elsewhere' 'list-type one' '/b/o o'
check 'row 19: another region, by the reply: signed for that, from then on' moved
refusal moved 301 PermanentRedirect '<Endpoint>b.s3.example.com</Endpoint>' 'x-amz-bucket-region: ap-south-2'
plan s 'list-type moved' 'list-type one' '/b/o o'
check '... by a header' moved
refusal moved307 307 TemporaryRedirect '' 'x-amz-bucket-region: ap-south-2' "Location: http://127.0.0.1:$port/elsewhere"
plan s 'list-type moved307' 'list-type one' '/b/o o'
check '... temporarily' moved
check '... and no Location is followed' had 0 elsewhere
refusal back 400 AuthorizationHeaderMalformed '<Region>eu-north-1</Region>'
plan s 'list-type elsewhere' '*list-type back'
check 'to and fro is once too often' fails 1 '400 AuthorizationHeaderMalformed' s3://b/
refusal evil 400 AuthorizationHeaderMalformed '<Region>evil.com/x</Region>'
plan s '*list-type evil'
check 'a region that could be a host is not believed' fails 1 '400 Auth' s3://b/
refusal nowhere 301 PermanentRedirect
plan s '*list-type nowhere'
check 'row 19: a redirect without a region, with a hint' fails 1 "name the bucket's --region" s3://b/
region_env() {
	env AWS_DEFAULT_REGION=us-west-1 s3-fetch -q s3://b/o >got && had 1 '/us-west-1/s3/'
}
plan s '/b/o o'
check 'AWS_DEFAULT_REGION' region_env
region_two() {
	env AWS_REGION=us-west-2 AWS_DEFAULT_REGION=x s3-fetch -q s3://b/o >got && had 1 '/us-west-2/s3/'
}
plan s '/b/o o'
check '... after AWS_REGION' region_two
region_first() {
	env AWS_REGION=us-west-2 s3-fetch -q --region ca-west-1 s3://b/o >got && had 1 '/ca-west-1/s3/'
}
plan s '/b/o o'
check '... after --region' region_first

# A clock that is an hour off: theirs is right.
date=$(perl -MPOSIX=strftime -e 'print strftime "%a, %d %b %Y %H:%M:%S GMT", gmtime(time - 3600)')
before=$(perl -MPOSIX=strftime -e 'print strftime "%Y%m%dT%H", gmtime(time - 3600)')
refusal skewed 403 RequestTimeTooSkewed '' "Date: $date"
skew() {
	gives 0 s3-fetch s3://b/ >got 2>err && says "s3-fetch: this machine's clock is 36" err &&
		says 's off by that of S3; using theirs' err && [ "$(cat got)" = '{"o":1}' ] || return 1
	[ "$(grep -ac "^x-amz-date: $before" s/log)" -ge 1 ]
}
plan s 'list-type skewed' 'list-type one' '/b/o o'
check 'row 16: a clock that is off is set right, with a warning' skew
plan s '*list-type skewed'
check '... once' fails 1 '403 RequestTimeTooSkewed' s3://b/
head_skew() {
	gets '' --list s3://b/o >/dev/null 2>&1
	had 2 '^HEAD /b/o' && had 1 "^x-amz-date: $before"
}
: | reply s/head_skewed 403 "Date: $date"
plan s 'HEAD head_skewed' 'HEAD head'
check '... where the reply has no body, too' head_skew

# ---- checksums ----

# sum HEADER ...: of an object with these; an ETag that is no MD5.
sum() {
	reply s/sum 200 'ETag: "abc-2"' "$@" <o
	page sum_page "$(item o 8 abc-2)"
	plan s 'list-type sum_page' '*/b/o sum'
}
b64() {
	openssl dgst "-$1" -binary o | base64
}
verified() {
	gets '{"o":1}\n' --summary sum.json s3://b/ && jq -e '.noted | has("unverified_objects") | not' sum.json
}
unverified() {
	gets '{"o":1}\n' --summary sum.json s3://b/ && jq -e '.noted.unverified_objects == 1' sum.json
}
# crc POLYNOMIAL BITS: bit by bit, of o.
crc() {
	perl -e 'use integer; my ($p, $n) = (hex $ARGV[0], $ARGV[1]); my $all = $n == 64 ? -1 : (1 << $n) - 1;
		my $top = $n == 64 ? 9223372036854775807 : -1; my $c = $all;
		for (unpack "C*", do { local $/; <STDIN> }) {
			$c ^= $_;
			$c = $c & 1 ? ($c >> 1 & $top) ^ $p : $c >> 1 & $top for 1 .. 8;
		}
		print pack $n == 64 ? "q>" : "N", $c ^ $all' "$1" "$2" <o | base64
}
for row in "sha256=$(b64 sha256)" "sha1=$(b64 sha1)" \
	"crc32=$(crc edb88320 32)" "crc32c=$(crc 82f63b78 32)" "crc64nvme=$(crc 9a6c9329ac4bc9b5 64)"; do
	name=${row%%=*} value=${row#*=}
	sum "x-amz-checksum-$name: $value" 'x-amz-checksum-type: FULL_OBJECT'
	check "x-amz-checksum-$name is compared" verified
	case $value in A*) other=B${value#?} ;; *) other=A${value#?} ;; esac
	sum "x-amz-checksum-$name: $other"
	check "... and differs (row 10)" fails 1 "its $name is not the store's" s3://b/
done
sum 'x-amz-checksum-crc32: AAAAAA==-2' 'x-amz-checksum-type: COMPOSITE'
check 'that of a composite is none of its bytes' unverified
sum
check 'neither is the ETag of what came in parts: counted as unverified' unverified
# etag ETAG HEADER ...
etag() {
	tag=$1
	shift
	reply s/sum 200 "ETag: \"$tag\"" "$@" <o
	page sum_page "$(item o 8 "$tag")"
	plan s 'list-type sum_page' '*/b/o sum'
}
etag "$md5"
check 'row 10: an ETag that is an MD5 is compared' verified
etag "$o8"
check '... and differs' fails 1 "its md5 is not the store's" s3://b/
etag "$o8" 'x-amz-server-side-encryption: aws:kms'
check 'that of encrypted bytes is not' unverified
etag "$o8" 'x-amz-server-side-encryption-customer-algorithm: AES256'
check '... with keys of the user' unverified
etag "$md5" 'x-amz-server-side-encryption: AES256'
check 'encrypted by S3 alone it is' verified
etag 'weird"tag'
check 'an ETag that could not be sent back' fails 1 'without name, size or version' s3://b/

# ---- bytes that come and go ----

# All of its headers, and some bytes of the body.
part() {
	head -c "$(($(head -c 4000 s/o | tr '\r' ' ' | awk '{ n += length + 1 } /^ *$/ { print n; exit }') + $1))" s/o >s/part
}
reply s/tail 206 "ETag: \"$md5\"" 'Content-Range: bytes 5-7/8' <<END
$(tail -c 3 o)
END
resumed() {
	gets '{"o":1}\n' s3://b/ && had 1 '^Range: bytes=5-' && had 2 "^If-Match: \"$md5\""
}
part 5
plan s 'list-type one' '/b/o part' '/b/o tail'
check 'rows 6, 8: cut off: the rest by Range, pinned' resumed
unsized s/unsized <<END
$(head -c 5 o)
END
head -c -1 s/unsized >s/short
plan s 'list-type one' '/b/o short' '/b/o tail'
check 'row 9: short, and no length said' resumed
plan s 'list-type one' '/b/o close' '/b/o o'
check 'row 5: closed before the reply' gets '{"o":1}\n' s3://b/
plan s 'list-type one' '/b/o part' '/b/o hang' '/b/o tail'
hang() {
	gets '{"o":1}\n' --stall-time 1 s3://b/ && had 2 '^Range: bytes=5-'
}
check 'row 7: nothing more comes' hang
reply s/other 200 'ETag: "other"' <o
plan s 'list-type one' '/b/o other'
check 'another ETag than was asked for' fails 1 'ETag other came instead of' s3://b/
printf 'zzzzzzzzzzzzzzzz' | reply s/zipped 200 "ETag: \"$md5\"" 'Content-Encoding: gzip'
plain() {
	gets '{"o":1}\n' s3://b/ && had 1 '^Accept-Encoding: gzip' && had 1 '^Accept-Encoding: identity'
}
plan s 'list-type one' '/b/o zipped' '/b/o o'
check 'row 24: compressed on the way: asked for as it is' plain
gzip -nc o >o.gz
gz=$(md5sum <o.gz | cut -c1-32)
reply s/ogz 200 "ETag: \"$gz\"" 'Content-Encoding: gzip' <o.gz
page gz_page "$(item o "$(wc -c <o.gz)" "$gz")"
plan s 'list-type gz_page' '/b/o ogz'
check 'stored compressed, with its encoding: checked, then decoded' gets '{"o":1}\n' s3://b/
plan s 'list-type gz_page' '/b/o ogz'
check '... --raw: as stored' pipe 's3-fetch -q --raw s3://b/ | cmp - o.gz'

# ---- where keys come from ----

other() {
	env -u AWS_ENDPOINT_URL AWS_ACCESS_KEY_ID=AKENV AWS_SECRET_ACCESS_KEY=SeCrEtEnv \
		s3-fetch -q --profile other s3://b/o >got && had 1 '^GET /other/b/o ' && had 1 'Credential=AKOTHER/' &&
		had 1 '^x-amz-security-token: ToKeNOther' && had 1 'SignedHeaders=.*;x-amz-security-token'
}
plan s '/b/o o'
check '--profile: its key, token and endpoint, before the environment' other
plan s '/b/o o'
by_env() {
	env AWS_ACCESS_KEY_ID=AKENV AWS_SECRET_ACCESS_KEY=SeCrEtEnv AWS_SESSION_TOKEN=ToKeN \
		s3-fetch -q s3://b/o >got && had 1 'Credential=AKENV/' && had 1 '^x-amz-security-token: ToKeN$'
}
check 'the environment is before the files' by_env
special() {
	env AWS_ENDPOINT_URL=http://127.0.0.1:1 AWS_ENDPOINT_URL_S3="http://127.0.0.1:$port/s3/" \
		s3-fetch -q s3://b/o >got && had 1 '^GET /s3/b/o HTTP'
}
plan s '/b/o o'
check 'AWS_ENDPOINT_URL_S3 is before AWS_ENDPOINT_URL' special

# Keys of a service: KEY TOKEN SECONDS from now.
key_json() {
	ends=$(perl -MPOSIX=strftime -e 'print strftime "%Y-%m-%dT%H:%M:%SZ", gmtime(time + $ARGV[0])' "$2")
	printf '{"Code":"Success","AccessKeyId":"%s","SecretAccessKey":"SeCrEtX","Token":"ToKeNX","Expiration":"%s"}' "$1" "$ends"
}
printf 'Bearer ToKeNfile\n' >authorization
container() {
	env HOME=/none AWS_CONTAINER_CREDENTIALS_FULL_URI="http://127.0.0.1:$port/role?x=1" \
		AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=authorization s3-fetch "$@" >got 2>err
}
key_json AKROLE 3600 | reply s/role 200
contained() {
	container s3://b/ && had 1 '^GET /role?x=1 ' && had 1 '^Authorization: Bearer ToKeNfile' &&
		had 2 'Credential=AKROLE/' && had 2 '^x-amz-security-token: ToKeNX' && hides err
}
plan s '/role role' 'list-type one' '/b/o o'
check 'a container'"'"'s role: asked for once' contained
refusal expired 400 ExpiredToken
key_json AKROLE2 3600 | reply s/role2 200
renewed() {
	container s3://b/ && [ "$(cat got)" = '{"o":1}' ] && had 2 '^GET /role' && had 1 'Credential=AKROLE2/' && hides err
}
plan s '/role role' '/role role2' 'list-type one' '/b/o expired' '/b/o o'
check 'rows 1, 2: a key that has ended is asked for again, once' renewed
renewed_fails() {
	gives 1 container s3://b/ && says '400 ExpiredToken' err && says "(as the container's role)" err &&
		had 2 '^GET /role' && hides err
}
plan s '*/role role' 'list-type one' '*/b/o expired'
check '... no more than that' renewed_fails
plan s '*/b/o expired'
check 'a key that cannot be renewed is not' fails 1 '400 ExpiredToken: Said ExpiredToken (as profile default)' s3://b/o
key_json AKROLE 2 | reply s/role 200
refusal slowdown 503 SlowDown '' 'Retry-After: 2'
plan s '/role role' '/role role2' 'list-type one' '/b/o slowdown' '/b/o o'
early() {
	container s3://b/ && had 2 '^GET /role' && had 2 'Credential=AKROLE/' && had 1 'Credential=AKROLE2/'
}
check 'row 1: a key is renewed before its end' early
echo '{"Code":"x","AccessKeyId":"AK"}' | reply s/half 200
bad_role() {
	gives 1 container s3://b/ && says 's3://b/: no secret access key' err
}
plan s '*/role half'
check 'a reply without a key' bad_role

echo 'ToKeNweb' >web
cat >sts.xml <<END
<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleWithWebIdentityResult>
    <Credentials>
      <SessionToken>ToKeNsts</SessionToken>
      <SecretAccessKey>SeCrEtsts</SecretAccessKey>
      <Expiration>2099-01-01T00:00:00Z</Expiration>
      <AccessKeyId>AKWEB</AccessKeyId>
    </Credentials>
  </AssumeRoleWithWebIdentityResult>
</AssumeRoleWithWebIdentityResponse>
END
reply s/sts 200 <sts.xml
web() {
	env HOME=/none AWS_WEB_IDENTITY_TOKEN_FILE=web AWS_ROLE_ARN=arn:aws:iam::1:role/r AWS_ROLE_SESSION_NAME=me@x \
		s3-fetch "$@" >got 2>err
}
by_web() {
	web s3://b/ && had 1 '^POST / HTTP' && had 2 'Credential=AKWEB/' && had 2 '^x-amz-security-token: ToKeNsts' &&
		had 1 '^Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr&RoleSessionName=me%40x&WebIdentityToken=ToKeNweb$'
}
plan s 'POST sts' 'list-type one' '/b/o o'
check 'a web identity: the token in the body, not in the URL' by_web
echo '<ErrorResponse><Error><Type>Sender</Type><Code>InvalidIdentityToken</Code><Message>No ToKeNweb provider</Message></Error></ErrorResponse>' | reply s/nosts 400
web_refused() {
	gives 1 web s3://b/ && says 'no key for the role arn:aws:iam::1:role/r: 400 InvalidIdentityToken' err && hides err
}
plan s 'POST nosts'
check '... refused: what was said, without the token' web_refused

instance() {
	env -u AWS_EC2_METADATA_DISABLED HOME=/none AWS_EC2_METADATA_SERVICE_ENDPOINT="http://127.0.0.1:$port" \
		s3-fetch "$@" >got 2>err
}
printf 'ToKeNimds' | reply s/session 200
printf 'the role\n' | reply s/roles 200
key_json AKMACHINE 3600 | reply s/role 200
by_machine() {
	instance s3://b/ && had 1 '^PUT /latest/api/token ' && had 1 '^x-aws-ec2-metadata-token-ttl-seconds: 21600' &&
		had 2 '^x-aws-ec2-metadata-token: ToKeNimds' && had 1 '^GET /latest/meta-data/iam/security-credentials/the%20role ' &&
		had 2 'Credential=AKMACHINE/' && hides err
}
plan s 'PUT session' 'credentials/ roles' 'credentials/the role' 'list-type one' '/b/o o'
check 'a machine'"'"'s role, by version 2' by_machine
by_machine_1() {
	instance s3://b/ && had 0 '^x-aws-ec2-metadata-token:' && had 2 'Credential=AKMACHINE/'
}
: | reply s/none 404
plan s 'PUT none' 'credentials/ roles' 'credentials/the role' 'list-type one' '/b/o o'
check '... by version 1, where that is all there is' by_machine_1
direct() {
	http_proxy=http://127.0.0.1:1 instance --retry-time 0 s3://b/
	had 1 '^PUT /latest/api/token ' && had 1 '^GET /latest/meta-data/iam/security-credentials/the%20role ' &&
		had 0 'list-type'
}
plan s 'PUT session' 'credentials/ roles' 'credentials/the role' '*list-type one'
check 'row 17: ... past any proxy, which is asked for the store' direct
roleless() {
	instance s3://b/ && had 0 '^Authorization' && [ "$(cat got)" = '{"o":1}' ]
}
plan s 'PUT session' 'credentials/ none' 'list-type one' '/b/o o'
check 'a machine without a role: asked without' roleless
no_machine() {
	env -u AWS_EC2_METADATA_DISABLED HOME=/none AWS_EC2_METADATA_SERVICE_ENDPOINT=http://127.0.0.1:1 \
		s3-fetch -q s3://b/ >got 2>err && [ "$(cat got)" = '{"o":1}' ]
}
plan s 'list-type one' '/b/o o'
check 'no such machine: asked without' no_machine

# ---- AWS itself: which host ----

host() {
	want=$1 uri=$2
	shift 2
	plan s '*CONNECT none'
	env -u AWS_ENDPOINT_URL https_proxy="http://127.0.0.1:$port" s3-fetch --retry-time 0 "$@" "$uri" >got 2>err
	had 1 "^CONNECT $want:443 "
}
check 'a bucket has its own host' host bucket-1.s3.eu-north-1.amazonaws.com s3://bucket-1/o
check '... in its region' host bucket-1.s3.eu-west-3.amazonaws.com s3://bucket-1/o --region eu-west-3
check '... in China' host bucket-1.s3.cn-north-1.amazonaws.com.cn s3://bucket-1/o --region cn-north-1
check 'a bucket with dots has not' host s3.eu-north-1.amazonaws.com s3://my.bucket/o
check 'nor has one with capitals' host s3.eu-north-1.amazonaws.com s3://MyBucket/o
check 'nor what is no bucket'"'"'s name' host s3.eu-north-1.amazonaws.com 's3://evil.com#/o'

done_testing
