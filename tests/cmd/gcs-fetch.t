#!/bin/sh
# gcs-fetch on file://: listing, patterns, decoding, raw bytes, object records.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/server/server.sh"

mkdir -p b/a b/a-b b/logs/2021/06 b/empty
printf '{"a":1}\n{"a":2}\n' | gzip -n >b/a/x.gz
printf '{"b":1}\n{"b":2}' >b/a-b/y.ndjson
printf 'k,v\n1,2\n' >b/logs/2021/06/z.csv
printf '{"c":1}\n{"c":\n{"c":3}\n' >b/logs/q.ndjson
printf '[{"d":1},{"d":2}]' >'b/odd *[1]?#7 +%2F.json'
: >b/_SUCCESS
echo '{"m":1}' >b/manifest.json
: >b/logs/dummy-object.txt
touch -d '2021-06-11 10:41:23.5' b/a/x.gz

uris() {
	gcs-fetch -q --list "$@" >list.out || return 1
	jq -r .uri list.out
}

# uris_are 'LINES' URI ...: the listing is these names.
uris_are() {
	printf "$1" >want
	shift
	uris "$@" >got
	same want got
}

check 'a folder is listed in the order of the bytes of the whole names' \
	uris_are 'file://b/a-b/y.ndjson\nfile://b/a/x.gz\nfile://b/logs/2021/06/z.csv\nfile://b/logs/q.ndjson\nfile://b/odd *[1]?#7 +%%2F.json\n' file://b/
check 'an absolute path works too' \
	uris_are "file://$T/b/a/x.gz\n" "file://$T/b/a/"
check '* stays in a folder' uris_are 'file://b/logs/q.ndjson\n' 'file://b/logs/*.ndjson'
check '** does not' \
	uris_are 'file://b/a-b/y.ndjson\nfile://b/logs/q.ndjson\n' 'file://b/**.ndjson'
check 'sets and question marks' uris_are 'file://b/a/x.gz\n' 'file://b/[a-c]/?.gz'
check 'a pattern may begin inside a name' \
	uris_are 'file://b/logs/2021/06/z.csv\n' 'file://b/log*/20*/**'
check 'several operands are taken in their order' \
	uris_are 'file://b/logs/q.ndjson\nfile://b/a/x.gz\n' file://b/logs/q.ndjson 'file://b/a/*'

record_is() {
	gcs-fetch -q --list file://b/a/x.gz >got
	size=$(wc -c <b/a/x.gz)
	echo '{"uri":"file://b/a/x.gz","size":'"$((size))"',"updated":"2021-06-11T10:41:23.500Z"}' >want
	same want got
}
check 'an object record has uri, size and time' record_is

ignored() {
	gcs-fetch -q --list --summary s.json file://b/ >/dev/null &&
		jq -e '.noted.ignored_objects == 3 and .noted.objects == 5' s.json || { cat s.json; return 1; }
}
check 'what writers leave beside the data is left out, and counted' ignored
check 'but can be asked for by name' pipe 'gcs-fetch -q file://b/manifest.json | grep -qx "{\"m\":1}"'

records() {
	gcs-fetch -q --max-rejects 1 "$@" >got 2>err && same want got
}
cat >want <<'END'
{"b":1}
{"b":2}
{"a":1}
{"a":2}
{"k":"1","v":"2"}
{"c":1}
{"c":3}
{"d":1}
{"d":2}
END
check 'records of gzip, CSV, ndjson and JSON come decoded, in listing order' records file://b/
check 'any --jobs gives the same' records --jobs 1 file://b/
check 'a record that cannot be read is rejected, with its object, and gives 3' \
	gives 3 gcs-fetch -q --rejects rejects.ndjson file://b/
check 'the reject names the object and the line' \
	jq -e '.source == "file://b/logs/q.ndjson" and .line == 2' rejects.ndjson

with_list() {
	gcs-fetch -q --list file://b/ | gcs-fetch -q --max-rejects 1 >got 2>err
	same want got
}
check 'object records are input, whatever the names look like' with_list
by_lines() {
	printf 'file://b/a-b/\n\n  file://b/a/x.gz\r\n{"uri":"file://b/odd *[1]?#7 +%%2F.json","junk":[{}]}' |
		gcs-fetch -q >got
	printf '{"b":1}\n{"b":2}\n{"a":1}\n{"a":2}\n{"d":1}\n{"d":2}\n' >want2
	same want2 got
}
check 'so are URIs, one a line, mixed with them' by_lines

sources() {
	printf '%s\n' '{"_source":"file://b/a/x.gz:1","a":1}' '{"_source":"file://b/a/x.gz:2","a":2}' >want2
	printf '%s\n' '{"_source":"file://b/logs/q.ndjson:1","c":1}' \
		'{"_source":"file://b/logs/q.ndjson:3","c":3}' >>want2
	gcs-fetch -q --with-source --max-rejects 1 file://b/a/ file://b/logs/q.ndjson >got 2>err
	same want2 got
}
check '--with-source puts object and line first' sources
same_bytes() {
	gcs-fetch -q --raw file://b/a/ file://b/logs/q.ndjson >got && cat b/a/x.gz b/logs/q.ndjson >want2 &&
		same want2 got
}
check '--raw gives the bytes as they are' same_bytes
check '--from and --records are those of ev-decode' \
	pipe 'gcs-fetch -q --from csv file://b/logs/2021/ | grep -q k && echo "{\"x\":[{\"y\":1}]}" >r.json &&
		gcs-fetch -q --records x file://r.json | grep -qx "{\"y\":1}"'

