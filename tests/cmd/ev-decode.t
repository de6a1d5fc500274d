#!/bin/sh
# ev-decode: every format and compression, cut and damaged; what comes out is
# compared with jq, awk and the bytes that went in.
. "$(dirname "$0")/../lib.sh"

# decodes FILE OPTION ...: status 0, records in ./out
decodes() {
	file=$1
	shift
	gives 0 ev-decode -q "$@" "$file" >out
}

# any_pieces FILE STATUS: byte by byte and in odd pieces the same, status too
any_pieces() {
	status=0
	ev-decode -q "$1" >whole || status=$?
	[ "$status" -eq "$2" ] || { echo "status $status"; return 1; }
	for size in 0 1; do
		gives "$2" perl "$TOP/tests/contract/pieces.pl" $size "$1" ev-decode -q >pieces || return 1
		same whole pieces || return 1
	done
}

# ---- bytes stay as they are ----

cat >exact.ndjson <<'END'
{"user_id":12345678901234567890,"x":1.10,"y":-0,"z":1E400,"w":0.1e-7}
{"b":"\u005a\/\ud83d\ude00","a":{"k" : [1, 2 ,{}]},"a":1,"":null}
{"u":"\u2028 raw  too","nul":"\u0000","lone":"\ud83d"}
END
# U+2028, U+0085 and others end no line
printf '{"a":"\342\200\250\302\205\013x"}\n' | tr -d '\013' >>exact.ndjson
check 'numbers, escapes, order and repeats of keys stay byte for byte' \
	sh -c 'ev-decode -q exact.ndjson | cmp - exact.ndjson'
jq -c . >sample.ndjson <<'END'
{"type":"track","event":"Signed Up","properties":{"plan":"pro","list":[1,2,{"x":"a b"}]}}
{"type":"page","name":"[{\"not\":\"structure\"}]","context":{"page":{"url":"/x?a,b"}}}
{"type":"identify","traits":{"name":"O'Brien, \"Bob\"","age":42.50}}
END
jq . sample.ndjson >pretty.json
jq -s . sample.ndjson >array.json
jq -sc '{meta: {data: [{}]}, data: {events: .}, after: [{}]}' sample.ndjson >wrapper.json
perl -pe 's/\n/\r\n/' pretty.json >crlf.json
tr '\n' '\r' <sample.ndjson >cr.ndjson
{ cat array.json; printf '\357\273\277'; cat pretty.json; } >joined.json
# as_jq FILE WANT OPTION ...: the same values as jq reads there
as_jq() {
	answer=$2 file=$1
	shift 2
	decodes "$file" "$@" && jq -c . out >got && same "$answer" got
}
check 'pretty-printed objects' as_jq pretty.json sample.ndjson
check 'pretty-printed objects with CRLF' as_jq crlf.json sample.ndjson
check 'lines that end in CR' as_jq cr.ndjson sample.ndjson
check 'an array' as_jq array.json sample.ndjson
check 'a wrapper, by dotted path' as_jq wrapper.json sample.ndjson --records data.events
check 'a wrapper, by pointer' as_jq wrapper.json sample.ndjson --records /data/events
cat sample.ndjson sample.ndjson >twice.ndjson
check 'documents of different kinds joined, a BOM between them' as_jq joined.json twice.ndjson
tr -d '\n' <sample.ndjson >dense.json
check 'objects without line breaks, --from json' as_jq dense.json sample.ndjson --from json
check '... which as lines are rejected' gives 3 ev-decode dense.json
check 'a path that leads nowhere is a reject' gives 3 ev-decode --records no.such wrapper.json
for f in pretty array crlf joined; do
	check "$f.json in any pieces" any_pieces $f.json 0
done

# memory stays small on an array of 40 MB
perl -e 'print "["; print "{\"n\":$_,\"pad\":\"", "x" x 990, "\"},\n" for 1 .. 40000; print "{}]"' >big.json
# shellcheck disable=SC3045 # where ulimit has no -v, the test fails
small() {
	(ulimit -v 60000 && ev-decode -q big.json) | wc -l >count
	[ "$(cat count)" -eq 40001 ]
}
if [ -z "${SAN:-}" ]; then
	check 'an array of 40 MB in less than 60 MB' small
else
	skip 'an array of 40 MB in less than 60 MB' 'sanitizers take more'
fi
rm big.json

# ---- what is wrong ----

