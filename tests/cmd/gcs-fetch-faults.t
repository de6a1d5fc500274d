#!/bin/sh
# gcs-fetch against a server that goes wrong in every way (tests/server/faults.pl):
# what comes out is whole, or the exit status says that it is not.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/server/server.sh"

mkdir -p s/b/p s/meta
seq 1 2000 | sed 's/.*/{"n":&,"pad":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}/' >s/b/big.ndjson
gzip -nc s/b/big.ndjson >s/b/p/1.gz
echo '{"two":2}' >s/b/p/2.ndjson
echo '{"three":3}' >'s/b/p/a+b c&d=é%2F#?.ndjson'
: >s/b/p/empty
echo '{"z":26}' >s/b/p/z.ndjson
gzip -nc s/b/p/2.ndjson >s/b/enc.ndjson
echo gzip >s/meta/enc.ndjson
cp s/b/p/2.ndjson s/b/plain-as-gzip.ndjson
echo gzip >s/meta/plain-as-gzip.ndjson
cp s/b/p/2.ndjson s/b/md5.ndjson
echo nocrc >s/meta/md5.ndjson
cp s/b/p/2.ndjson s/b/unsummed.ndjson
echo 'nocrc nomd5' >s/meta/unsummed.ndjson
: >s/plan
faults s || { echo '1..0 # SKIP no perl that can serve'; exit 0; }
STORAGE_EMULATOR_HOST=127.0.0.1:$port
export STORAGE_EMULATOR_HOST

# whole FILE OPTION ...: what is fetched is that file, status 0.
whole() {
	file=$1
	shift
	gives 0 gcs-fetch "$@" >got 2>err || { cat err; return 1; }
	same "$file" got
}
# fails STATUS WHY OPTION ...
fails() {
	status=$1 why=$2
	shift 2
	gives "$status" gcs-fetch "$@" >got 2>err && says "$why" err
}
asked() {
	grep -c "$1" s/log
}
# had N PATTERN: the log has so many requests of the kind.
had() {
	[ "$(asked "$2")" -eq "$1" ] || { cat s/log; return 1; }
}

# ---- listing ----

plan s
names() {
	gcs-fetch -q --list gs://b/p/ >list || return 1
	jq -r .uri list | sed 's,gs://b/,s/b/,' >got
	LC_ALL=C find s/b/p -type f | LC_ALL=C sort >want
	same want got && had 3 'GET /storage/v1/b/b/o?'
}
check 'row 27: a listing of several pages, with names that need encoding' names
record() {
	jq -r 'select(.uri == "gs://b/p/2.ndjson") | .md5' list >got
	openssl md5 -binary s/b/p/2.ndjson | base64 >want
	same want got && jq -es 'all(.size >= 0 and (.generation | test("^[0-9]+$")) and .updated and
		(.crc32c | length == 8))' list
}
check 'size, time, generation and checksums are in the records' record
cat s/b/big.ndjson s/b/p/2.ndjson "s/b/p/a+b c&d=é%2F#?.ndjson" s/b/p/z.ndjson >all
check 'a prefix comes whole, in order' whole all gs://b/p/
pinned() {
	had 5 'alt=media&generation=[0-9]*&ifGenerationMatch=[0-9]* ' &&
		had 5 '^Accept-Encoding: gzip' && had 0 '^Authorization'
}
check 'every object is asked for by its generation, gzip welcome, no credentials' pinned
through_a_pipe() {
	gcs-fetch -q --list gs://b/p/ | gcs-fetch -q >got && same all got
}
check 'records of --list are input' through_a_pipe
check 'patterns' whole s/b/p/z.ndjson 'gs://b/*/[yz].ndjson'
check 'one at a time gives the same' whole all --jobs 1 gs://b/p/

plan s 'prefix= status 503 busy' 'pageToken status 503'
check 'row 4: a listing is tried again' whole all gs://b/p/
plan s 'prefix= json {"items":[{"name":"p/2.nd'
check 'so is one that comes cut off' whole all gs://b/p/
plan s '*prefix= json {"nextPageToken":"A","items":[]}'
check 'row 14: a page token that repeats is an error' fails 1 'the listing goes round' gs://b/p/
plan s 'o\?maxResults.*prefix= json {"nextPageToken":"A"}' 'pageToken=A json {"nextPageToken":"B"}' \
	'pageToken=B json {"nextPageToken":"A"}'
