#!/bin/sh
# What make bench measures with, on commands and numbers whose result is known.
. "$(dirname "$0")/lib.sh"

BENCH=$TOP/tests/bench

# column N FILE LEAST MOST: the number in that column of the last line
column() {
	awk -v n="$1" -v least="$3" -v most="$4" '{ v = $n } END { print v; exit !(v >= least && v <= most) }' "$2"
}

busy='my $x = "x" x 60e6; my $y = 0; $y += $_ for 1 .. 2e6; sleep 1'
check 'measure compiles' cc -std=gnu11 -D_GNU_SOURCE -O -Wall -Werror -o measure "$BENCH/measure.c"
check 'users compiles' cc -std=gnu11 -D_GNU_SOURCE -O -Wall -Werror -o users "$BENCH/users.c"
check 'the status is that of the command' gives 7 ./measure cost sh -c 'exit 7'
check 'of a signal, too' gives 143 ./measure cost sh -c 'kill $$'
check 'a command that sleeps' ./measure cost sh -c "perl -e '$busy' | perl -e '$busy'"
check 'takes its time' column 1 cost 1 60
check 'and the CPU time of all its processes' column 2 cost 0.02 59
check 'memory is measured' ./measure -m peak sh -c "perl -e '$busy' | perl -e '$busy'"
check 'of both processes together' column 4 peak 120000 300000
check 'events of many users are canonical' pipe './users 1000 50 0 | ev-segment -q | wc -l | grep -x 50'
different() {
	./users 9 50 0 >a && ./users 9 50 1 >b && ! cmp -s a b
}
check 'and those of another part are others' different

# Rounds 1 to 3: ratios 2, 3 and 3 though the medians are 2 and 6.
printf '%s\n' '1 three a ev 1 1 0' '1 three a duckdb 2 2 1' '1 three a chdb 8 1 0' \
	'2 three a ev 2 1 0' '2 three a duckdb 6 2 1' '2 three a chdb 8 1 0' \
	'3 three a ev 3 1 0' '3 three a duckdb 9 2 1' '3 three a chdb 8 .5 0' | tr ' ' '\t' >rounds.tsv
printf '%s\n' 'three a ev 5000' 'three a duckdb 90000' 'three a chdb 400' | tr ' ' '\t' >memory.tsv
printf 'ev-x --version\t3\t1\n' >startup.tsv
report() {
	awk -v md=md -v ndjson=ndjson -f "$BENCH/report.awk" "$BENCH/targets" memory.tsv startup.tsv rounds.tsv
}

check 'a report is written' report
check 'ratios are of the same round' says '| a | three | - | 2.00 | duckdb 6.00 | 3.00 [2.00..3.00] | 2.2 | yes |' md
check 'what a peer has less of is named' says 'a at size three: chdb has less memory, 0.40 MB, ours 5.00' md
check 'a goal that is missed is marked' says '| `ev-x --version` | 3.00 | 1.00 | 2 | **no** |' md
check 'each line of report.ndjson is JSON' jq -e . ndjson
echo '{"kind":"data","size":"one","plain":1446000000,"csv":1}' >>ndjson
check 'the table for README is made of it' sh -c 'sh "$1" ndjson >table' sh "$BENCH/readme-table.sh"
check 'with what was measured' says '| 4.3 | 2.00 s, 5 MB | 6.00 s, 90 MB | 8.00 s, 0 MB |' table

check 'each row of forms has four fields' awk -F '\t' '!/^#/ && NF != 4 { print; bad = 1 } END { exit bad }' "$BENCH/forms"
check 'each job has a form of ours' awk -F '\t' \
	'!/^#/ && $1 != "limit" { job[$1]; if ($2 == "ev") ev[$1] } END { for (j in job) if (!(j in ev)) exit 1 }' "$BENCH/forms"
check 'each script of a peer is used' sh -c '
	for f in "$1"/peers/*.*; do grep -rqF "${f##*/}" "$1/forms" "$1/users.sh" || echo "${f##*/}"; done |
		grep -v "^users\.[a-z]*\.sql" | grep . && exit 1 || exit 0' sh "$BENCH"

done_testing