printf '{"a":1}\n{"broken\n{"a":2}\n[1]\n{"a":3}{}\n\n{"a":4}\n' >bad.ndjson
printf '{"a":1}\n{"a":2}\n{"a":4}\n' >good.ndjson
goes_on() {
	gives 3 ev-decode bad.ndjson >out 2>err && same good.ndjson out &&
		says 'bad.ndjson:2:9:' err && says 'bad.ndjson:4:1: an array' err &&
		says 'bad.ndjson:5:8:' err && says '6 read, 3 written, 3 rejected' err
}
check 'bad lines stop nothing and are named with line and byte' goes_on
check '--max-rejects allows them' gives 0 ev-decode --max-rejects 3 bad.ndjson
printf '[\n {"a":1},\n {"a":\n  bad},\n {"a":2},\n 7,\n {"a":4}\n]\n' >bad.json
in_document() {
	gives 3 ev-decode bad.json >out 2>err && same good.ndjson out &&
		says 'bad.json:4:3: expected a value' err && says 'bad.json:6:2:' err
}
check 'bad elements of an array too' in_document
cut_document() {
	head -c $(($(wc -c <array.json) - 20)) array.json >cut.json
	gives 1 ev-decode cut.json >out 2>err && jq -c . out >got && head -n 2 sample.ndjson >want &&
		same want got && says 'truncated' err
}
check 'a document that is cut gives its whole elements and 1' cut_document

# ---- gzip and zstd ----

i=0
: >members.gz
while read -r line; do
	i=$((i + 1))
	# the second member begins in the middle of a line
	printf '%s' "${line%?????}" | gzip >>members.gz
	printf '%s\n' "${line#"${line%?????}"}" | gzip >>members.gz
done <exact.ndjson
check 'gzip members cut inside lines' sh -c 'ev-decode -q members.gz | cmp - exact.ndjson'
check '... in any pieces' any_pieces members.gz 0
{ cat members.gz; head -c 1000 /dev/zero; } >padded.gz
check 'zeros behind the last member are padding' sh -c 'ev-decode -q padded.gz | cmp - exact.ndjson'
{ cat members.gz; echo junk; } >junk.gz
with_junk() {
	gives 1 ev-decode junk.gz >out 2>err && same exact.ndjson out && says 'garbage after gzip member 8' err
}
check 'garbage there is named, status 1, nothing is lost' with_junk
seq -f '{"n":%.0f}' 20000 >many.ndjson
gzip -c many.ndjson | gzip >twice.gz
check 'row 24: gzip in gzip is said, with what to do' sh -c \
	'ev-decode twice.gz >out 2>err; [ $? = 1 ] && [ ! -s out ] && grep -F "compressed twice; unpack it once" err'
check 'row 24: and what it says does it' sh -c 'gzip -dc twice.gz | ev-decode -q | cmp - many.ndjson'
gzip -c many.ndjson >many.gz
# lines_before FILE: status 1, and out is whole lines from the start of many
lines_before() {
	gives 1 ev-decode "$1" >out 2>err || return 1
	[ -s out ] && head -n "$(wc -l <out)" many.ndjson | cmp - out && says "$2" err
}
cut_gzip() {
	for part in 9 8 4 1; do
		head -c -$part many.gz >cut.gz
		lines_before cut.gz truncated && tail -n 1 out | says '{"n":20000}' - || return 1
	done
	head -c 30000 many.gz >cut.gz
	lines_before cut.gz truncated && says 'torn' err
}
check 'a truncated gzip gives its whole lines, and 1' cut_gzip
# shellcheck disable=SC2016 # perl's
wrong_crc() {
	perl -0777 -pe 'substr($_, -8, 1) ^= "\x01"' many.gz >crc.gz
	gives 1 ev-decode crc.gz >out 2>err && same many.ndjson out && says 'its CRC or length is not that of the data' err
}
check 'a wrong CRC gives all lines, and 1' wrong_crc
if command -v zstd >/dev/null; then
	zstd -q -c many.ndjson >many.zst
	cat many.zst many.zst >two.zst
	check 'zstd, two frames' sh -c 'cat many.ndjson many.ndjson >w; ev-decode -q two.zst | cmp - w'
	head -c -3 many.zst >cut.zst
	check 'a truncated zstd' lines_before cut.zst truncated
else
	skip 'zstd' 'no zstd here'
fi
one_fails() {
	gives 1 ev-decode exact.ndjson cut.gz no-such-file exact.ndjson >out 2>err || return 1
	cat exact.ndjson >want
	gzip -dc cut.gz 2>/dev/null | sed '$d' >>want
	cat exact.ndjson >>want
	same want out && says 'cut.gz: truncated' err && says 'no-such-file' err
}
check 'a file that fails does not stop the others' one_fails

# ---- CSV ----

