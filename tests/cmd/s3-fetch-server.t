#!/bin/sh
# s3-fetch against Ceph's radosgw, which checks signatures and clocks; what is
# there was put there by s3cmd. faults.pl stands between for faults.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/server/server.sh"
. "$TOP/tests/server/radosgw.sh"
# shellcheck disable=SC2046 # words
unset $(env | sed -n 's/^\(AWS_[A-Z0-9_]*\)=.*/\1/p')

missing=$(radosgw_missing | tr '\n' ' ')
[ -z "$missing" ] || absent "not installed: $missing"
radosgw "$T" AKTEST 'SeCrEt/+key' || { tail -n 5 ceph/made ceph/said; echo 'Bail out! radosgw does not start'; exit 1; }
gateway=127.0.0.1:$port
cat >s3cfg <<END
[default]
access_key = AKTEST
secret_key = SeCrEt/+key
host_base = $gateway
host_bucket = $gateway
use_https = False
bucket_location = us-east-1
encoding = UTF-8
use_mime_magic = False
multipart_chunk_size_mb = 5
END
# other COMMAND ...: what their client does.
other() {
	LC_ALL=C.UTF-8 s3cmd -c s3cfg -q "$@"
}
export AWS_ACCESS_KEY_ID=AKTEST AWS_SECRET_ACCESS_KEY=SeCrEt/+key AWS_ENDPOINT_URL="http://$gateway"
# whole FILE OPTION ...: what is fetched is that file, status 0.
whole() {
	file=$1
	shift
	gives 0 s3-fetch "$@" >got 2>err || { cat err; return 1; }
	cmp "$file" got
}
# fails STATUS WHY OPTION ...
fails() {
	status=$1 why=$2
	shift 2
	gives "$status" s3-fetch "$@" >got 2>err && says "$why" err && ! grep -aE 'SeCrEt|Signature=' err
}

# ---- names and bytes, whatever they are ----
# (But for control bytes, which s3cmd does not send: s3-fetch.t has those.)

mkdir f n
perl -e 'srand 7; print map { chr int rand 256 } 1 .. 300_000' >f/random
: >f/empty
printf 'x' >f/one
seq 1 40000 | sed 's/.*/{"n":&,"pad":"xxxxxxxxxxxxxxxxxxxxxx"}/' >f/big.ndjson
gzip -nc f/big.ndjson >f/big.gz
{ gzip -nc f/one; gzip -nc f/big.ndjson; } >f/two.gz
perl -e 'print "0123456789abcde\n" x (12 << 16)' >f/12M

# put NAME FILE: into the folder that is uploaded.
put() {
	mkdir -p "$(dirname "./n/$1")"
	cp "f/$2" "n/$1"
}
put '# ? % + & = ; , : @ ! $ ( ) * '"' ~.x" one
put '%2F%00%zz%41' random
put ' leading and trailing ' one
put '-leading' one
put '<x>&amp;"quoted".json' one
put 'a\b' one
put '.hidden/..twice' one
put 'dir/dir/x' random
put 'empty' empty
put 'gz' big.gz
put 'two' two.gz
put 'é 日本 🎉+é' random
i=0
while [ "$i" -lt 188 ]; do
	i=$((i + 1))
	put "z$(printf %03d "$i") [$i]{x}^\`|" "$(echo one random empty | cut -d' ' -f $((i % 3 + 1)))"
done
other mb s3://bucket && other put --recursive n/ s3://bucket/n/ >put.log 2>&1 ||
	{ cat put.log; echo 'Bail out! nothing can be uploaded'; exit 1; }
