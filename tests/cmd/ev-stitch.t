#!/bin/sh
# ev-stitch against a simple program that looks at everything (ev-stitch.pl), on
# made-up devices; Mixpanel's tables and other stories are in tests/cases.
. "$(dirname "$0")/../lib.sh"

# events SEED DEVICES USERS N: most devices have a user of their own, some several
events() {
	awk -v seed="$1" -v devices="$2" -v users="$3" -v n="$4" '
		function rnd(k) { seed = seed * 16807 % 2147483647; return seed % k }
		function two(n) { return sprintf("%02d", n) }
		BEGIN {
			for (i = 0; i < n; i++) {
				d = rnd(devices)
				u = rnd(8) ? d % users : rnd(users)
				kind = rnd(10)
				line = kind < 5 ? sprintf("{\"user_id\":\"u%d\",", u) : "{"
				line = line sprintf("\"timestamp\":\"2021-06-%sT%s:%s:00.000Z\",\"event\":\"e\",\"event_id\":\"m%d\"", \
					two(1 + rnd(30)), two(rnd(24)), two(rnd(60)), i)
				if (kind > 2)
					line = line sprintf(",\"anonymous_id\":\"d%d\"", d)
				print line ",\"metadata\":{\"x\":1.10}}"
			}
		}'
}

shuffled() {
	awk '{ seed = (seed + 20210611) * 16807 % 2147483647; print seed "\t" $0 }' "$1" | sort -n | cut -f 2-
}

who() {
	jq -r '.event_id + " " + (.user_id // "")'
}

# wants MODE MAX: what ev-stitch.pl says
wants() {
	jq -r '[.event_id, .user_id // "", .anonymous_id // "", .timestamp] | @tsv' events.ndjson >events.tsv
	perl "$TOP/tests/cmd/ev-stitch.pl" "$1" "$2" events.tsv
}

# mode MODE MAX [OPTION ...]
mode() {
	wants "$1" "$2" >want
	m=$1
	shift 2
	ev-stitch -q --stitch "$m" "$@" events.ndjson | who >got && same want got || return 1
	shuffled events.ndjson >other && ! cmp -s events.ndjson other || return 1
	ev-stitch -q --stitch "$m" "$@" <other | who | sort >got && sort want >sorted && same sorted got
}

events 7 400 150 5000 >events.ndjson
# shellcheck disable=SC2016 # $1 is awk's
check 'the made-up devices are shared by up to several users' sh -c \
	'jq -r "select(.user_id and .anonymous_id) | .anonymous_id + \" \" + .user_id" events.ndjson |
	sort -u | cut -d " " -f 1 | uniq -c | awk "\$1 > 2 { n++ } END { exit !(n > 20) }"'
check '--stitch first: turns on shared devices; any order of the input' mode first 0
check '--stitch first --max-users 2' mode first 2 --max-users 2
check '--stitch retro-strict: shared devices stay anonymous' mode retro-strict 1
check '--stitch retro-strict --max-users 3' mode retro-strict 3 --max-users 3
check '--stitch graph: all that hangs together' mode graph 0 --max-component 100000
check '--stitch graph --max-users 2' mode graph 2 --max-users 2 --max-component 100000

# ---- bytes ----

only_user() {
	ev-stitch -q events.ndjson | sed 's/"user_id":"[^"]*",//' >got &&
		sed 's/"user_id":"[^"]*",//' events.ndjson >want && same want got
}
check 'nothing but user_id is changed, no line is left out or moved' only_user
ways() {
	ev-stitch -q events.ndjson >want && ev-stitch -q <events.ndjson >got && same want got || return 1
	# shellcheck disable=SC2002
	cat events.ndjson | ev-stitch -q >got && same want got || return 1
	split -n l/3 events.ndjson part. && gzip part.ab &&
		ev-stitch -q part.aa part.ab.gz part.ac >got && same want got || return 1
	ev-stitch -q part.aa part.ab.gz - <part.ac >got && same want got
}
check 'a file, a pipe, several files and a mixture give the same' ways
twice() {
	ev-stitch -q "$@" events.ndjson >want && ev-stitch -q "$@" want >got && same want got
}
check 'what is stitched stays as it is' twice --stitch retro-strict
check 'also by graph' twice --stitch graph --max-component 100000

