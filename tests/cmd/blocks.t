#!/bin/sh
# One file by several threads: whatever is in it, and wherever its blocks end, all
# that comes out is as by one. EVKIT_BLOCKS=small makes blocks of 1 KiB.
. "$(dirname "$0")/../lib.sh"

# ---- all that comes out ----

# run NAME COMMAND ...: its output, rejects, messages, summary and status in NAME.*.
run() {
	to=$1 status=0
	shift
	"$@" --rejects "$to.rejects" --summary "$to.summary" >"$to.out" 2>"$to.err" || status=$?
	echo "$status" >"$to.status"
	sed -i "s/$to\.rejects/FILE/" "$to.err"
}

# any_threads NAME COMMAND ...: the same by one, two, three and eight.
any_threads() {
	base=$1
	shift
	EVKIT_BLOCKS=never run "$base" "$@"
	[ -s "$base.out" ] || { echo 'nothing came'; return 1; }
	for jobs in 2 3 8; do
		EVKIT_BLOCKS=small run many "$@" --jobs $jobs
		for what in out rejects err summary status; do
			same "$base.$what" "many.$what" || { echo "--jobs $jobs: $what"; return 1; }
		done
	done
}

# ---- files ----

ev-sample -q --seed 5 --users 100 --days 20 --shape csv >plain.csv
sed 's/$/\r/' plain.csv >crlf.csv
ev-sample -q --seed 5 --users 20 --days 10 --shape snowplow >snowplow.tsv
gzip -c plain.csv >plain.csv.gz
head -c -2000 plain.csv.gz >cut.csv.gz

# Cells over lines, some with what looks like the end of a row, and longer than a block.
awk 'BEGIN {
	print "user_id,timestamp,event,note"
	for (i = 0; i < 3000; i++) {
		note = "plain"
		if (i % 3 == 1) note = "\"a, \"\"b\"\"\nu" i ",2021-06-01,x\n\n\""
		if (i % 7 == 2) note = "\"\"\"\r\n\"\"\""
		if (i % 500 == 499) {
			note = "\""
			for (k = 0; k < 120; k++) note = note "line " k ", \"\"q\"\"\n"
			note = note "\""
		}
		printf "u%d,2021-06-01T00:%02d:%02dZ,E%d,%s\n", i % 97, i / 60 % 60, i % 60, i % 5, note
	}
}' >over_lines.csv

# The same, and all that can be wrong with a row, one in forty.
awk 'NR > 1 && NR % 41 == 0 { n++
	if (n % 9 == 1) print "u,\"2021"
	if (n % 9 == 2) print "u\"x,2021-06-01,e,n"
	if (n % 9 == 3) print "u,2021-06-01,\"e\"x,n"
	if (n % 9 == 4) print "short,2021-06-01"
	if (n % 9 == 5) print "\357\273\277\"bom\",2021-06-01,e,n"
	if (n % 9 == 6) print ""
	if (n % 9 == 7) print "user_id,timestamp,event,note"
	if (n % 9 == 8) printf "u\377,2021-06-01,e,n\n"
	if (n % 9 == 0) print ",2021-06-01,e,nobody"
} { print }' over_lines.csv >wrong.csv
(cat plain.csv && printf 'u,2021-06-01T00:00:00Z,"never closed\nmore\n') >unclosed.csv
(cat plain.csv && printf 'u,2021-06-01T00:00:00Z,"torn') >torn.csv

# What unit numbers have is decided by the first, which may come late.
awk 'BEGIN {
	print "user_id,timestamp,event,received_at"
	for (i = 0; i < 4000; i++) {
		t = i < 2500 ? "2021-06-01T00:00:00Z" : i == 2600 ? 0 : 1623408083000 + i
		if (i > 2600 && i % 300 == 299) t = 1623408083
		r = i < 1800 ? "" : i % 250 ? 1623408090 : "1623408090000"
		printf "u%d,%s,e,%s\n", i % 50, t, r
	}
}' >numbers.csv

# Lines of all kinds: blank, over --max-line 2000, no JSON, no UTF-8, with a BOM or a
# CR; what says that an export was given up; times by number.
ev-sample -q --seed 5 --users 60 --days 20 >lines.ndjson
awk '{ print }
	NR % 37 == 1 { print "" }
	NR % 41 == 2 { printf "%2500s\n", "x" }
	NR % 43 == 3 { print "{\"a\":" NR "} tail" }
	NR % 47 == 4 { printf "{\"userId\":\"\377\"}\n" }
	NR % 53 == 5 { printf "\357\273\277{\"userId\":\"u\",\"type\":\"track\",\"event\":\"e\",\"timestamp\":\"2021-06-01\"}\r\n" }
	NR % 59 == 6 { print "   \t", "[1,2]" }
	NR % 61 == 7 { print "\"userId\"" }
	NR % 67 == 8 { printf "{\"batch\":[{\"userId\":\"u\",\"type\":\"track\",\"event\":\"e\"},7],\"timestamp\":\"2021-06-01T00:00:00Z\"}\n" }