check '... also by way of another' fails 1 'the listing goes round' gs://b/p/
plan s '^(?!.*pageToken).*prefix= json {"nextPageToken":"q","items":[]}' 'pageToken=q json {}'
check 'row 14: empty pages are no end' fails 1 'there is no object' gs://b/p/
plan s 'pageToken status 400 Invalid'
check 'row 13: a token that is refused: the listing goes on by name' whole all gs://b/p/
check '... from the last one' had 1 startOffset=
plan s '*prefix= status 403 {"error":{"code":403,"message":"me@x does not have storage.objects.list access.","errors":[{"reason":"forbidden"}]}}'
check 'row 3: no permission: said in the words of the server, once' \
	fails 1 'gs://b/p/: 403 forbidden: me@x does not have storage.objects.list access.' gs://b/p/
check '... not tried again' had 1 prefix=
plan s '*. status 400 {"error":{"code":400,"message":"Bucket is requester pays bucket but no user project provided.","errors":[{"reason":"required"}]}}'
check 'row 15: requester pays: the option is named' fails 1 '--user-project' gs://b/p/
plan s
check '--user-project and --header are sent' whole all --user-project me-42 --header 'X-More: yes' gs://b/p/
check '... with every request' pipe '[ $(grep -c "^x-goog-user-project: me-42" s/log) -eq 8 ] &&
	[ $(grep -c "^X-More: yes" s/log) -eq 8 ]'
printf 'X-Key: c2VjcmV0\n\nX-Other: 1\n' >headers
check 'headers from a file' whole all --header @headers gs://b/p/
check '... are sent' pipe '[ $(grep -c "^X-Key: c2VjcmV0" s/log) -eq 8 ] && ! grep c2VjcmV0 err'
check 'a bucket that is not there' fails 1 'gs://nob/: 404 notFound' gs://nob/
check 'an object that is not there; a prefix is named' fails 1 "a prefix ends in '/'" gs://b/none

# ---- one object: broken off, and resumed ----

big=gs://b/big.ndjson
big_is() {
	whole s/b/big.ndjson "$big"
}
# Side by side, so that the waits are too: a body at 50 places, and at every byte
# of a small one.
mkdir s/fifty s/small
head -n 300 s/b/big.ndjson >middle
for i in $(seq -w 0 49); do cp middle "s/fifty/$i"; cat middle >>fifty; done
size=$(wc -c <middle) small=$(wc -c <s/b/p/z.ndjson)
# everywhere FAULT OPTION ...
everywhere() {
	fault=$1
	shift
	plan s
	for i in $(seq -w 0 49); do echo "fifty/o/$i.*alt=media $fault $((${i#0} * size / 50))"; done >s/plan
	whole fifty --jobs 50 "$@" gs://fifty/ && [ "$(find s -name 'used.*' | wc -l)" -eq 50 ]
}
check 'rows 6, 8: cut at 50 places: the bytes of an undisturbed run' everywhere cut
check 'row 6: reset at 50 places' everywhere break
check 'row 7: stalled at 50 places' everywhere stall --stall-time 1
check 'row 9: short at 50 places, no length said' everywhere short
ends() {
	plan s "alt=media $1" "alt=media $2 $(wc -c <s/b/big.ndjson)"
	big_is
}
check 'row 5: reset, then cut behind the last byte' ends reset cut
check 'row 5: closed, then reset behind the last byte' ends close break
for at in $(seq 10 $((small + 10))); do
	cp s/b/p/z.ndjson "s/small/$at"
	cat s/b/p/z.ndjson >>smalls
done
plan s
for at in $(seq 10 $((small + 10))); do
	echo "small/o/$at.*alt=media cut $((at - 10))" >>s/plan
done
check 'rows 6, 8: a small body cut at every byte: the same each time' whole smalls --jobs 16 gs://small/
plan s 'alt=media cut 30000' 'alt=media cut 20000' 'alt=media reset' 'alt=media status 503' \
	'alt=media break 10000'