# ---- counts ----

counts() {
	ev-stitch -q --summary sum "$@" events.ndjson >got
	anonymous=$(jq -r 'select(.user_id | not) | 1' got | wc -l)
	before=$(jq -r 'select(.user_id | not) | 1' events.ndjson | wc -l)
	jq -e ".noted.anonymous == $anonymous and .noted.linked == $((before - anonymous))" sum
}
check 'linked and anonymous events are counted' counts
check 'also with --max-users' counts --max-users 1
quarantined() {
	jq -r 'select(.user_id and .anonymous_id) | .anonymous_id + " " + .user_id' events.ndjson |
		sort -u | cut -d ' ' -f 1 | uniq -d >shared
	n=$(jq -r 'select(.user_id | not).anonymous_id' events.ndjson | grep -cxFf shared)
	ev-stitch -q --summary sum events.ndjson >got && [ "$(jq .noted.shared sum)" -eq "$n" ] &&
		ev-stitch -q --stitch retro-strict --summary sum events.ndjson >got &&
		[ "$(jq .noted.quarantined sum)" -eq "$n" ]
}
check 'events of shared devices are counted, as shared or as quarantined' quarantined

# ---- links between runs ----

# The second half of the month knows what the first half did.
halves() {
	jq -c 'select(.timestamp < "2021-06-16")' events.ndjson >early
	jq -c 'select(.timestamp >= "2021-06-16")' events.ndjson >late
	rm -f links
	ev-stitch -q "$@" --links links early >/dev/null && ev-stitch -q "$@" --links links late >got || return 1
	jq -c . events.ndjson | ev-stitch -q "$@" | jq -c 'select(.timestamp >= "2021-06-16")' >want
	same want got
}
check '--links: half by half gives what the whole gives' halves
check 'also with retro-strict' halves --max-users 2
check 'also with graph, as far as it is known' halves --stitch graph --max-component 100000
links() {
	rm -f one two
	ev-stitch -q --links one events.ndjson >want && cp one two &&
		ev-stitch -q --links two events.ndjson >got && same one two && same want got || return 1
	rm -f three && shuffled events.ndjson | ev-stitch -q --links three >/dev/null && same one three &&
		jq -c '[.anonymous_id, .timestamp, .user_id]' one >rows && sort -c rows &&
		[ "$(jq -r '.anonymous_id + " " + .user_id' one | sort -u | wc -l)" -eq \
		"$(jq -r 'select(.user_id and .anonymous_id) | .anonymous_id + " " + .user_id' events.ndjson | sort -u | wc -l)" ]
}
check '--links: the same events again change nothing, nor does their order' links
joined() {
	rm -f a b all
	ev-stitch -q --stitch graph --links a early >/dev/null &&
		ev-stitch -q --stitch graph --links b late >/dev/null &&
		ev-stitch -q --stitch graph --links all events.ndjson >/dev/null &&
		cat b a >c && ev-stitch -q --stitch graph --links c </dev/null && same all c
}
check '--links: files of two runs can be joined' joined
broken() {
	printf '{"anonymous_id":"d","user_id":7}\n' >bad
	cp bad kept
	gives 2 ev-stitch --links bad events.ndjson >got 2>err && says 'bad:1:1: anonymous_id or user_id: not a string' err && same bad kept &&
		! [ -s got ]
}
check '--links: a broken file gives 2, and stays' broken
damaged() {
	rm -f links && gzip -c events.ndjson | head -c 20000 >cut.gz
	gives 1 ev-stitch -q --links links cut.gz >got 2>/dev/null && ! [ -e links ] && [ -s got ]
}
check '--links: not written where input was damaged' damaged
check '--links: a folder that is not there gives 1' \
	gives 1 ev-stitch --links /no/such/links events.ndjson

