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

# ---- the same by any number ----

for f in plain.csv crlf.csv snowplow.tsv over_lines.csv wrong.csv unclosed.csv torn.csv plain.csv.gz \
	cut.csv.gz; do
	check "ev-decode: $f" any_threads one ev-decode $f
	check "ev-normalize: $f" any_threads one ev-normalize $f
done
check 'numbers: the first decides' any_threads one ev-normalize numbers.csv
check 'and its unit is that of all: seconds are read as milliseconds then' sh -c \
	'[ "$(grep -c 1970-01-19T18:56:48.083Z.*ts_unit one.out)" = 5 ] && [ "$(wc -l <one.out)" = 4000 ]'
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