jq -r '(["id", "a b", "text"] | @csv), (range(300) | [tostring, "x", "say \"\(.)\",\r\nbye\t"] | @csv)' \
	-n | sed 's/"x"/x/' >quoted.csv
jq -nc 'range(300) | {id: tostring, "a b": "x", text: "say \"\(.)\",\r\nbye\t"}' >quoted.want
check 'quotes, commas, CRLF and tabs in cells, as jq wrote them' as_jq quoted.csv quoted.want
check '... in any pieces' any_pieces quoted.csv 0
{ printf '\357\273\277'; cat quoted.csv; } >bom.csv
check 'a BOM before a quoted header' as_jq bom.csv quoted.want
awk 'BEGIN { print "n,square,empty"; for (i = 0; i < 5000; i++) printf "%05d,%d,\n", i, i * i }' >plain.csv
jq -nc 'range(5000) | {n: ("0000\(.)"[-5:]), square: "\(. * .)", empty: null}' >plain.want
check 'plain cells, leading zeros kept' as_jq plain.csv plain.want
tr ',' '\t' <plain.csv >plain.tsv
check 'the same with tabs' as_jq plain.tsv plain.want
{ cat plain.csv plain.csv; } >joined.csv
cat plain.want plain.want >joined.want
check 'joined files: the repeated header is no row' as_jq joined.csv joined.want
stray() {
	sed '1000s/,/,"/' plain.csv >stray.csv
	sed 999d plain.want >want
	gives 1 ev-decode stray.csv >out 2>err && says 'stray.csv:1000:7: a quote that is never closed' err &&
		head -n 998 plain.want | cmp - out || return 1
	# closed wrongly further down: only its line is lost
	sed '1000s/,/,"/; 3000s/,/,8"/' plain.csv >stray.csv
	gives 3 ev-decode stray.csv >out 2>err && says 'stray.csv:1000:7: the quote that opens here' err &&
		sed '999d;2999d' plain.want >want && same want out
}
check 'a stray quote costs its own line and is named' stray
ragged() {
	awk 'NR % 1000 == 0 { print "short"; next } { print }' plain.csv >ragged.csv
	awk 'NR % 1000 != 999' plain.want >want
	gives 3 ev-decode --summary s.json ragged.csv >out 2>err && same want out &&
		says 'ragged.csv:1000:1: 1 field, the header has 3' err &&
		jq -e '.read == 5000 and .rejected.ragged == 5' s.json
}
check 'rows with other counts than the header are rejected' ragged
printf 'size,what\n5'\''11",tall\n"a"b,c\n' >loose.csv
loose() {
	gives 0 ev-decode --lenient loose.csv >out 2>/dev/null && jq -r .size out >got &&
		printf '5'\''11"\n"a"b\n' | cmp - got
}
check '--lenient takes quotes inside cells as they are' loose
# shellcheck disable=SC2016 # the inner shell's
check '... and without it the rows are rejected' sh -c 'test -z "$(ev-decode -q loose.csv)"'
printf 'a,b,a\n1,2,3\n' >dup.csv
check 'two columns of one name are refused by name' \
	sh -c 'ev-decode dup.csv 2>&1 | grep -q "1 and 3 are both named .a."'

# ---- CSV as the options say: other spellings of plain.csv have the same records ----

tr ',' ';' <plain.csv >semicolons.csv
check '--delimiter' as_jq semicolons.csv plain.want --delimiter ';'
sed "s/,\([^,]*\),/,'\1',/" plain.csv >single.csv
check '--quote' as_jq single.csv plain.want --quote "'"
sed '1!s/^/"/' plain.csv >stray.csv
jq -c '.n |= "\"" + .' plain.want >stray.want
check '--quote none: a quote is data' as_jq stray.csv stray.want --quote none
sed 1d plain.csv >bare.csv
check '--header' as_jq bare.csv plain.want --header n,square,empty
jq -c '{"1": .n, "2": .square, "3": .empty}' plain.want >numbered.want
check '--no-header' as_jq bare.csv numbered.want --no-header
sed '1!s/,$/,NULL/; 1!s/,4,/,\\N,/' plain.csv >null.csv
jq -c 'if .square == "4" then .square = null else . end' plain.want >null.want
check '--null, twice' as_jq null.csv null.want --null NULL --null '\N'
awk '{ print "# " $0 "\""; print }' plain.csv >comments.csv
check '--comment' as_jq comments.csv plain.want --comment '#'
tr '\n' '\r' <plain.csv >cr.csv
check '--cr' as_jq cr.csv plain.want --cr
cr_alone() {
	gives 1 ev-decode cr.csv 2>err && [ "$(wc -l <err)" -eq 2 ] && says 'say so with --cr' err
}
check '... and without it one message' cr_alone
sed 's/,,*$//' plain.csv >short.csv
check '--lenient fills short rows up' as_jq short.csv plain.want --lenient
perl -pe 's/(.{9})/$1\n/g unless $. % 3' many.ndjson | head -n 3000 >split.ndjson
check '--join puts split records together' pipe \
	'ev-decode -q --join split.ndjson >out && head -n "$(wc -l <out)" many.ndjson | cmp - out'