# ---- ids that name nobody ----

# event USER ANON: one line; - is none
event() {
	n=$((n + 1))
	printf '{'
	[ "$1" = - ] || printf '"user_id":"%s",' "$1"
	printf '"timestamp":"2021-06-11T10:00:%02d.000Z","event":"e","event_id":"m%d"' "$n" "$n"
	[ "$2" = - ] || printf ',"anonymous_id":"%s"' "$2"
	printf '}\n'
}
placeholders() {
	n=0
	while IFS= read -r id; do
		event "$id" d1
		event u2 "$id"
		event - "$id"
	done <<'END' >nobody
undefined
NULL
'None'
\"guest\"
00000000-0000-0000-0000-000000000000
[object Object]
not_authenticated
END
	event u1 d1 >>nobody
	gives 3 ev-stitch nobody --rejects rejects >got 2>err || return 1
	[ "$(jq -r 'select(.anonymous_id == "d1").user_id' got | sort | uniq -c | tr -s ' ')" = ' 8 u1' ] &&
		[ "$(wc -l <rejects)" -eq 7 ] && says 'no_identity 7' err && says "'NULL' 3" err &&
		says 'placeholder_id 21' err
}
check 'ids that name nobody link nothing, are replaced, counted by value' placeholders
left_out() {
	n=0
	event undefined d9 >one
	printf '%s\n' '{"timestamp":"2021-06-11T10:00:01.000Z","event":"e","event_id":"m1","anonymous_id":"d9"}' >want
	ev-stitch -q one >got && same want got
}
check 'and left out where the device has no user' left_out
taken() {
	n=0
	{ event undefined d1; event - d1; } >two
	ev-stitch -q --placeholders two >got && [ "$(jq -r .user_id got | uniq -c | tr -s ' ')" = ' 2 undefined' ]
}
check '--placeholders takes them for ids' taken

# ---- the rest ----

guard() {
	n=0
	for i in 1 2 3 4; do event "u$i" d0; done >tablet
	event - d0 >>tablet
	ev-stitch --stitch graph --max-component 3 tablet >got 2>err &&
		[ "$(jq -r .user_id got | tr '\n' ' ')" = 'u1 u1 u3 u4 u1 ' ] &&
		says "'d0' and 'u3' are not joined: more than 3 ids would be one person" err &&
		says 'refused_merges 2' err
}
check '--max-component: what would be too many is refused and said' guard
for wrong in '--stitch any' '--max-users 0' '--max-component 1 --stitch graph' '--max-component 5'; do
	# shellcheck disable=SC2086
	check "$wrong is a wrong command line" gives 2 ev-stitch $wrong events.ndjson
done
changed() {
	for i in 1 2 3 4 5 6 7 8; do cat events.ndjson; done >big
	# Most of it does not fit into the pipe, so it is not read again yet.
	{ status=0; ev-stitch -q big 2>err || status=$?; echo $status >status; } |
		{ read -r _; : >big; cat >rest; }
	[ "$(cat status)" -eq 1 ] && says 'the input changed while it was read: 40000 events, then' err
}
check 'a file that is changed between two readings gives 1' changed
deep() {
	awk 'BEGIN { for (i = 0; i < 20000; i++) printf "{\"user_id\":\"u%d\",\"timestamp\":\"2021-06-11T10:00:00Z\",\"event\":\"e\",\"anonymous_id\":\"d%d\"}\n{\"user_id\":\"u%d\",\"timestamp\":\"2021-06-11T10:00:00Z\",\"event\":\"e\",\"anonymous_id\":\"d%d\"}\n", i, i, i, (i + 1) % 20000 }' >ring
	ev-stitch -q --stitch graph --max-component 100000 ring | jq -r .user_id | uniq -c >got &&
		[ "$(tr -s ' ' <got)" = ' 40000 u0' ]
}
check 'a ring of 20,000 users and devices is one person' deep

done_testing
