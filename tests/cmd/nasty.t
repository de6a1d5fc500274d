#!/bin/sh
# 86 things that real exports do. Most are golden cases, tests/cases/PROGRAM/NN-what;
# here are those that need a large file, an archive or a server, each a sentence
# that begins "NN: ". The last test lists the numbers that have neither.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/server/server.sh"

seq -f '{"n":%.0f,"s":"caf\303\251"}' 2000 | sed 's/\\303\\251/é/' >many.ndjson
gzip -c many.ndjson >many.gz

# gives_all FILE: exactly the records of many.ndjson, status 0
gives_all() {
	gives 0 ev-decode -q "$1" >got && same many.ndjson got
}
# damaged FILE TEXT: status 1, whole lines from the start of many.ndjson, said why
damaged() {
	gives 1 ev-decode "$1" >got 2>err && head -n "$(wc -l <got)" many.ndjson | cmp - got &&
		says "$2" err
}

# ---- transport, compression, files ----

while read -r line; do
	echo "$line" | gzip -1
done <many.ndjson >each.gz
check '02: a gzip member for each record' gives_all each.gz
for at in 1 17 18 19 5000; do
	head -c $at many.ndjson | gzip
	tail -c +$((at + 1)) many.ndjson | gzip
done >parts.gz
parts() {
	for _ in 1 2 3 4 5; do cat many.ndjson; done >want
	gives 0 ev-decode -q parts.gz >got && same want got
}
check '03: members that end inside a line or a character' parts
for cut in 1 4 8 9 200 2000; do
	head -c -$cut many.gz >cut.gz
	check "04: gzip that lacks its last $cut bytes" damaged cut.gz truncated
done
perl -0777 -pe 'substr($_, -6, 1) ^= "\1"' many.gz >crc.gz
perl -0777 -pe 'substr($_, -2, 1) ^= "\1"' many.gz >isize.gz
check '05: a wrong CRC' damaged crc.gz 'crc.gz: damaged gzip data in member 1: its CRC or length'
check '05: a wrong length' damaged isize.gz 'isize.gz: damaged gzip data in member 1: its CRC or length'
{ cat many.gz; head -c 3000 /dev/zero; } >padded.gz
{ cat many.gz; echo garbage; } >garbage.gz
check '06: zeros behind the last member are padding' gives_all padded.gz
check '06: garbage there is said, status 1' damaged garbage.gz 'garbage after gzip member 1'
corrupt() {
	for at in 30 300 3000; do
		perl -0777 -pe "substr(\$_, $at, 4) = '\377' x 4" many.gz >corrupt.gz
		status=0
		timeout 10 ev-decode -q corrupt.gz >got 2>err || status=$?
		[ "$status" -eq 1 ] || [ "$status" -eq 3 ] || { echo "at $at: $status"; return 1; }
		grep -q 'damaged gzip data in member 1' err || { cat err; return 1; }
	done
}
check '07: corrupt deflate data: an end, and said' corrupt
if [ -n "$CORPUS" ]; then
	for f in "$CORPUS"/zlib-gz/CVE-*/*.gz; do
		check "07: $(basename "$(dirname "$f")")" damaged "$f" 'damaged gzip data in member'
	done
fi
perl -MIO::Compress::Deflate=:all -e 'deflate("many.ndjson" => "zlib.gz")'
printf 'BZh91AY&SY\0' >bz.gz
printf '\3757zXZ\0\0' >xz.gz
printf 'PAR1\0' >parquet.gz
for kind in 'zlib.gz zlib stream' 'bz.gz bzip2' 'xz.gz xz file' 'parquet.gz Parquet'; do
	file=${kind%% *}
	check "08: ${kind#* } named .gz" damaged "$file" "$file: is a"
	check '... by its name' says "${kind#* }" err
done
bomb() {
	perl -e 'print "{\"a\":1}\n{\"b\":\""; print "x" x 65536 for 1 .. 512; print "\"}\n{\"c\":3}\n"' |
		gzip -9 >bomb.gz
	# shellcheck disable=SC3045 # where ulimit has no -v, the test fails
	(
		[ -n "${SAN:-}" ] || ulimit -v 100000
		gives 3 ev-decode bomb.gz >got 2>err
	) && printf '{"a":1}\n{"c":3}\n' | cmp - got &&
		says 'bomb.gz:2:' err && says 'too_long 1' err
}
check '09: a line of 32 MiB in 32 KiB is rejected, memory is bounded' bomb
: | gzip >nothing.gz
: >empty
nothing() {
	gives 0 ev-decode "$1" >got 2>err && [ ! -s got ] && says '0 read, 0 written' err
}
check '10: an empty file' nothing empty
check '10: gzip of nothing' nothing nothing.gz

mkdir -p 's/b/p' 'odd/b/a b' "odd/b/-x" odd/b/é
for i in 1 2 3; do seq "$i" 300 | sed 's/.*/{"n":&}/' >"s/b/p/$i"; done
if faults s; then
	STORAGE_EMULATOR_HOST=127.0.0.1:$port
	export STORAGE_EMULATOR_HOST
	overwritten() {
		cat s/b/p/1 s/b/p/3 >want
		plan s 'p/2.alt=media status 412'
		gives 1 gcs-fetch gs://b/p/ >got 2>err && same want got && says 'gs://b/p/2: 412' err
	}
	check '13: an object overwritten since it was listed gives nothing' overwritten
	limited() {
		cat s/b/p/1 s/b/p/2 s/b/p/3 >want
		plan s 'p/2.alt=media status 429'
		gives 0 gcs-fetch -q gs://b/p/ >got 2>err && same want got
	}
	check '17: 429 is asked again' limited
