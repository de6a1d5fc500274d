#!/bin/sh
# ev-normalize: the rules are in tests/cases/ev-normalize; here is what takes
# more than one run, or a computation, to tell.
. "$(dirname "$0")/../lib.sh"

contract ev-normalize
jq="jq -L $TOP/tests/cmd"

# ---- made-up exports against the same rules in jq ----

# as_in_jq RAW PROGRAM: every record as the jq program makes it
as_in_jq() {
	$jq -cS "$2" "$1" >want || return 1
	gives 0 ev-normalize -q "$1" >out || return 1
	jq -cS . out >got && same want got
}
ev-sample -q --events 10000 --seed 3 >segment.ndjson
ev-sample -q --events 10000 --seed 3 --shape mixpanel >mixpanel.ndjson
ev-sample -q --events 10000 --seed 3 --shape csv >table.csv
check 'Segment: 10,000 calls as in jq' as_in_jq segment.ndjson 'include "normalize_segment"; event'
check 'Mixpanel: 10,000 events as in jq' as_in_jq mixpanel.ndjson 'include "normalize_mixpanel"; event(1)'

# by_csv: user, time, event and id of each row, read by another CSV reader
by_csv() {
	mlr --icsv --ojson cat table.csv | jq -cS '.[]
		| (.properties | if type == "string" then fromjson else . end) as $m
		| {user_id: .user_id | tostring, timestamp, event, event_id, anonymous_id, metadata: $m}
		| with_entries(select(.value != ""))' >want
	gives 0 ev-normalize -q --metadata properties table.csv >out || return 1
	jq -cS . out >got && same want got
}
if command -v mlr >/dev/null; then
	check 'CSV: 10,000 rows as in Miller and jq' by_csv
else
	skip 'CSV: 10,000 rows as in Miller and jq' 'mlr is not here'
fi

# The bytes between two keys of ev-sample's calls and of ours.
metadata_bytes() {
	sed -n 's/.*"properties":\(.*\),"receivedAt":.*/\1/p' segment.ndjson >want
	[ "$(wc -l <want)" -gt 1500 ] || return 1
	grep '"type":"\(track\|page\|screen\)"' segment.ndjson | ev-normalize -q |
		sed 's/.*"metadata":\(.*\)}$/\1/' >got
	same want got
}
check 'metadata byte for byte' metadata_bytes

# ---- what stays the same ----

again() {
	for shape in segment.ndjson mixpanel.ndjson; do
		ev-normalize -q "$shape" >once && ev-normalize -q once >twice && same once twice || return 1
	done
}
check 'canonical events pass through byte for byte' again

# Ids that are made of content, of calls that bring none.
sed 's/"messageId":"[^"]*",//' segment.ndjson >bare.ndjson
derived() {
	ev-normalize -q bare.ndjson >once && ev-normalize -q <bare.ndjson >twice && same once twice &&
		perl -e 'print reverse <>' bare.ndjson | ev-normalize -q | perl -e 'print reverse <>' >back &&
		same once back && [ "$(jq -r .event_id once | sort -u | grep -c '^h-[0-9a-f]\{32\}$')" -eq 10000 ]
}
check 'derived ids: of content only, one an event' derived
kept_ids() {
	ev-normalize -q --keep context.page bare.ndjson >once && ev-normalize -q once >twice &&
		same once twice && ev-normalize -q bare.ndjson | jq -r .event_id >plain &&
		jq -r .event_id once >kept && same plain kept
}
check 'derived ids: --keep does not change them, nor a second pass' kept_ids

