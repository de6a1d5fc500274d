#!/bin/sh
# ev-dedup against awk on made-up deliveries; in memory, through files, by a
# window; a million ids.
. "$(dirname "$0")/../lib.sh"

# deliveries SEED N IDS: N lines of IDS ids. Some ids stand for two or three
# different events, some lines come again byte for byte, some only with another
# received_at or without one; every 50th has no event_id.
deliveries() {
	awk -v seed="$1" -v n="$2" -v ids="$3" '
		function rnd(k) { seed = seed * 16807 % 2147483647; return seed % k }
		BEGIN {
			for (i = 0; i < n; i++) {
				id = rnd(ids)
				kind = id % 10 < 2 ? rnd(3) : 0
				line = sprintf("\"timestamp\":\"2021-06-11T10:%02d:%02d.000Z\",\"event\":\"e%d\"", \
					id / 60 % 60, id % 60, kind)
				if (id % 50)
					line = line sprintf(",\"event_id\":\"m%d\"", id)
				if (rnd(4))
					line = line sprintf(",\"received_at\":\"2021-06-12T00:00:%02d.000Z\"", rnd(4))
				printf "{\"user_id\":\"u%d\",%s,\"metadata\":{\"n\":%d}}\n", id, line, id
			}
		}'
}

# by_awk RULE: the lines that stay, of events.ndjson. id is the event_id, or all
# that the event says; said is what it says.
by_awk() {
	awk -v rule="$1" '
		function received(line) {
			return match(line, /"received_at":"[^"]*"/) ? substr(line, RSTART, RLENGTH) : "~"
		}
		{
			said = $0
			sub(/"received_at":"[^"]*",/, "", said)
			id = match($0, /"event_id":"[^"]*"/) ? substr($0, RSTART, RLENGTH) : said
			key = rule ~ /both/ ? id SUBSEP said : id
			line[NR] = $0
			of[NR] = key
			rank = received($0) SUBSEP $0
			if (!(key in best) || (rule ~ /last/ && rule !~ /stable/) ||
			    (rule ~ /stable/ && (rule ~ /last/ ? rank >= least[key] : rank < least[key]))) {
				best[key] = NR
				least[key] = rank
			}
		}
		END { for (i = 1; i <= NR; i++) if (best[of[i]] == i) print line[i] }' events.ndjson
}

deliveries 7 6000 2000 >events.ndjson

# rule OPTION ...: as awk says, in memory and through files
rule() {
	by_awk "$*" >want && ev-dedup -q "$@" events.ndjson >got && same want got &&
		ev-dedup -q --mem 64K "$@" <events.ndjson >got && same want got && [ -s want ]
}

check 'the first of each id, byte for byte, in order' rule
check '--on-conflict last: the last, where it stands' rule --on-conflict last
check '--on-conflict both: one of each content' rule --on-conflict both
check '--stable: the first received, then the least bytes' rule --stable
check '--stable --on-conflict last: the greatest' rule --stable --on-conflict last
check '--stable --on-conflict both: of each content' rule --stable --on-conflict both

any_order() {
	ev-dedup -q "$@" events.ndjson | sort >want
	for seed in 1 2 3; do
		awk -v seed=$seed '{ seed = seed * 16807 % 2147483647; print seed "\t" $0 }' events.ndjson |
			sort -n | cut -f 2- >shuffled
		! cmp -s shuffled events.ndjson && split -n l/3 shuffled part. && ev-dedup -q "$@" part.ac part.aa part.ab | sort >got && same want got || return 1
	done
}
check '--stable: any order and division of the input gives the same lines' any_order --stable
check 'also with --on-conflict last' any_order --stable --on-conflict last
check 'also through files' any_order --stable --mem 64K
once_again() {
	ev-dedup -q "$@" events.ndjson >once && ev-dedup -q "$@" once >twice && same once twice
}
check 'what comes out passes unchanged' once_again
check 'also with --stable' once_again --stable

# ---- counts ----