# wrong STATUS WHY OPTION ...: that status and that reason.
wrong() {
	status=$1 why=$2
	shift 2
	gives "$status" gcs-fetch "$@" >out 2>err && says "$why" err
}
check 'a missing file gives 1' wrong 1 'file://b/none: No such file' file://b/none
check 'so does a missing folder' wrong 1 'file://none/: ' file://none/
check 'and a folder without its slash, with a hint' wrong 1 "end it in '/'" file://b
check 'and a pattern that nothing matches' wrong 1 'file://b/*.txt: no object matches' 'file://b/*.txt'
check 'and an empty folder' wrong 1 'there is no object' file://b/empty/
check 'and what is no URI' wrong 1 'b/a/x.gz: is no URI' b/a/x.gz
check 'a URI of another store names its program' wrong 1 'try s3-fetch' s3://b/x
check 'a bucket without name gives 1' wrong 1 'names no bucket' gs://
one_of_many() {
	gives 1 gcs-fetch -q file://b/none file://b/a/x.gz 'file://b/z*' >got 2>err || return 1
	printf '{"a":1}\n{"a":2}\n' >want2
	same want2 got && grep -q '^gcs-fetch: not complete, 2 of 3: .*file://b/none' err
}
check 'row 28: one that fails stops no other, and is named at the end' one_of_many
truncated() {
	head -c -9 b/a/x.gz >cut.gz
	wrong 1 'truncated' file://cut.gz file://b/a-b/y.ndjson && says '{"b":2}' out
}
check 'truncated gzip gives 1, the next object is read' truncated
link_loop() {
	mkdir -p l/m && echo '{"l":1}' >l/x && ln -s .. l/m/up && ln -s ../b/a l/to
	gives 1 gcs-fetch -q --list file://l/ >out 2>err && says 'l/m/up/: is a link to a folder above it' err
}
check 'a link to a folder above is an error, not a loop' link_loop
check 'other links are followed' pipe 'rm l/m/up && gcs-fetch -q file://l/to/ | grep -q a'

bad_record() {
	echo "$1" | gives 1 gcs-fetch -q >out 2>err && says "$2" err
}
check 'a record without uri' bad_record '{"size":1}' '<stdin>:1: no object record: it has no uri'
check 'a record with a wrong size' bad_record '{"uri":"file://b/a/x.gz","size":"x"}' 'size: not a number'
check 'a record that is no JSON' bad_record '{"uri":' 'no object record: byte'
check 'empty stdin is nothing to do' sh -c '[ -z "$(gcs-fetch </dev/null 2>/dev/null)" ]'

# Before anything is read or asked for.
check '--header that is none is refused' wrong 2 "not of the form 'Name: value'" --header secret1 file://b/
check '... without being shown' sh -c '! grep -q secret1 err'
for bytes in 'A: b\tc' 'A: b\rX: c' 'A: b\nX: c' 'A: b\177' 'A b: c' ': c' 'A' ''; do
	check "... nor one with control bytes, or no name ($bytes)" \
		wrong 2 "not of the form" --header "$(printf "$bytes")" file://b/
done
printf 'Good: 1\nX: a\001b\n' >headers
check '... nor in a file' wrong 2 'not of the form' --header @headers file://b/
check '--header @FILE that is missing' wrong 2 'none.txt' --header @none.txt file://b/
check '--jobs 0 is refused' wrong 2 'not a number from 1 to 64' --jobs 0 file://b/
check '--list and --raw exclude each other' wrong 2 'cannot both' --list --raw file://b/
check '--with-source is for records' wrong 2 'with-source' --list --with-source file://b/

# Key files: what is wrong is named, before stdin is looked at.
key() {
	echo "$1" >key.json
	wrong 1 "key.json: $2" --key key.json file://b/a/
}
check 'row 26: a key file that is missing' wrong 1 'none.json: No such file' --key none.json file://b/a/
check 'row 26: a key file that is no JSON' key '{"type":' 'is no JSON'
check 'a key file without type' key '{}' 'is no credentials file: it has no type'
check 'a key of an unknown type' key '{"type":"gdch_service_account"}' 'type gdch_service_account is not supported'
check 'a service account that lends its name to nobody' \
	key '{"type":"impersonated_service_account","service_account_impersonation_url":"https://x"}' 'has no source_credentials'
check 'a service account without key' \
	key '{"type":"service_account","client_email":"a@b"}' 'has no private_key'
check 'row 26: a private key that is none' key \
	'{"type":"service_account","client_email":"a@b","private_key":"x","token_uri":"https://t"}' \
	'private_key: not a private key in PEM form'
check 'a user without refresh token' \
	key '{"type":"authorized_user","client_id":"i","client_secret":"s"}' 'has no refresh_token'
check 'credentials do not go over plain http' key \
	'{"type":"authorized_user","client_id":"i","client_secret":"s","refresh_token":"r","token_uri":"http://example.com/t"}' \
	'token_uri: would send the credentials unencrypted'
check 'nor do tokens' wrong 1 'would send the access token unencrypted to example.com' \
	--endpoint http://example.com gs://b/o
check 'an endpoint that is no URL' wrong 1 'no http:// or https:// URL' --endpoint ftp://x gs://b/o
check 'files need neither credentials nor network' \
	pipe 'GOOGLE_APPLICATION_CREDENTIALS=/none gcs-fetch -q file://b/a/ | grep -q a'

done_testing