# Names in the order of their bytes, whatever they are.
find_names() {
	(cd n && find . -type f -printf '%P\0' | sort -z)
}
listed() {
	s3-fetch -q --list s3://bucket/n/ >list || return 1
	jq -j '(.uri | ltrimstr("s3://bucket/n/")) + "\u0000"' list >got
	find_names >want
	same want got && [ "$(wc -l <list)" -eq 200 ]
}
check 'row 27: 200 objects with hostile names are listed' listed
facts() {
	find_names | (cd n && xargs -0 md5sum --) | sed -n 's/^\\*\([0-9a-f]\{32\}\) .*/\1/p' >want
	jq -r .etag list >got && same want got || return 1
	find_names | (cd n && xargs -0 wc -c --) | awk '!/total$/ { n += $1 } END { print n }' >want
	jq -s 'map(.size) | add' list >got && same want got &&
		jq -es 'all(.updated | test("^[-0-9]{10}T[:0-9]{8}[.][0-9]{3}Z$"))' list
}
check '... with their sizes, times and ETags' facts
find_names | (cd n && xargs -0 cat --) >all
check 'row 27: all of them come byte for byte as they were put' whole all --raw --jobs 16 s3://bucket/n/
check '... also one at a time, by object records' pipe 's3-fetch -q --raw --jobs 1 <list | cmp - all'
verified() {
	whole all --raw --summary sum.json s3://bucket/n/ && jq -e '.noted | has("unverified_objects") | not' sum.json
}
check '... and all are checked' verified
by_name() {
	for name in '%2F%00%zz%41' ' leading and trailing ' '-leading' 'a\b' '<x>&amp;"quoted".json' \
		'.hidden/..twice' 'é 日本 🎉+é' empty; do
		s3-fetch -q --raw "s3://bucket/n/$name" >got 2>err && cmp got "n/$name" || { echo "$name"; cat err; return 1; }
	done
}
check 'each by its name alone' by_name
check 'their client has the same bytes' pipe 'LC_ALL=C.UTF-8 s3cmd -c s3cfg -q get "s3://bucket/n/é 日本 🎉+é" back &&
	cmp back f/random'
check 'records: gzip is decompressed' whole f/big.ndjson s3://bucket/n/gz
dots() {
	other put f/random 's3://bucket/up/../a//./b' && whole f/random --raw 's3://bucket/up/../a//./b' &&
		whole f/random --raw s3://bucket/up/
}
check 'dots and slashes in a name stay' dots
other put --add-header=Content-Encoding:gzip f/big.gz s3://bucket/enc
check 'row 24: ... also where Content-Encoding says so' whole f/big.ndjson s3://bucket/enc
check '... raw: as stored' whole f/big.gz --raw s3://bucket/enc
check 'patterns' pipe 's3-fetch -q --list "s3://bucket/n/[eg]*" | jq -r .uri | tr "\n" " " |
	grep -qx "s3://bucket/n/empty s3://bucket/n/gz "'
one() {
	s3-fetch -q --list s3://bucket/n/gz >got || return 1
	jq -es --slurpfile o got 'any(.uri == "s3://bucket/n/gz" and .size == $o[0].size and .etag == $o[0].etag)' list &&
		[ "$(jq -r .md5 got)" = "$(openssl md5 -binary f/big.gz | base64)" ] 
}
check 'one that is looked up is the same' one
other put f/12M s3://bucket/parts
parts() {
	whole f/12M --raw --summary sum.json s3://bucket/parts && jq -e '.noted.unverified_objects == 1' sum.json &&
		s3-fetch -q --list s3://bucket/parts | jq -e '.etag | endswith("-3")'
}
check 'uploaded in parts: whole, and counted as unverified' parts
mkdir p
i=0
while [ "$i" -lt 1100 ]; do
	i=$((i + 1))
	echo "{\"i\":$i}" >"p/$(printf %04d "$i") +&%.ndjson"