shuffled() {
	perl -MJSON::PP -ne '
		my $j = JSON::PP->new->allow_bignum;
		my %o; while (/\G[{,]"(\w+)":((?:[^{}\[\]",]|"(?:[^"\\]|\\.)*"|(\{(?:[^{}"]|"(?:[^"\\]|\\.)*"|(?3))*\})|(\[(?:[^\[\]"]|"(?:[^"\\]|\\.)*"|(?4))*\]))+)/gc) { $o{$1} = $2 }
		my @k = sort { substr($a, -1) cmp substr($b, -1) or $b cmp $a } keys %o;
		print "{", join(",", map { my $k = $_; $k =~ s/^(.)/sprintf "\\u%04x", ord $1/e; "\"$k\": $o{$_}" } @k), "}\n"
	' segment.ndjson >shuffled.ndjson
	[ "$(wc -l <shuffled.ndjson)" -eq 10000 ] && ! cmp -s segment.ndjson shuffled.ndjson &&
		ev-normalize -q segment.ndjson >once && ev-normalize -q shuffled.ndjson >other &&
		same once other
}
check 'keys in another order and escaped: the same events' shuffled

# ---- rejects ----

{
	sed -n 1,3p segment.ndjson
	echo '{"type":"track","userId":"u","event":"","timestamp":"2021-06-11T10:41:23Z"}'
	echo '{"type":"track","event":"e","messageId":"m","timestamp":"2021-06-11T10:41:23Z"}'
	echo '{"type":"track",'
	printf '{"type":"track","userId":"\303("}\n'
	printf '%s\n' '{"a":"\u0000 \u2028 é \"\\"}'
	echo '[]'
	sed -n 4,6p segment.ndjson
} >dirty.ndjson
replay() {
	gives 3 ev-normalize -q --rejects first dirty.ndjson >out && [ "$(wc -l <first)" -eq 6 ] || return 1
	# What is no UTF-8 comes as base64.
	perl -MMIME::Base64 -ne 'print decode_base64($1), "\n" if /"raw_base64":"([^"]*)"/' first >broken
	printf '{"type":"track","userId":"\303("}\n' | cmp - broken || return 1
	jq -r 'select(.raw).raw' first >raw
	gives 3 ev-normalize -q --rejects second raw >out && ! [ -s out ] || return 1
	jq -c 'select(.raw) | [.reason, .field, .byte, .raw]' first >want
	jq -c '[.reason, .field, .byte, .raw]' second >got && same want got
}
check 'rejects can be replayed' replay
balance() {
	gives 3 ev-normalize --summary sum dirty.ndjson >out 2>err || return 1
	says '12 read, 6 written, 6 rejected' err
	jq -e '.read == 12 and .used == 6 and .written == 6 and ([.rejected[]] | add) == 6' sum
}
check 'counts balance' balance
check 'six of twelve: --max-rejects 6' gives 0 ev-normalize -q --max-rejects 6 dirty.ndjson
check 'not --max-rejects 5' gives 3 ev-normalize -q --max-rejects 5 dirty.ndjson
check '--max-rejects 50%' gives 0 ev-normalize -q --max-rejects 50% dirty.ndjson
check 'not --max-rejects 49%' gives 3 ev-normalize -q --max-rejects 49% dirty.ndjson
for wrong in '' -1 1.5 101% % 5x; do
	check "--max-rejects '$wrong' is refused" gives 2 ev-normalize --max-rejects "$wrong" dirty.ndjson
done

traced() {
	gives 3 ev-normalize -q --rejects plain dirty.ndjson >out
	gives 3 ev-decode -q --with-source dirty.ndjson >sourced
	gives 3 ev-normalize -q --rejects traced sourced >other && same out other || return 1
	jq -c 'select(.reason | startswith("bad_json") or startswith("bad_utf8") or
		startswith("not_object") | not) | [.source, .line, .byte, .reason]' plain >want
	jq -c '[.source, .line, .byte, .reason]' traced >got
	[ "$(wc -l <got)" -eq 3 ] && same want got
}
check 'through ev-decode --with-source rejects keep their place' traced

# ---- streams and options ----

units() {
	printf '{"user_id":"u","timestamp":1623408083%s,"event":"e","event_id":"m"}\n' '' >s
	printf '{"user_id":"u","timestamp":1623408083%s,"event":"e","event_id":"m"}\n' 000 >ms
	ev-normalize -q s ms >out && [ "$(sort -u out | wc -l)" -eq 1 ] && ! grep flags out
}
check 'each file has a unit of its own' units
check 'providers of one stream may change' sh -c 'paste -d "\n" segment.ndjson mixpanel.ndjson |
	ev-normalize -q | jq -r .source | sort | uniq -c | grep -c " 10000 " | grep -qx 2'
check '--from holds for all' gives 3 ev-normalize -q --from mixpanel segment.ndjson
for wrong in '--from x' '--tz Mars/Base' '--now today' '--keep=' '--user-id=' '--user-id a..b' \
	'--user-id /a~2' '--keep a --keep a' '--user-id a --from mixpanel'; do
	# shellcheck disable=SC2086
	check "refused: $wrong" gives 2 ev-normalize $wrong segment.ndjson
done

# ---- wide and deep ----

wide() {
	perl -e '$e = shift; print "{\"type\":\"track\",\"userId\":\"u\",\"event\":\"e\",\"messageId\":\"m\",",
		"\"timestamp\":\"2021-06-11T10:41:23Z\",\"properties\":{",
		join(",", map { "\"${e}k$_\":$_" } 1 .. 100000), "}",
		(map { ",\"${e}x$_\":$_" } 1 .. 100000), "}\n"' "$1" >wide
	sed 's/"type":"track"/"user_id":"u"/; s/"userId":"u",//' wide >fields
	timeout 20 ev-normalize -q --keep x7 wide | grep -c '"k100000":100000\|u006bk100000' &&
		timeout 20 ev-normalize -q --user-id user_id --keep properties.k9 fields |
		grep -c '"properties":{.*"event_id":\|x100000":100000}}'
}
check '200,000 keys in linear time' wide ''
check '200,000 escaped keys in linear time' wide '\u006b'

# nested N: a call whose properties are so deep
nested() {
	perl -e 'my $n = shift; print "{\"type\":\"track\",\"userId\":\"u\",\"event\":\"e\",",
		"\"messageId\":\"m\",\"timestamp\":\"2021-06-11T10:41:23Z\",\"properties\":",
		"{\"a\":" x $n, "1", "}" x $n, "}\n"' "$1"
}
deep() {
	nested 1023 >in && gives 0 ev-normalize -q in >out && gives 0 ev-normalize -q out >out2 &&
		same out out2 && nested 1024 >in && gives 3 ev-normalize -q in
}
check 'as deep as the scanner goes, and no deeper' deep

done_testing
