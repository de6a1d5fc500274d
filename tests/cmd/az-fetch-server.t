#!/bin/sh
# az-fetch against Azurite, which checks signatures and SAS tokens; what is there
# was put there by Microsoft's own client. faults.pl stands between for faults.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/server/server.sh"

sdk=$(HOME=$home sh "$TOP/tests/server/azurite") || absent "no Azurite: $sdk"
port=$(free_port)
node "$sdk/node_modules/.bin/azurite-blob" --blobHost 127.0.0.1 --blobPort "$port" \
	--disableTelemetry --inMemoryPersistence --skipApiVersionCheck >azurite.log 2>&1 &
servers="$servers $!"
azurite=127.0.0.1:$port
url=http://$azurite/devstoreaccount1
until_true grep -q 'successfully listens' azurite.log || { echo 'Bail out! Azurite does not start'; exit 1; }

printf '%s\n' 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==' >key
export AZURE_STORAGE_ACCOUNT=devstoreaccount1
az() {
	az-fetch --key key --endpoint "$url" "$@"
}
# microsoft COMMAND ...: what their client does.
microsoft() {
	node "$TOP/tests/server/azurite.js" "$sdk" "$url" "$@"
}
# whole FILE OPTION ...: what is fetched is that file, status 0.
whole() {
	file=$1
	shift
	gives 0 az "$@" >got 2>err || { cat err; return 1; }
	same "$file" got
}
# fails STATUS WHY OPTION ...
fails() {
	status=$1 why=$2
	shift 2
	gives "$status" az "$@" >got 2>err && says "$why" err && ! grep -aE 'sig=|SharedKey|Eby8' err
}

# ---- names and bytes, whatever they are ----

mkdir f
perl -e 'srand 7; print map { chr int rand 256 } 1 .. 300_000' >f/random
: >f/empty
printf 'x' >f/one
seq 1 40000 | sed 's/.*/{"n":&,"pad":"xxxxxxxxxxxxxxxxxxxxxx"}/' >f/big.ndjson
gzip -nc f/big.ndjson >f/big.gz
{ gzip -nc f/one; gzip -nc f/big.ndjson; } >f/two.gz
perl -e 'print "0123456789abcde\n" x (20 << 16)' >f/20M

# A line for each object: its name, with the file and how it is put there.
cat >objects <<'END'
{"name":"n/# ? % + & = ; , : @ ! $ ( ) * ' ~.x","file":"f/one"}
{"name":"n/%2F%00%zz","file":"f/random"}
{"name":"n/-leading","file":"f/one"}
{"name":"n/<x>&amp;\"quoted\".json","file":"f/one"}
{"name":"n/a//b///c","file":"f/one"}
{"name":"n/blocks","file":"f/random","blocks":true}
{"name":"n/empty","file":"f/empty"}
{"name":"n/enc","file":"f/big.gz","encoding":"gzip"}
{"name":"n/gz","file":"f/big.gz"}
{"name":"n/labelled gzip","file":"f/one","encoding":"gzip"}
{"name":"n/line\nfeed\ttab\rreturn","file":"f/one"}
{"name":"n/plain","file":"f/20M"}
{"name":"n/two","file":"f/two.gz"}
{"name":"n/é 日本 🎉","file":"f/random"}
END
i=0
while [ "$i" -lt 186 ]; do
	i=$((i + 1))
	printf '{"name":"n/z%03d [%d]{x}^`|","file":"f/%s"}\n' "$i" "$i" "$(echo one random empty | cut -d' ' -f $((i % 3 + 1)))"
done >>objects
microsoft put cont <objects >put.log 2>&1 || { cat put.log; echo 'Bail out! nothing can be uploaded'; exit 1; }

listed() {
	az -q --list az://cont/n/ >list || return 1
	jq -r '"az://cont/" + .name | @json' objects | LC_ALL=C sort >want
	jq -r '.uri | @json' list | LC_ALL=C sort >got
	same want got && [ "$(wc -l <list)" -eq 200 ]
}
check 'row 27: 200 objects with hostile names are listed' listed
sizes() {
	jq -r .file objects | xargs wc -c | awk '!/total/ { n += $1 } END { print n }' >want
	jq -s 'map(.size) | add' list >got
	same want got && jq -es 'all(.etag | test("^0x[0-9A-F]+$"))' list &&
		jq -es 'all(.updated | test("^[-0-9]{10}T[:0-9]{8}.000Z$"))' list
}
check '... with their sizes, times and ETags' sizes
md5() {
	jq -r 'select(.uri == "az://cont/n/plain") | .md5' list >got
	openssl md5 -binary f/20M | base64 >want
	same want got
}
check '... and MD5' md5
jq -r '.uri' list >/dev/null
# By the names in our listing's order, so that the bytes come in that order.
jq -r --slurpfile o objects '. as $r | $o[] | select("az://cont/" + .name == $r.uri) | .file' list >files
xargs cat <files >all
check 'all of them come byte for byte as they were put' whole all --raw --jobs 16 az://cont/n/
check '... also one at a time, by object records' \
	pipe 'az-fetch --key key --endpoint '"$url"' -q --raw --jobs 1 <list | cmp - all'