nan_to_null() {
	printf '{"a":NaN,"b":"NaN\tx"}{"c":[-Infinity,1]}\n' | ev-decode --lenient >out 2>err &&
		printf '{"a":null,"b":"NaN\\tx"}\n{"c":[null,1]}\n' | cmp - out &&
		says 'objects_on_a_line 2, tabs_escaped 1, nan_to_null 2' err
}
check '--lenient in JSON: NaN, tabs, several objects on a line, each counted' nan_to_null

# 131 columns by their places, as an awk program of its own puts them
snowplow() {
	awk 'BEGIN { OFS = "\t"; for (i = 1; i <= 300; i++) { $0 = ""; $131 = ""
		$1 = "shop"; $4 = "2021-06-11 10:41:23." i + 100
		$7 = sprintf("00000000-0000-4000-8000-%012d", i); $13 = 12345678901234567000 "" i
		$59 = "{\"schema\":\"a\\tb\"}"; $127 = "say \"x\", y"; $128 = "caf\303\251"; print } }' >snow.tsv
	printf 'cut\tshort\n' >>snow.tsv
	gives 3 ev-decode snow.tsv >out 2>err && says 'snow.tsv:301:1: 2 fields, expected 131' err ||
		return 1
	jq -rR 'split("\t") | select(length == 131) | {app_id: .[0], collector_tstamp: .[3], event_id: .[6],
		user_id: .[12], unstruct_event: .[58], event_name: .[126], event_format: .[127]}' -c snow.tsv >want
	jq -c . out >got && same want got
}
check 'snowplow: 131 columns by their names, empty ones left out' snowplow

# ---- archives ----

