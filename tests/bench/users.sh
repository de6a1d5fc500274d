#!/bin/sh
# users.sh [USERS [data]] - so many users, 20 events each, in no order: ev-segment beside
# DuckDB and chdb doing the same sums, in the same run
#
# `make bench-users` calls it, with 10 million users: a quarter of an hour, 2.2 GB of
# disk for the events and 3 GB for what comes out. The events are 40 gzip objects: all
# inflate them, and none waits for the disk. The outputs must be the same: counts of
# users by all of a record's numbers, and a sum over who they are. With
# "data" only the events are made.
set -eu
TOP=$(cd "$(dirname "$0")/../.." && pwd)
W=${W:-$TOP/build/bench} PEERS=$TOP/tests/bench/peers OBJECTS=40 ASOF=2021-06-29
NODE_PATH=$W/peers/node_modules LC_ALL=C
PATH=${BIN:-$TOP/build/bin}:$PATH
users=${1:-10000000}
D=$W/users-$users
INPUT="$D/gz/*.gz"
export PEERS NODE_PATH LC_ALL PATH INPUT ASOF D

make_data() {
	[ ! -f "$D/made" ] || return 0
	rm -rf "$D"
	mkdir -p "$D/gz"
	echo "bench: makes $((users * 20)) events of $users users in $D"
	part=0
	while [ "$part" -lt $OBJECTS ]; do
		"$W/users" $((users * 20 / OBJECTS)) "$users" $part | igzip -1 >"$D/gz/$part.json.gz"
		part=$((part + 1))
	done
	touch "$D/made"
}

# Numbers of each record and how often they occur; names of users as one sum. The
# members come in any order.
facts() {
	mawk '
		function number(name,	at) {
			at = index($0, "\"" name "\":")
			return substr($0, at + length(name) + 3) + 0
		}
		{
			events = number("events")
			n[number("recency_days") " " number("l7") " " number("l28") " " \
				number("tenure_days") " " events]++
			id = substr($0, index($0, "\"user_id\":\"u") + 12, 8) + 0
			who = (who + id % 99991 * events) % 1000000007
			all++
		}
		END { for (i in n) print i, n[i]; print "users", all, who }' "$1" | sort
}

# one NAME COMMAND
one() {
	echo "bench: $1"
	rm -f "$D/cost"
	"$W/measure" -m "$D/cost" sh -c "$2" >"$D/$1.out"
	awk -v name="$1" -v users="$users" '{
		printf "| %s | %.1f | %.1f | %.0f | %.0f | %.0f |\n", name, $1, $2 + $3,
			1e9 * $1 / (20 * users), $4 / 1000, 1000 * $4 / users }' "$D/cost" >>"$D/table"
	facts "$D/$1.out" >"$D/$1.facts"
	rm "$D/$1.out"
	cmp "$D/ev-segment.facts" "$D/$1.facts" || {
		echo "users.sh: $1 has other results" >&2
		exit 1
	}
}

peer() {
	[ -d "$NODE_PATH/$2" ] || { echo "$1 is not installed: not compared" >>"$D/table"; return; }
	one "$1" "node \$PEERS/$1.js \$PEERS/users.$1.sql"
}

# The recipe of evkit(7): half of the objects on each core, and one result.
halves='printf "%s\n" $INPUT | xargs -P 2 -n 20 sh -c "ev-segment -q --partial \"\$@\" >$D/\$\$.state" sh &&
	ev-segment -q --final $D/*.state && rm $D/*.state'

make_data
[ "${2-}" != data ] || exit 0
{
	echo "$users users, $((users * 20)) events, $OBJECTS gzip objects; the results are the same"
	echo
	echo '| program | wall s | CPU s | ns an event | peak MB | bytes a user |'
	echo '|---|---|---|---|---|---|'
} >"$D/table"
one ev-segment "ev-segment -q \$INPUT"
one ev-segment-two "$halves"
peer duckdb @duckdb
peer chdb chdb
cat "$D/table" >"$W/users-$users.md"
cat "$W/users-$users.md"