by_name() {
	jq -c 'select(.name | test("[*?\\[]|\n|/$") | not)' objects | while IFS= read -r o; do
		name=$(echo "$o" | jq -r .name)
		az -q --raw "az://cont/$name" >got 2>err && cmp got "$(echo "$o" | jq -r .file)" ||
			{ echo "$name"; cat err; return 1; }
	done
}
grep -v '"n/z' objects >few && mv few objects
check 'each by its name alone' by_name
check 'their client has the same bytes' pipe 'printf "n/é 日本 🎉" >name &&
	node "$TOP/tests/server/azurite.js" '"$sdk $url"' get cont name | cmp - f/random'
one() {
	az -q --list 'az://cont/n/é 日本 🎉' >got || return 1
	jq -c 'select(.uri == "az://cont/n/é 日本 🎉")' list >want
	same want got
}
check 'one that is looked up has the same record' one
check 'records: gzip is decompressed' whole f/big.ndjson az://cont/n/gz
check 'row 24: ... also where Content-Encoding says so' whole f/big.ndjson az://cont/n/enc
check 'patterns' pipe 'az-fetch --key key --endpoint '"$url"' -q --list "az://cont/n/[gp]*" | jq -r .uri | tr "\n" " " |
	grep -qx "az://cont/n/gz az://cont/n/plain "'
# ---- who may ----

container_is() {
	gives 0 az-fetch --endpoint "$url" "$@" az://cont/n/gz >got 2>err || { cat err; return 1; }
	same f/big.ndjson got
}
by_sas() {
	AZURE_STORAGE_SAS_TOKEN=$(microsoft sas cont rl) gives 0 az-fetch --endpoint "$url" 'az://cont/n/g*' >got 2>err || { cat err; return 1; }
	same f/big.ndjson got
}
check 'by a SAS token' by_sas
sas_fails() {
	microsoft sas "$@" >sas
	gives 1 az-fetch --key sas --endpoint "$url" "$uri" >got 2>err && says "$why" err && ! grep -E 'sig=|se=' err
}
uri='az://cont/n/*' why='403 AuthorizationPermissionMismatch'
check 'one that does not list: said, without showing it' sas_fails cont r
check '... but reads' container_is --key sas
uri=az://cont/n/gz why='has it not ended? (as a SAS token)'
check 'one that has ended' sas_fails cont rl -60
by_string() {
	AZURE_STORAGE_CONNECTION_STRING="DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=$(cat key);BlobEndpoint=$url;" \
		gives 0 az-fetch az://cont/n/gz >got 2>err || { cat err; return 1; }
	same f/big.ndjson got
}
check 'by a connection string' by_string
check 'by the variables' env AZURE_STORAGE_KEY="$(cat key)" sh -c "az-fetch --endpoint $url az://cont/n/gz 2>err | cmp - f/big.ndjson"
wrong_key() {
	echo d3Jvbmc= >wrong
	fails 1 '403 Auth' --key wrong az://cont/n/gz && says '(as the key of account devstoreaccount1)' err
}
check 'row 3: a wrong key: said, with the account' wrong_key
microsoft put open public <objects
check 'a public container, without any' pipe 'az-fetch --anonymous --endpoint '"$url"' az://open/n/gz | cmp - f/big.ndjson'
check '... and a private one' fails 1 'wants credentials' --anonymous az://cont/n/gz

# ---- what is not there ----