ev-dedup --summary sum events.ndjson >got 2>err
conflicts=$(awk '{ said = $0; sub(/"received_at":"[^"]*",/, "", said) }
	!match($0, /"event_id":"[^"]*"/) { next }
	{ id = substr($0, RSTART, RLENGTH) }
	!(id in first) { first[id] = said; next }
	first[id] != said { n++ } END { print n }' events.ndjson)
check 'conflicts are counted: dropped, but not the same' \
	[ "$(jq .noted.conflicts sum)" -eq "$conflicts" ]
check 'and so are duplicates' [ "$(jq .dropped.duplicate sum)" -eq $((6000 - $(wc -l <got))) ]
check 'the summary says how many ids there were' [ "$(jq .measured.ids sum)" -eq "$(wc -l <got)" ]
check 'and stderr in how many bytes' grep -qE '^ev-dedup: [0-9,]+ ids in [0-9,]+ bytes' err
same_counts() {
	ev-dedup -q --summary a "$@" events.ndjson >got &&
		ev-dedup -q --mem 64K --summary b "$@" events.ndjson >got &&
		jq -c '[.read, .used, .written, .dropped, .noted]' a >want &&
		jq -c '[.read, .used, .written, .dropped, .noted]' b >got && same want got &&
		jq -e '.measured.spilled > 100' b
}
check 'through files the counts are the same' same_counts
check 'also with --on-conflict both' same_counts --on-conflict both
fails() {
	wrong=$(awk -F'"event_id":' '/"event_id"/ { split($2, id, ","); said = $0
		sub(/"received_at":"[^"]*",/, "", said)
		if (id[1] in first && first[id[1]] != said) { print NR; exit }
		first[id[1]] = said }' events.ndjson)
	gives 1 ev-dedup --on-conflict fail events.ndjson >got 2>err && says "events.ndjson:$wrong: " err &&
		head -n $((wrong - 1)) events.ndjson | ev-dedup -q >want && same want got
}
check '--on-conflict fail: status 1 and the place; what was whole is out' fails
check '--on-conflict fail through files: status 1' \
	gives 1 ev-dedup --stable --on-conflict fail events.ndjson
check '--on-conflict fail without conflicts: status 0' \
	sh -c 'ev-dedup -q events.ndjson | ev-dedup --on-conflict fail >/dev/null'

# ---- keys ----

event() {
	printf '{"user_id":"%s","timestamp":"%s","event":"%s","event_id":"%s","metadata":%s}\n' "$@"
}
{
	event u1 2021-06-11T10:00:00Z view m1 '{}'
	event u1 2021-06-11T10:00:00Z buy m1 '{}'
	event u2 2021-06-11T10:00:00Z view m1 '{}'
	event u1 2021-06-11T10:00:01Z view m1 '{}'
	event u1 2021-06-11T10:00:00.000Z view m1 '{"other":1}'
	event u1 2021-06-11T10:00:00Z view m2 '{}'
	printf '%s\n' '{"anonymous_id":"u1","timestamp":"2021-06-11T10:00:00Z","event":"view","event_id":"m1"}'
} >mp
mixpanel() {
	sed -n '1,4p;6p' mp >want && ev-dedup -q --key mixpanel mp >got && same want got
}
check '--key mixpanel: event, who, time and id together' mixpanel
{
	event u1 2021-06-11T10:00:00Z order a '{"order":{"id":7},"x":1}'
	event u2 2021-06-11T10:00:00Z order b '{"order":{"id":7},"x":2}'
	event u1 2021-06-11T10:00:00Z order c '{"order":{"id":"7"}}'
	event u1 2021-06-11T10:00:00Z 'or\u0064er' d '{"order":{"id":"\u0037"}}'
	event u1 2021-06-11T10:00:00Z order e '{}'
	event u1 2021-06-11T10:00:00Z order f '{"order":{"id":null}}'
} >orders
paths() {
	sed -n '1p;3p;5,6p' orders >want && ev-dedup -q --key metadata.order.id orders >got 2>err &&
		same want got && ev-dedup --key metadata.order.id orders 2>&1 >got | grep -q 'no_key 2'
}
check '--key PATH: by value and type; an event without it is like no other' paths
surrogates() {
	event u 2021-06-11T10:00:00Z e a '{"k":"\\ud800"}' >other &&
		event u 2021-06-11T10:00:00Z e a '{"k":"\ud800"}' >>other &&
		ev-dedup -q --key metadata.k other >got && same other got &&
		cat other other | ev-dedup -q --key metadata.k >got && same other got
}
check '--key PATH: a lone surrogate is not the text of its escape' surrogates
check '--key PATH,PATH: together; a missing part is a value' sh -c \
	'sed -n "1p;2p;3p;5p" orders >want && ev-dedup -q --key user_id,/metadata/order/id orders >got && cmp want got'
check '--key event_id is the default' sh -c \
	'ev-dedup -q events.ndjson >want && ev-dedup -q --key event_id events.ndjson >got && cmp want got'
spelling() {
	{ event u1 2021-06-11T10:00:00Z a x1 '{}'; event u1 2021-06-11T10:00:00Z a '\u0078\u0031' '{}'; } >ids
	[ "$(ev-dedup -q ids | wc -l)" -eq 1 ]
}
check 'one id written in two ways is one' spelling
for wrong in '--key ,' '--key a,' '--on-conflict any' '--window 0' '--window x' '--mem 1K' \
	'--window 1h --stable' '--window 1h --on-conflict last' '--window 1h --mem 1M'; do
	# shellcheck disable=SC2086
	check "$wrong is a wrong command line" gives 2 ev-dedup $wrong mp
done

# ---- window ----

# a stream of a day: an event each second, which comes again 600 s later
awk 'BEGIN { for (t = 0; t < 86400; t++) for (k = 0; k < 2; k++) { s = t - 600 * k
	if (s >= 0) printf "{\"user_id\":\"u\",\"timestamp\":\"2021-06-11T%02d:%02d:%02dZ\",\"event\":\"e\",\"event_id\":\"m%d\"}\n", \
		s / 3600, s / 60 % 60, s % 60, s } }' >day