check 'rows 4, 5, 6: five faults in one object: no byte lost, none twice' big_is
check 'each leg goes on where the last one ended, with the same generation' \
	pipe 'grep "^Range" s/log | tr "\n" ";" | grep -qx "Range: bytes=30000-;Range: bytes=50000-;Range: bytes=50000-;Range: bytes=50000-;Range: bytes=60000-;" &&
		[ $(grep -o "ifGenerationMatch=[0-9]*" s/log | sort -u | wc -l) -eq 1 ]'
plan s 'alt=media short 30000'
check 'row 9: a short body without length is noticed and resumed' big_is
check '... by Range' had 1 '^Range: bytes=30000-'
plan s 'alt=media cut 30000' 'alt=media whole'
check 'a server that ignores Range: what was had is skipped' big_is
plan s 'alt=media cut 30000' 'alt=media header Content-Range:bytes 0-1/2'
check 'another range than the one asked for is refused' fails 1 'other ones came' "$big"
plan s 'alt=media cut 30000' 'alt=media header X-Goog-Generation:7'
check 'another generation on the way is refused' fails 1 'generation 7 came instead of' "$big"
plan s 'alt=media header X-Goog-Generation:'
check 'an empty header says nothing' big_is
plan s 'alt=media header Content-Encoding:'
check '... nor does this one' big_is
plan s '*alt=media cut 30000'
only_whole_lines() {
	fails 4 'gs://b/big.ndjson' --retry-time 2s "$big" && [ -s got ] &&
		head -n "$(wc -l <got)" s/b/big.ndjson >want && same want got
}
plan s 'alt=media cut 30000' '*alt=media status 503'
check 'no end of faults: status 4, whole lines' only_whole_lines
plan s 'alt=media after 429 2'
slept() {
	begin=$(date +%s%N)
	big_is && [ $((($(date +%s%N) - begin) / 1000000)) -ge 1900 ]
}
check 'row 4: Retry-After is waited for' slept
plan s '*alt=media after 503 60'
check '... not longer than --retry-time allows' fails 4 '503' --retry-time 5s "$big"
plan s 'alt=media status 403 {"error":{"message":"slow","errors":[{"reason":"userRateLimitExceeded"}]}}'
check 'row 3: 403 that is a rate limit is tried again' big_is
plan s '1.gz.*alt=media status 408' '2.nd.*alt=media status 500' 'z.nd.*alt=media close'
check 'rows 4, 5: 408, 500 and an empty reply are tried again' whole all gs://b/p/
plan s 'alt=media stall 30000' 'prefix= stall 10'
check 'row 7: a download that stalls is broken off and resumed' whole s/b/big.ndjson --stall-time 1s "$big"
check '... from there' had 1 '^Range: bytes=30000-'
check 'so is a listing' whole all --stall-time 1s gs://b/p/
plan s '*alt=media stall 0'
check 'row 7: a server that says nothing: status 4' \
	fails 4 'nothing came for 1 s' --stall-time 1s --retry-time 1s "$big"
plan s '*alt=media status 403 no'
check 'row 3: a plain 403 is not' fails 1 '403: no' "$big"
check '... not once' had 1 alt=media
plan s '*alt=media status 401 who'
check 'row 2: 401 without credentials' fails 1 'it wants credentials' "$big"
plan s '*alt=media status 302'
check 'row 19: redirects are not followed' fails 1 'big.ndjson: 302' "$big"

# ---- what came is not what is there ----

gcs-fetch -q --list "$big" >record
plan s '*alt=media flip 50000'
check 'row 10: a damaged byte: status 1, named' fails 1 'gs://b/big.ndjson: its crc32c is not the store'"'"'s' "$big"
plan s 'alt=media flip 3'
check 'row 10: damaged, but noticed before anything was given: once more' \
	whole all gs://b/p/1.gz gs://b/p/2.ndjson 'gs://b/p/a*' gs://b/p/z.ndjson