check 'a blob that is not there' fails 1 'az://cont/none: 404 BlobNotFound: The specified blob does not exist.; a prefix' az://cont/none
check '... listed' fails 1 'az://cont/none: 404 BlobNotFound' --list az://cont/none
check 'a container that is not there' fails 1 '404 ContainerNotFound' az://nothere/
check 'a prefix that nothing has' fails 1 'az://cont/none/: there is no object' az://cont/none/
changed() {
	az -q --list az://cont/n/two >record && echo '{"name":"n/two","file":"f/one"}' | microsoft put cont &&
		gives 1 az <record >got 2>err && says 'az://cont/n/two: 412 ConditionNotMet' err &&
		says 'overwritten since it was listed' err
}
check 'row 11: overwritten since it was listed' changed
deleted() {
	az -q --list az://cont/n/two az://cont/n/gz >record && microsoft delete cont n/two &&
		gives 1 az <record >got 2>err && says 'az://cont/n/two: 4' err &&
		says ' since it was listed' err && same f/big.ndjson got
}
check 'rows 12, 28: deleted since it was listed; the others come' deleted

# ---- faults on the way ----

echo '{"name":"big.ndjson","file":"f/big.ndjson"}' | microsoft put cont
# An object for each place, so that all of them are waited for at once.
head -n 2500 f/big.ndjson >f/middle
size=$(($(wc -c <f/middle)))
for i in $(seq -w 0 49); do echo "{\"name\":\"c/$i\",\"file\":\"f/middle\"}"; done | microsoft put cont
for i in $(seq 50); do cat f/middle; done >fifty

mkdir s
: >s/plan
faults s "$azurite" || { skip 'faults' 'no perl that can serve'; done_testing; }
url=http://127.0.0.1:$port/devstoreaccount1
big_is() {
	whole f/big.ndjson az://cont/big.ndjson
}
# everywhere FAULT OPTION ...
everywhere() {
	rm -rf s/used.*
	for i in $(seq -w 0 49); do echo "c/$i $1 $((${i#0} * size / 50))"; done >s/plan
	shift
	whole fifty --jobs 50 "$@" az://cont/c/ && [ "$(ls -d s/used.* | wc -l)" -eq 50 ]
}
check 'rows 6, 8: cut at 50 places: the bytes of an undisturbed run' everywhere cut
check 'row 6: reset at 50 places' everywhere break
check 'row 7: stalled at 50 places' everywhere stall --stall-time 2s
check 'row 9: short at 50 places, no length said' everywhere short
plan s 'big.ndjson cut 30000' 'big.ndjson break 20000' 'big.ndjson reset' 'big.ndjson status 503 x' 'big.ndjson cut 9'
check 'five faults in one object: no byte lost, none twice' big_is
pinned() {
	[ "$(grep -c '^Range: bytes=' s/log)" -ge 4 ] && [ "$(grep -c '^If-Match: "0x' s/log)" -ge 4 ] &&
		[ "$(grep '^If-Match' s/log | sort -u | wc -l)" -eq 1 ]
}
check '... each leg by Range, of one version' pinned
plan s 'big.ndjson short 30000'
check 'row 9: a short body without length is noticed and resumed' big_is
plan s '*big.ndjson flip 50000'
check 'row 10: a damaged byte: status 1, named' fails 1 "az://cont/big.ndjson: its md5 is not the store's" az://cont/big.ndjson
plan s 'big.ndjson cut 30000' '*big.ndjson flip 7'
check '... also in what was resumed' fails 1 "az://cont/big.ndjson: its md5 is not the store's" az://cont/big.ndjson
plan s 'big.ndjson cut 30000' 'big.ndjson header ETag:"0x7"'
check 'another version on the way is refused' fails 1 'ETag 0x7 came instead of 0x' az://cont/big.ndjson
plan s 'big.ndjson cut 30000' '*big.ndjson status 503 x'
check 'no end of faults: status 4' fails 4 'az://cont/big.ndjson: 503' --retry-time 2s az://cont/big.ndjson
check '... whole lines' pipe '[ -s got ] && head -n "$(wc -l <got)" f/big.ndjson | cmp - got'
plan s 'comp=list status 500 x' 'comp=list reset' 'comp=list cut 100' '*. header X-Some:thing'
check 'rows 4, 5, 6: a listing is tried again' pipe '[ $(az-fetch --key key -q --endpoint '"$url"' --list az://cont/n/ | wc -l) -eq 199 ]'

# ---- many pages ----

plan s
url=http://$azurite/devstoreaccount1
awk 'BEGIN { for (i = 0; i < 5003; i++) printf "{\"name\":\"p/%05d &+\",\"file\":\"f/one\"}\n", i }' >many
pages() {
	microsoft put cont <many || return 1
	az -q --list az://cont/p/ | jq -r '.uri | ltrimstr("az://cont/")' >got
	jq -r .name many >want
	same want got
}
check '5003 objects are two pages, in order' pages

done_testing