else
	skip '13: an object overwritten since it was listed gives nothing' 'no perl that can serve'
	skip '17: 429 is asked again' 'no perl that can serve'
fi
i=0
for name in 'a b/x#1?.ndjson' '%41+.ndjson' '-x/-y' 'é/ü' '..z'; do
	i=$((i + 1))
	echo "{\"n\":$i}" >"odd/b/$name"
done
names() {
	gcs-fetch -q --list file://odd/b/ >list && [ "$(wc -l <list)" -eq 5 ] || return 1
	gcs-fetch -q <list | sort >got && gcs-fetch -q file://odd/b/ | sort | cmp - got &&
		seq -f '{"n":%.0f}' 5 | cmp - got
}
check '14: odd names go out and come in again' names
for name in dummy-object.txt manifest.json _SUCCESS -187520_2021-06-01_3.json.gz; do
	echo '{"no":"record"}' >"odd/b/$name"
done
beside() {
	gcs-fetch -q --summary s.json file://odd/b/ | sort | cmp - got &&
		jq -e '.noted.ignored_objects == 4' s.json
}
check '15: what is beside the data is left out, and counted' beside
# shellcheck disable=SC2016 # perl's
perl -MIO::Compress::Zip=:all -e '
	sub file { local (@ARGV, $/) = $_[0]; <> }
	my $z = IO::Compress::Zip->new("export.zip", Name => "1/1_2021-06-01_0#1.json.gz");
	$z->print(file("many.gz"));
	$z->newStream(Name => "1/-1_2021-06-01_0.json.gz"); $z->print("no gzip");
	$z->close'
check '18: gzip inside zip, as Amplitude writes it' gives_all export.zip
zip_inside() {
	perl -MIO::Compress::Zip=:all -e 'zip("export.zip" => "nested.zip", Name => "x.zip")'
	gives 1 ev-decode nested.zip 2>err && says 'nested.zip:x.zip: is a zip archive' err
}
check '18: zip inside zip is refused' zip_inside

# ---- lines and JSON ----

deep() {
	perl -e 'print "[" x 100000' >deep.json
	perl -e 'print "{\"a\":" x 100000, "\n{\"b\":1}\n"' >deep.ndjson
	gives 1 ev-decode -q deep.json >got && [ ! -s got ] || return 1
	gives 3 ev-decode -q deep.ndjson >got && echo '{"b":1}' | cmp - got
}
check '40: nested 100,000 deep: refused, no overflow' deep
keys() {
	perl -e 'print "{", join(",", map { "\"k$_\":$_" } 1 .. 100000), "}\n"' >keys.ndjson
	timeout 20 ev-decode -q keys.ndjson | cmp - keys.ndjson
}
check '41: 100,000 keys' keys

# ---- identity, duplicates ----

