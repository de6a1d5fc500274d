#!/bin/sh
# growth.sh - what more bytes, more users and more cores cost: straight lines?
#
# `make bench-growth` calls it: the jobs a, b and d of tests/bench/forms over 1.4, 5.8
# and 16 GB, on one core and on all; and ev-segment over the events of 0.1, 1 and 10
# million users, 20 of each, if USERS does not name others. build/bench/growth.md. Times
# are medians of RUNS (3).
set -eu
TOP=$(cd "$(dirname "$0")/../.." && pwd)
W=${W:-$TOP/build/bench} RUNS=${RUNS:-3} SIZE=${SIZE:-one} LC_ALL=C
PATH=${BIN:-$TOP/build/bin}:$PATH
export LC_ALL PATH GZ
tab=$(printf '\t')

# costs COMMAND: median wall and CPU seconds of the runs, and peak memory of all
costs() {
	rm -f "$W/cost"
	i=0
	while [ $((i += 1)) -le "$RUNS" ]; do
		"$W/measure" "$W/cost" sh -c "$1" </dev/null >/dev/null
	done
	sort -n "$W/cost" | awk '{ wall[NR] = $1; cpu[NR] = $2 + $3 }
		END { i = int((NR + 1) / 2); printf "%s\t%s\t", wall[i], cpu[i] }'
	rm -f "$W/cost"
	"$W/measure" -m "$W/cost" sh -c "$1" </dev/null >/dev/null
	cut -f 4 "$W/cost"
}

# row NAME CORES UNITS UNIT COMMAND: a row of the table; UNITS is what the time is of
row() {
	list=0
	[ "$2" = 1 ] || list=0-$(($(nproc) - 1))
	costs "taskset -c $list sh -c '$5'" | awk -v name="$1" -v cores="$2" -v units="$3" -v unit="$4" '{
		printf "| %s | %s | %.2f | %.2f | %.2f ns %s | %.1f |\n", name, cores, $1, $2,
			1e9 * $1 / units, unit, $3 / 1000 }'
}

# The objects of the benchmark by COPIES names each.
copies() {
	rm -rf "$W/growth"
	mkdir "$W/growth"
	i=0
	while [ $((i += 1)) -le "$1" ]; do
		for f in "$W/$SIZE"/gz/*.gz; do ln "$f" "$W/growth/$i-${f##*/}"; done
	done
}

command_of() {
	awk -F "$tab" -v job="$1" '$1 == job && $2 == "ev" { gsub(/\047/, "\""); print $4 }' "$TOP/tests/bench/forms"
}

bytes() {
	plain=$(wc -c <"$W/$SIZE/plain.ndjson")
	for n in 1 4 11; do
		copies "$n"
		GZ=$W/growth
		for job in a b d; do
			for cores in 1 $(nproc); do
				row "$job, $(awk "BEGIN { printf \"%.1f GB\", $n * $plain / 1e9 }")" "$cores" \
					"$((n * plain))" byte "$(command_of "$job")"
			done
		done
	done
	rm -rf "$W/growth"
}

users() {
	for n in ${USERS:-100000 1000000 10000000}; do
		sh "$TOP/tests/bench/users.sh" "$n" data >&2
		GZ=$W/users-$n/gz
		for cores in 1 $(nproc); do
			row "ev-segment, $n users" "$cores" $((n * 20)) event 'ev-segment -q $GZ/*.gz'
		done
	done
}

sh "$TOP/tests/bench/data" "$W/$SIZE" ${EVENTS:-1050000} 108600
{
	echo "# Cost as it grows"
	echo
	echo "$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1), $(nproc) cores, $(date -u +%F); medians of $RUNS"
	echo
	echo '| what | cores | wall s | CPU s | wall for each | MB |'
	echo '|---|---|---|---|---|---|'
	bytes
	users
} >"$W/growth.md"
cat "$W/growth.md"