window() {
	ev-dedup -q day >want && ev-dedup --window 15m --summary sum day >got 2>err && same want got &&
		jq -e '.measured.ids < 1100 and .measured.id_bytes < 300000 and .noted == {}' sum &&
		! grep -q ahead err
}
check '--window: ids of that time only, and nothing comes twice' window
late() {
	ev-dedup --window 5m --summary sum day >got 2>err && same day got &&
		[ "$(jq .noted.late sum)" -eq 85800 ]
}
check '--window: what comes later than that goes out again, and is noted' late
jump() {
	{ event u 2021-06-11T10:00:00Z e m1 '{}'; event u 2031-06-11T10:00:00Z e m2 '{}'; } >far
	ev-dedup --window 1h far 2>err >got && says 'far:2: more than --window ahead' err
}
check '--window: a jump of the time is said' jump
both_window() {
	ev-dedup -q --on-conflict both events.ndjson >want &&
		ev-dedup -q --on-conflict both --window 30d events.ndjson >got && same want got
}
check '--window with --on-conflict both' both_window

# ---- many ----

many=1000000
[ -z "${SAN:-}" ] || many=50000
lots() {
	seq "$1" | awk '{ printf "{\"user_id\":\"u%d\",\"timestamp\":\"2021-06-11T10:41:23.000Z\",\"event\":\"e\",\"event_id\":\"%08x-%d\"}\n", \
		$1 % 1000, $1 * 2654435761 % 4294967296, $1 }'
}
exact() {
	{ lots $many; lots $many; } | ev-dedup -q --summary sum >got &&
		jq -e ".written == $many and .dropped.duplicate == $many and .measured.ids == $many" sum &&
		jq -e '.measured.id_bytes / .measured.ids | . >= 22.8 and . < 26' sum &&
		lots $many >want && same want got
}
check "$many ids, each twice: exact, 23 to 26 bytes an id" exact
spilled() {
	{ lots $((many / 5)); lots $((many / 5)); } | ev-dedup -q --mem 128K --summary sum >got &&
		lots $((many / 5)) >want && same want got && jq -e '.measured.spilled > 0' sum
}
check 'through files: the same bytes' spilled
no_disk() {
	TMPDIR=/no/such gives 1 ev-dedup --mem 64K events.ndjson >got 2>err && says 'a temporary file: ' err
}
check 'no place for files gives 1 and a reason' no_disk

done_testing