# in perl: what zip(1) is not everywhere for
perl -MIO::Compress::Zip=:all -e '
	my $z = IO::Compress::Zip->new("export.zip", Name => "1/a.json.gz", Method => ZIP_CM_DEFLATE);
	sub add { $z->newStream(Name => $_[0], Method => $_[1]) }
	sub file { local (@ARGV, $/) = $_[0]; <> }
	$z->print(file("many.gz"));
	add("1/", ZIP_CM_STORE);
	add("1/b.ndjson", ZIP_CM_DEFLATE); $z->print(file("exact.ndjson"));
	add("__MACOSX/1/._b.ndjson", ZIP_CM_STORE); $z->print("\0\1");
	add("1/c.csv", ZIP_CM_STORE); $z->print(file("quoted.csv"));
	add("../../etc/passwd", ZIP_CM_DEFLATE); $z->print("{\"d\":1}");
	add("empty", ZIP_CM_STORE);
	$z->close' || echo 'no IO::Compress::Zip'
{ cat many.ndjson exact.ndjson; ev-decode -q quoted.csv; echo '{"d":1}'; } >zip.want
zip_entries() {
	gives 0 ev-decode export.zip >out 2>err && same zip.want out && says 'ignored_entries 1' err
}
check 'zip: each entry as a file, in order' zip_entries
# shellcheck disable=SC2002 # no file, a pipe
check '... by a pipe too' pipe 'cat export.zip | ev-decode -q | cmp - zip.want'
check '... and as stdin' sh -c 'ev-decode -q <export.zip | cmp - zip.want'
check '... in any pieces' any_pieces export.zip 0
zip_source() {
	ev-decode -q --with-source export.zip | cut -d '"' -f 4 >got || return 1
	head -n 1 got | grep -qx 'export.zip:1/a.json.gz:1' && tail -n 1 got | grep -qx 'export.zip:../../etc/passwd:1'
}
check '... named by archive and entry' zip_source
# damage: the entry is named, the others are read
zip_damaged() {
	perl -0777 -pe 's/(1\/b\.ndjson.{40})(.)/$1 . ($2 ^ "\x55")/se' export.zip >bad.zip
	gives 1 ev-decode bad.zip >out 2>err && says 'bad.zip:1/b.ndjson: damaged' err &&
		says 'entries that failed: 1 of 5' err && head -n 20000 out | cmp - many.ndjson &&
		tail -n 1 out | says '{"d":1}' -
}
check '... one that is damaged stops no other, status 1' zip_damaged
zip_cut() {
	for cut in 1 20 200 2000; do
		head -c -$cut export.zip >cut.zip
		gives 1 ev-decode cut.zip >out 2>err && says 'truncated' err && ! [ -s out ] || return 1
	done
	{ cat export.zip; echo x; } >long.zip
	gives 1 ev-decode long.zip 2>err && says 'truncated, or more is behind it' err
}
check '... cut or with more behind it: refused' zip_cut
# the directory names the first entry a hundred times over
# shellcheck disable=SC2016 # perl's
zip_bomb() {
	perl -0777 -ne '/^(.*?)(PK\x01\x02.*?)(PK\x01\x02.*)(PK\x05\x06.*)$/s or die; my ($d, $e) = ($2 x 100, $4);
		substr($e, 8, 4) = pack("vv", 100, 100); substr($e, 12, 8) = pack("VV", length $d, length $1);
		print $1, $d, $e' export.zip >bomb.zip
	gives 1 ev-decode bomb.zip >out 2>err && says 'a zip bomb' err && [ "$(wc -l <out)" -le 100000 ]
}
check '... entries that lie over each other are refused' zip_bomb
# shellcheck disable=SC2016 # perl's
zip_other() {
	perl -0777 -pe 's/(PK\x01\x02.{4})\x08/$1\x09/sg' export.zip >secret.zip
	gives 1 ev-decode secret.zip 2>err && says 'is encrypted' err || return 1
	perl -0777 -pe 's/(PK\x01\x02.{6})\x08/$1\x0c/sg' export.zip >bzip2.zip
	gives 1 ev-decode bzip2.zip 2>err && says 'not read here, method 12' err || return 1
	perl -MIO::Compress::Zip=:all -e 'zip("export.zip" => "nested.zip", Name => "x.zip")'
	gives 1 ev-decode nested.zip 2>err && says 'nested.zip:x.zip: is a zip archive' err
}
check '... encrypted, other methods, archives inside: said' zip_other
large_zip() {
	perl -MIO::Compress::Zip=:all -e 'zip("many.ndjson" => "zip64.zip", Name => "x", Zip64 => 1)'
	ev-decode -q zip64.zip | cmp - many.ndjson
}
check '... with sizes of 64 bits' large_zip
check 'an archive of events is read by what reads events' pipe \
	'ev-sample -q --users 20 | ev-normalize -q >e.ndjson && ev-segment -q e.ndjson >want &&
	perl -MIO::Compress::Zip=:all -e '\''zip("e.ndjson" => "e.zip", Name => "e")'\'' && ev-segment -q e.zip | cmp - want'
check '... and by what reads them twice' pipe \
	'ev-stitch -q e.ndjson >want && ev-stitch -q e.zip | cmp - want'

# ---- the rest ----

with_source() {
	gives 0 ev-decode -q --with-source array.json plain.csv >out || return 1
	jq -e -n 'input._source == "array.json:2"' out >/dev/null &&
		[ "$(tail -n 1 out | jq -r ._source)" = plain.csv:5001 ] || return 1
	ev-decode -q --with-source out >again && same out again && jq -c 'del(._source)' out >got &&
		cat sample.ndjson plain.want | cmp - got
}
check '--with-source says file and line, once' with_source
refused() {
	printf '<?xml version="1.0"?>\n<Error><Code>AccessDenied</Code></Error>\n' >page
	wrong=$(ev-decode page 2>&1) && return 1
	[ "$(echo "$wrong" | grep -c HTML)" -eq 1 ] || return 1
	iconv -f UTF-8 -t UTF-16 sample.ndjson >utf16
	gives 1 ev-decode utf16 2>err && says 'UTF-16' err || return 1
	bzip2 -c sample.ndjson >bz 2>/dev/null || return 0
	gives 1 ev-decode bz 2>err && says 'bzip2' err
}
check 'HTML, UTF-16 and other archives are refused by name' refused
check 'only newlines are no records' sh -c 'printf "\n\r\n\n" | ev-decode | wc -c | grep -qx 0'
check '--from takes no other word' gives 2 ev-decode --from xml
long() {
	{ head -n 1 exact.ndjson; printf '{"a":"%0200d"}\n' 0; sed 1d exact.ndjson; } >long.ndjson
	gives 3 ev-decode --max-line 100 long.ndjson >out 2>err && same exact.ndjson out && says 'long.ndjson:2:' err
}
check 'a line over --max-line is rejected, the next is read' long

done_testing