# ev ID USER TIME NAME METADATA
ev() {
	echo "{\"user_id\":\"$2\",\"timestamp\":\"2021-06-11T$3.000Z\",\"event\":\"$4\",\"event_id\":\"$1\",\"metadata\":$5}"
}
{ ev i u1 10:00:00 a '{}'; ev i u1 10:00:00 b '{}'; ev i u2 10:00:00 a '{}'; ev i u1 10:00:01 a '{}'; } >mp
four_parts() {
	cat mp mp | ev-dedup -q --key mixpanel | cmp - mp
}
check '57: an $insert_id on several events: all four parts are the key' four_parts
# the same event_id, collected at two times: the first collected stays
snow() {
	awk -v t="$1" 'BEGIN { OFS = "\t"; $131 = ""; $1 = "shop"; $4 = "2021-06-11 " t ".000"
		$7 = "00000000-0000-4000-8000-000000000001"; $13 = "u1"; $127 = "buy"; print }'
}
first_collected() {
	{ snow 10:00:09; snow 10:00:05; snow 10:00:07; } | ev-normalize -q | ev-dedup -q --stable >got &&
		jq -e '.timestamp == "2021-06-11T10:00:05.000Z" and (has("anonymous_id") | not)' got &&
		[ "$(wc -l <got)" -eq 1 ]
}
check '58: one event_id collected twice: the first one, no domain_userid' first_collected
overlap() {
	ev-sample -q --seed 3 --users 30 --days 3 >days || return 1
	{ head -n 200 days; tail -n +100 days; } | ev-normalize -q --max-rejects 100% | ev-dedup -q | sort >got
	ev-normalize -q --max-rejects 100% days | ev-dedup -q | sort | cmp - got && [ -s got ]
}
check '59: the same day twice changes nothing behind ev-dedup' overlap

# ---- time ----

same_instant() {
	{ ev 1 u 10:00:00 B '{}'; ev 2 u 10:00:00 A '{}'; } >ab
	tac ab >ba
	ev-convert -q --step A --step B --within 1h --as-of 2021-06-12 ab >got &&
		ev-convert -q --step A --step B --within 1h --as-of 2021-06-12 ba | cmp - got &&
		jq -e ".level == 2" got
}
check '69: A and B at the same instant convert, in any order of lines' same_instant
late() {
	ev-sample -q --seed 4 --users 40 | ev-normalize -q --max-rejects 100% >in_order
	sort -k 1.60 in_order >shuffled
	ev-segment -q --as-of 2021-07-01 in_order >want && ev-segment -q --as-of 2021-07-01 shuffled | cmp - want
}
check '64: late lines: results do not depend on the order' late

# ---- CSV ----

wide() {
	perl -e 'print join(",", map { "c$_" } 1 .. 10000), "\n";
		print join(",", map { "$_" } 1 .. 10000), "\n" for 1 .. 50' >wide.csv
	perl -e 'print "{", join(",", map { "\"c$_\":\"$_\"" } 1 .. 10000), "}\n" for 1 .. 50' >want
	timeout 20 ev-decode -q wide.csv | cmp - want
}
check '75: 10,000 columns' wide
no_crash() {
	perl -e 'srand 86; my @b = ("\"", ",", "\n", "\r", "a", "\0", "\xff", "\t", ";", "\\", "{", "\"\"");
		for my $f (1 .. 25) { open my $o, ">", "f$f"; print $o "a,b\n"; print $o $b[rand @b] for 1 .. 3000 }'
	for f in f[0-9]*; do
		for how in '' --lenient '--from tsv' '--delimiter ; --no-header'; do
			status=0
			# shellcheck disable=SC2086
			timeout 10 ev-decode -q $how "$f" >got 2>err || status=$?
			[ "$status" -le 3 ] && jq -c . got >/dev/null || { echo "$f $how: $status"; return 1; }
		done
	done
}
check '86: bytes at random: an end, whole records, no crash' no_crash

# ---- none is missing ----

missing() {
	{
		ls "$TOP"/tests/cases/*/ | sed -n 's/^\([0-9][0-9]\)-.*/\1/p'
		sed -n "s/.*\(check\|skip\) ['\"]\([0-9][0-9]\): .*/\2/p" "$TOP"/tests/cmd/*.t
	} | sort -u >had
	seq -w 86 | comm -23 - had >lost
	! grep . lost
}
check 'all of the 86 have a case or a test' missing

done_testing