jq -c '.crc32c = "AAAAAA=="' record >wrong
check 'a record whose checksum is another' sh -c 'gcs-fetch -q <wrong >got 2>err; [ $? -eq 1 ]'
jq -c '.size -= 1' record >wrong
check 'more bytes than the record says' sh -c 'gcs-fetch <wrong >got 2>err; [ $? -eq 1 ] && grep -q "is longer than" err'
jq -c '.generation = "7"' record >wrong
check 'rows 11, 12: a generation that is gone' sh -c 'gcs-fetch <wrong >got 2>err; [ $? -eq 1 ] && grep -q "404.*no longer there" err'
plan s 'alt=media status 412 {"error":{"message":"At least one","errors":[{"reason":"conditionNotMet"}]}}'
check 'row 11: overwritten meanwhile' fails 1 '412 conditionNotMet: At least one; overwritten' "$big"
plan s
check 'MD5 where there is no crc32c' whole s/b/p/2.ndjson gs://b/md5.ndjson
plan s 'alt=media flip 5'
check '... is checked' sh -c 'gcs-fetch gs://b/md5.ndjson >got 2>err; grep -q "its md5 is not" err'
plan s
unverified() {
	whole s/b/p/2.ndjson --summary sum.json gs://b/unsummed.ndjson &&
		jq -e '.noted.unverified_objects == 1' sum.json
}
check 'no checksum at all: counted as unverified' unverified

# ---- compression ----

check 'row 24: stored with Content-Encoding: gzip' whole s/b/p/2.ndjson gs://b/enc.ndjson
check '... raw is as stored' whole s/b/enc.ndjson --raw gs://b/enc.ndjson
plan s 'alt=media cut 12'
check '... is resumed in the stored bytes' whole s/b/p/2.ndjson gs://b/enc.ndjson
check '... at 12' had 1 '^Range: bytes=12-'
plan s
check 'row 24: labelled gzip, but plain' whole s/b/p/2.ndjson gs://b/plain-as-gzip.ndjson
plan s 'alt=media squeezed'
check 'row 24: compressed on the way: asked for again without' whole s/b/big.ndjson "$big"
check '... by identity' had 1 '^Accept-Encoding: identity'
plan s '*alt=media squeezed'
check '... and if that is no help, an error' fails 1 'compressed on the way' "$big"
plan s '*alt=media expanded'
check 'row 24: decompressed on the way: an error' fails 1 'decompressed on the way' gs://b/enc.ndjson

# ---- many ----

mkdir s/many
for i in $(seq -w 1 60); do seq "$i" 200 | sed 's/.*/{"n":&}/' >"s/many/$i"; done
cat s/many/* >many
plan s 'many/o/../?[05]?.*alt=media cut 33' 'many/o/07 reset' 'many/o/08 status 503' \
	'many/o/09.*alt=media cut 1' 'many/o/31.*alt=media break 40'
check 'sixty objects, 16 at a time, some faults: in order, whole' whole many --jobs 16 gs://many/
plan s 'many/o/30 status 404 gone'
one_fails() {
	fails 1 'gs://many/30: 404: gone' gs://many/ && rm s/many/30 && cat s/many/* >want && same want got
}
check 'row 28: one of sixty fails: the others are all there' one_fails
plan s 'many/o/05.*alt=media cut 100' 'many/o/05.*alt=media cut 100'
sources() {
	whole got --raw gs://many/05 || true
	gcs-fetch -q --with-source gs://many/05 >got && jq -r ._source got | head -n 2 >two &&
		printf 'gs://many/05:1\ngs://many/05:2\n' >want && same want two
}
check '--with-source' sources
# The first waits, the second comes ahead: more than fits in memory.
head -c 83886080 /dev/zero | tr '\0' 'x' >s/b/huge
echo nocrc >s/meta/huge
plan s '2.nd.*alt=media after 503 2'
# Sanitizers reserve more than any limit.
limit() {
	[ -n "${SAN:-}" ] || ulimit -v 250000
}
spilled() {
	cat s/b/p/2.ndjson s/b/huge >want
	(limit && gcs-fetch -q --raw gs://b/p/2.ndjson gs://b/huge) >got 2>err && same want got
}
check 'what does not fit in memory waits on the disk' spilled
spilled_nowhere() {
	plan s '2.nd.*alt=media after 503 2'
	(TMPDIR=/none && export TMPDIR && limit &&
		gcs-fetch -q --raw gs://b/p/2.ndjson gs://b/huge) >got 2>err && same want got
}
check 'where there is no room on the disk, it waits at the server' spilled_nowhere
plan s
reader_goes() {
	gcs-fetch -q gs://many/ | head -n 1 >/dev/null
}
check 'row 20: a reader that has gone is the end of it' reader_goes

done_testing