done
other put --recursive p/ s3://bucket/pages/ >put.log 2>&1
cat p/* >pages
check 'two pages, with what has to be encoded between them' whole pages --jobs 32 s3://bucket/pages/

# ---- who may ----

check 'row 3: a wrong key' env AWS_SECRET_ACCESS_KEY=wrong sh -c '! s3-fetch s3://bucket/n/gz 2>err &&
	grep -q "403 SignatureDoesNotMatch.*(as the key in AWS_ACCESS_KEY_ID)" err'
check 'a key that nobody has' env AWS_ACCESS_KEY_ID=wrong sh -c '! s3-fetch s3://bucket/n/gz 2>err &&
	grep -q "403 InvalidAccessKeyId" err'
check 'a private bucket without a key' fails 1 '403 AccessDenied; it wants credentials' --anonymous s3://bucket/
other setacl --acl-public --recursive s3://bucket/enc
check 'a public object' whole f/big.ndjson --anonymous s3://bucket/enc
files() {
	mkdir .aws
	printf '[me]\naws_access_key_id = AKTEST\naws_secret_access_key = SeCrEt/+key\nendpoint_url = http://%s\n' "$gateway" >.aws/credentials
	env -u AWS_ACCESS_KEY_ID -u AWS_SECRET_ACCESS_KEY -u AWS_ENDPOINT_URL \
		s3-fetch -q --profile me s3://bucket/n/gz | cmp - f/big.ndjson
}
check 'by a profile' files

# A clock that is an hour off, for time(2) alone: that is what is signed.
skewed() {
	echo '#include <time.h>
		#include <sys/time.h>
		time_t time(time_t *t) { struct timeval v; gettimeofday(&v, 0); if (t) *t = v.tv_sec + 3600; return v.tv_sec + 3600; }' >late.c
	cc -shared -fPIC -o late.so late.c || return 1
	LD_PRELOAD=$T/late.so s3-fetch s3://bucket/n/gz >got 2>err || { cat err; return 1; }
	same f/big.ndjson got && says "this machine's clock is 3600 s off" err || says "this machine's clock is 3599 s off" err
}
if [ -n "${SAN:-}" ]; then skip 'a clock that is off (row 16)' 'sanitizers want to be loaded first'
else check 'row 16: a clock that is off is set right' skewed; fi

# ---- what is not there ----

check 'an object that is not there' fails 1 "s3://bucket/none: 404 NoSuchKey; a prefix ends in '/'" s3://bucket/none
check '... listed' fails 1 's3://bucket/none: 404' --list s3://bucket/none
check 'a bucket that is not there' fails 1 's3://nothere/: 404 NoSuchBucket' s3://nothere/
check 'a prefix that nothing has' fails 1 's3://bucket/none/: there is no object' s3://bucket/none/
changed() {
	s3-fetch -q --list s3://bucket/n/two >record && other put f/one s3://bucket/n/two &&
		gives 1 s3-fetch <record >got 2>err && says 's3://bucket/n/two: 412 PreconditionFailed' err &&
		says 'overwritten since it was listed' err
}
check 'row 11: overwritten since it was listed' changed
deleted() {
	s3-fetch -q --list s3://bucket/n/two s3://bucket/n/gz >record && other del s3://bucket/n/two &&
		gives 1 s3-fetch <record >got 2>err && says 's3://bucket/n/two: 404 NoSuchKey; deleted since' err &&
		same f/big.ndjson got
}
check 'rows 12, 28: deleted since it was listed; the others come' deleted

# ---- faults on the way ----

# An object for each place, so that all of them are waited for at once.
head -n 2500 f/big.ndjson >f/middle
size=$(($(wc -c <f/middle)))
mkdir c
for i in $(seq -w 0 49); do cp f/middle "c/$i"; done
other put --recursive c/ s3://bucket/c/ >put.log 2>&1
for i in $(seq 50); do cat f/middle; done >fifty
mkdir s
: >s/plan
faults s "$gateway" || { skip 'faults' 'no perl that can serve'; done_testing; }
export AWS_ENDPOINT_URL="http://127.0.0.1:$port"
# everywhere FAULT OPTION ...
everywhere() {
	rm -rf s/used.*
	for i in $(seq -w 0 49); do echo "c/$i $1 $((${i#0} * size / 50))"; done >s/plan
	shift
	whole fifty --jobs 50 "$@" s3://bucket/c/ && [ "$(ls -d s/used.* | wc -l)" -eq 50 ]
}
check 'rows 6, 8: cut at 50 places: the bytes of an undisturbed run' everywhere cut
check 'row 9: short at 50 places, no length said' everywhere short
check 'row 6: reset at 50 places' everywhere break
check 'row 7: stalled at 50 places' everywhere stall --stall-time 1
# What was not read yet is asked for once more; of what was, the run fails. Which of
# them it is, is a matter of time.
damaged() {
	everywhere flip >"$T/said" 2>&1 && return
	[ "$status" -eq 1 ] && says "not complete" err && grep "its md5 is not the store's" err |
		grep -vq 'trying again' || { cat said; return 1; }
}
check 'row 10: damaged at 50 places: asked for once more, or said' damaged
plan s '*c/07 flip 100'
check 'row 10: damaged each time' fails 1 'its md5 is not the store' s3://bucket/c/07
plan s '^/bucket.*list-type reset' '^/bucket.*list-type close' '^/bucket.*list-type status 503' 'c/07 status 500' 'c/07 after 503 1'
check 'rows 4, 5: reset, closed, 503, 500, 503 with Retry-After' whole f/middle 's3://bucket/c/*7' --match c/07
plan s

done_testing