' lines.ndjson >nasty.ndjson
head -c -100 nasty.ndjson >unended.ndjson
gzip -c nasty.ndjson >nasty.ndjson.gz
head -c -2000 nasty.ndjson.gz >cut.ndjson.gz
awk '{ print } NR == 300 { print "terminated early" } NR == 500 { print "export terminated early" }' \
	lines.ndjson >early.ndjson
awk 'BEGIN { for (i = 0; i < 3000; i++) {
	t = i == 700 ? 0 : i > 701 && !(i % 2) ? 1623408083 + i : 1623408083000 + i
	if (i < 700) printf "{\"userId\":\"u%d\",\"type\":\"track\",\"event\":\"e\",\"timestamp\":\"2021-06-01T00:00:00Z\"}\n", i
	else printf "{\"userId\":\"u%d\",\"type\":\"track\",\"event\":\"e\",\"timestamp\":%.0f}\n", i % 9, t
} }' >numbers.ndjson
awk 'BEGIN { for (i = 0; i < 3000; i++)
	printf "{\"event\":\"e\",\"properties\":{\"time\":%.0f,\"distinct_id\":\"u%d\"}}\n", 1623408083 + 1000 * i, i % 9 }' >mixpanel.ndjson

# ---- the same by any number ----

for f in lines.ndjson nasty.ndjson unended.ndjson nasty.ndjson.gz cut.ndjson.gz early.ndjson plain.csv crlf.csv snowplow.tsv over_lines.csv wrong.csv unclosed.csv torn.csv plain.csv.gz \
	cut.csv.gz; do
	check "ev-decode: $f" any_threads one ev-decode $f
	check "ev-normalize: $f" any_threads one ev-normalize $f
done
check 'numbers: the first decides' any_threads one ev-normalize numbers.csv
check 'and its unit is that of all: seconds are read as milliseconds then' sh -c \
	'[ "$(grep -c 1970-01-19T18:56:48.083Z.*ts_unit one.out)" = 5 ] && [ "$(wc -l <one.out)" = 4000 ]'
check 'numbers in lines: the same' any_threads one ev-normalize --user-id userId \
	--timestamp timestamp --event event numbers.ndjson
check 'there is a unit that is not as it looks alone' grep -q ts_unit one.out
check 'numbers of Mixpanel: the same' any_threads one ev-normalize --tz Europe/Berlin mixpanel.ndjson
check 'an export that was given up: the last line that says so' sh -c '
	EVKIT_BLOCKS=small ev-decode -q -j3 early.ndjson 2>err >out; [ $? -eq 1 ] && grep -q "line 502 says" err'
check 'lines leniently' any_threads one ev-decode --lenient nasty.ndjson
check 'short lines of ndjson only' any_threads one ev-normalize --max-line 2000 nasty.ndjson
check 'lines with the source of each' any_threads one ev-decode --with-source nasty.ndjson
check 'lines that are joined' any_threads one ev-decode --join nasty.ndjson
check 'leniently' any_threads one ev-decode --lenient wrong.csv
check 'lines that are comments' any_threads one ev-decode --comment 'u1' wrong.csv
check 'short lines only' any_threads one ev-normalize --max-line 200 over_lines.csv
check 'names of columns given' any_threads one ev-decode --header a,b,c,d over_lines.csv
check 'numbered columns' any_threads one ev-decode --no-header over_lines.csv
check 'other quotes' any_threads one ev-decode --quote "'" plain.csv
check 'with the source of each' any_threads one ev-decode --with-source over_lines.csv

check 'standard input that is a file' sh -c '
	EVKIT_BLOCKS=small ev-decode -q --jobs 3 <over_lines.csv >out &&
		ev-decode -q --jobs 1 over_lines.csv | cmp - out'

# ---- how it ends ----

check 'a full disk: 1' gives 1 sh -c 'EVKIT_BLOCKS=small ev-decode -q --jobs 3 over_lines.csv >/dev/full'
# More than a pipe holds.
awk "BEGIN { for (i = 0; i < 12; i++) system(\"cat plain.csv\") }" >long.csv
check 'a reader that goes: death by SIGPIPE' sh -c '
	{ EVKIT_BLOCKS=small ev-decode -q --jobs 3 long.csv; echo $? >status; } | head -n 1 >first
	[ "$(cat status)" = 141 ] && [ "$(wc -l <first)" = 1 ] && [ "$(wc -c <long.csv)" -gt 3000000 ]'

done_testing
