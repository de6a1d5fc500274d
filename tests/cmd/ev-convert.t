#!/bin/sh
# ev-convert against SQLite on random users, against ev-sample's truth, and its
# rules one by one. The algorithms by themselves: unit/test_funnel, test_exposure.
. "$(dirname "$0")/../lib.sh"

# 400 users, few seconds, so that many events have the same time: "number, user,
# second, event, id, message, shown, goal". Some events are exposure and goal.
awk 'function rnd() { seed = seed * 16807 % 2147483647; return seed / 2147483647 }
	BEGIN {
		seed = 20240101
		OFS = "\t"
		split("view cart buy", name, " ")
		for (u = 0; u < 400; u++) {
			span = 1 + int(rnd() * 60)
			for (k = int(rnd() * 24); k >= 0; k--) {
				shown = rnd() < .4
				goal = rnd() < .3
				message = rnd() < .2 ? "" : u % 3 ? "AB" : rnd() < .8 ? "A" : "B"
				if (message == "AB") message = u % 2 ? "A" : "B"
				print ++n, "u" u, 1704067200 + int(rnd() * span), \
					name[1 + int(rnd() * 3)], "i" int(rnd() * 1e6), \
					shown ? message : "", shown, goal
			}
		}
	}' >events.tsv
jq -cR 'split("\t") | {user_id: .[1], timestamp: (.[2] | tonumber | todate), event: .[3],
	event_id: .[4], metadata: ({} + if .[6] == "1" then {shown: true} else {} end
	+ if .[7] == "1" then {goal: 1} else {} end
	+ if .[5] != "" then {message: .[5]} else {} end)}' events.tsv >events.ndjson

sql() {
	sqlite3 :memory: "create table e(n int, user, ts int, event, id, message, shown int, goal int)" \
		".mode tabs" ".import events.tsv e" "create table p(within, end)" \
		"insert into p values($1, (select max(ts) from e))" ".read $TOP/tests/cmd/convert.sql" "$2"
}

# want ESTIMAND WITHIN: by SQLite, and got OPTION ...: by ev-convert, as sorted TSV
want() {
	sql "$2" "select *, ts + $2 <= (select end from p) from answer_$1" | sort >want
}

got() {
	ev-convert -q --exposure /shown --goal /goal "$@" events.ndjson |
		jq -r '[.user_id, .message, .event_id, (.exposed_at[:19] + "Z" | fromdate), .goals,
			(.converted_at // empty | .[:19] + "Z" | fromdate) // null, .shares // 1,
			(if .several_messages then 1 else 0 end), (if .mature then 1 else 0 end),
			if .converted == (.goals > 0) and (.converted | not) == (.ttc_s == null) and
			(.ttc_s // 0) == ((.converted_at // .exposed_at)[:19] + "Z" | fromdate) -
			(.exposed_at[:19] + "Z" | fromdate) then empty else "inconsistent" end] | @tsv' |
		sort >got
}

agrees() {
	got "$@" && [ -s got ] && same want got
}

for within in 0 5 20; do
	want user $within
	check "user, within $within s: as by SQLite" agrees --within $within
	want exposure $within
	check "exposure, within $within s: as by SQLite" agrees --within $within --estimand exposure
	for credit in last first linear; do
		want $credit $within
		check "credit $credit, within $within s: as by SQLite" \
			agrees --within $within --estimand credit --credit $credit
	done
done
check 'the random users have all there is' sh -c \
	'cut -f 8 want | sort -u | tr -d "\n" | grep -qx 01 && cut -f 7 want | sort -u | grep -q 5'

adds_up() {
	ev-convert --exposure /shown --goal /goal --within 9 --estimand credit --summary sum \
		--credit "$1" events.ndjson 2>err >got || return 1
	goals=$(awk -F'\t' '$8' events.tsv | wc -l)
	jq -s 'map(2520 * 12252240 / (.shares // 1)) | add / 2520 / 12252240' got >credits
	[ "$(cat credits)" -eq $((goals - $(jq .noted.goals_without_exposure sum))) ]
}
for credit in last first linear; do
	check "credit $credit: the credits are the goals that have an exposure" adds_up $credit
done

funnel() {
	sql "$1" 'select * from funnel' | sort >want
	ev-convert -q --step view --step cart --step buy --within "$1" events.ndjson |
		jq -r '[.user_id, .level, (.step_times[0], .step_times[1], .step_times[2] |
			if . then .[:19] + "Z" | fromdate else null end), .ttc_s,
			if .mature then 1 else 0 end] | @tsv' | sort >got
	same want got
}
for within in 0 3 12 100; do
	check "funnel, within $within s: as by SQLite" funnel $within
done

# ---- order, shards, bytes ----

# unordered OPTION ...: the same bytes from shuffled, split and rewritten events
unordered() {
	ev-convert -q "$@" events.ndjson >want && [ -s want ] || return 1
	for source in events.tsv events.ndjson; do
		sort -R --random-source=$source events.ndjson | ev-convert -q "$@" >got &&
			same want got || return 1
	done
	split -n l/5 events.ndjson shard. && gzip -f shard.ab shard.ad &&
		ev-convert -q "$@" shard.ae shard.ab.gz - shard.ad.gz shard.aa <shard.ac >got &&
		same want got || return 1
	jq -cS . events.ndjson | sed 's/"user_id"/"\\u0075ser_id"/; s/"message"/"mess\\u0061ge"/' |
		ev-convert -q "$@" >got && same want got
}
ordered() {
	jq -r .user_id want | LC_ALL=C sort -c &&
		jq -r '.user_id + " " + (.exposed_at // "")' want | LC_ALL=C sort -c
}
check 'funnel: any order of events gives the same bytes' \
	unordered --step view --step 'event~c' --step '/goal' --within 9
check 'its users are in the order of their bytes' ordered
check 'user: any order of events' unordered --exposure /shown --goal /goal --within 9
check 'exposure: any order of events' \
	unordered --exposure /shown --goal /goal --within 9 --estimand exposure
check 'its records are in the order of users and times' ordered
check 'credit: any order of events' \
	unordered --exposure /shown --goal /goal --within 9 --estimand credit
check 'linear: any order of events' \
	unordered --exposure /shown --goal /goal --within 9 --estimand credit --credit linear

# ---- as-of ----

# cut TIME SECONDS: --as-of is the same as data that ends there
cut_at() {
	ev-convert -q --exposure /shown --goal /goal --within 9 --as-of "$1" events.ndjson >got &&
		awk -F'\t' -v end="$2" '$3 <= end { print NR }' events.tsv >lines &&
		awk 'NR == FNR { keep[$1]; next } FNR in keep' lines events.ndjson >early &&
		ev-convert -q --exposure /shown --goal /goal --within 9 --as-of "$1" early >want &&
		[ -s want ] && same want got
}
check '--as-of drops what is later' cut_at 2024-01-01T00:00:30Z 1704067230
check '--as-of takes other zones' cut_at 2024-01-01T01:00:30+01:00 1704067230
check '--as-of DATE is the end of that day' cut_at 2024-01-01 1704153599
ev-convert --as-of 2023-12-31 --exposure /shown --goal /goal --summary sum events.ndjson >got 2>err
check 'all dropped: no records, status 0' test ! -s got
check 'and counted' jq -e '.used == 0 and .dropped.after_as_of == .read' sum

# ---- the users' file ----

jq -c '{user_id, segment: ("s" + .user_id[-1:]), activity: "core"}' events.ndjson | sort -u >users
joined() {
	ev-convert -q --exposure /shown --goal /goal events.ndjson >without
	ev-convert -q --exposure /shown --goal /goal --users "$@" >got || return 1
	[ "$(jq -r 'select(.segment == "s" + .user_id[-1:] and .activity == "core") | 1' got | wc -l)" \
		-eq "$(wc -l <without)" ] && jq -c 'del(.segment, .activity)' got >bare && same without bare
}
check '--users joins segment and activity, and changes nothing else' joined users events.ndjson
gzip -c users >users.gz
check 'it may be compressed' joined users.gz events.ndjson
check 'it may be stdin, if the events are not' sh -c \
	'ev-convert -q --exposure /shown --goal /goal --users - events.ndjson <users >got && cmp got "$1"' sh got
check 'both stdin: status 2' gives 2 ev-convert --exposure a --goal b --users - <users
check 'not there: status 2' gives 2 ev-convert --exposure a --goal b --users /nowhere/x events.ndjson
# bad_users LINE TEXT: of a third line; the text begins with the byte.
bad_users() {
	{ head -n 2 users; printf '%s\n' "$1"; } >bad
	gives 2 ev-convert --exposure a --goal b --users bad events.ndjson 2>err >got &&
		says "ev-convert: --users: bad:3:$2" err && [ ! -s got ]
}
check 'a line that is no JSON' bad_users '{"user_id":"a"' '15: the text ends inside an object'
check 'a line without user_id' bad_users '{"segment":"a"}' '1: user_id: missing or empty'
check 'a segment that is an object' bad_users '{"user_id":"x","segment":{}}' '26: segment: is no text'
check 'a key given twice' bad_users '{"user_id":"x","message":"a","message":"b"}' '40: message: given twice'
check 'a user who comes again with another segment' bad_users \
	"$(head -n 1 users | sed 's/"core"/"new"/')" '13: user_id: given before'

# ---- values ----

cat >paid <<'X'
{"user_id":"a","timestamp":"2021-06-01T00:00:00Z","event":"sent","metadata":{"message":"A"}}
{"user_id":"a","timestamp":"2021-06-01T00:00:10Z","event":"buy","metadata":{"cart":{"price":19.99}}}
{"user_id":"a","timestamp":"2021-06-01T00:00:20Z","event":"buy","metadata":{"cart":{"price":"0.0200001"}}}
{"user_id":"a","timestamp":"2021-06-01T00:00:20Z","event":"sent","metadata":{"message":"A"}}
{"user_id":"a","timestamp":"2021-06-05T00:00:20Z","event":"buy","metadata":{"cart":{"price":-1}}}
{"user_id":"b","timestamp":"2021-06-01T00:00:00Z","event":"sent","metadata":{"message":"B"}}
{"user_id":"b","timestamp":"2021-06-01T00:00:01Z","event":"buy","metadata":{"cart":{}}}
X
# values ESTIMAND WANT
values() {
	got=$(ev-convert -q --exposure sent --goal buy --value cart.price --within 1d --estimand "$1" \
		--credit "$3" paid | jq -c '[.user_id, .goals, .value, .shares]' | tr '\n' ' ')
	[ "$got" = "$2 " ] || { echo "$got"; return 1; }
}
value_of() {
	got=$(ev-convert -q --exposure sent --goal buy --value cart.price --within 1d --estimand "$1" \
		paid | jq -c '[.user_id, .goals, .value]' | tr '\n' ' ')
	[ "$got" = "$2 " ] || { echo "$got"; return 1; }
}
check '--value: of all goals after the first exposure' value_of user '["a",2,20.01] ["b",1,0]'
check '--value: of all goals after each' value_of exposure '["a",2,20.01] ["a",1,0.02] ["b",1,0]'
check '--value: of the goal that is credited' value_of credit '["a",1,19.99] ["a",1,0.02] ["b",1,0]'
check '--value: of a shared goal all of it, the shares are a number' values credit \
	'["a",1,19.99,null] ["a",1,0.02,2] ["a",1,0.02,2] ["b",1,0,null]' linear
check '--value: more than six digits are cut, which is noted' sh -c \
	'ev-convert -q --exposure sent --goal buy --value cart.price --summary sum paid >got && jq -e ".noted.value_cut == 1" sum'
sed 's/19.99/"19 EUR"/' paid >odd
check '--value: no number: a reject with its place, status 3' sh -c \
	'ev-convert --exposure sent --goal buy --value cart.price odd 2>err >got; [ $? = 3 ] &&
	grep -F "odd:2:1: cart.price: no number" err'
sed 's/19.99/9e12/; s/"0.0200001"/9e12/' paid >large
check '--value: a sum out of range ends the run' gives 1 ev-convert --exposure sent --goal buy --value cart.price large

# ---- user by user ----

ev-sample -q --users 300 --days 20 --seed 8 | ev-normalize -q | grep '"user_id"' >known
LC_ALL=C sort known >by_line
jq -c '"\(.user_id)\t\(.)"' known | jq -r . | LC_ALL=C sort -t "$(printf '\t')" -k1,1 | cut -f2- >by_id
# user_by_user FILE OPTIONS: as many bytes as all at once
user_by_user() {
	file=$1 && shift
	ev-convert -q --as-of 2021-06-18 "$@" known >want &&
		ev-convert -q --as-of 2021-06-18 --sorted "$@" "$file" >got && [ -s want ] && same want got
}
for file in by_line by_id; do
	check "--sorted, $file: messages" user_by_user $file --exposure 'Message Sent' --goal 'Order Completed'
	check "--sorted, $file: exposures with values" user_by_user $file --exposure 'Message Sent' \
		--goal 'Order Completed' --estimand exposure --value revenue
	check "--sorted, $file: funnel" user_by_user $file --step 'Product Viewed' --step 'Product Added' --strict
	check "--sorted, $file: funnel of held values" user_by_user $file --step 'Product Viewed' \
		--step 'Product Added' --hold product_id
done
check '--sorted: no events' sh -c 'ev-convert -q --sorted --as-of 2021-06-18 --step a --step b </dev/null >got && [ ! -s got ]'
check '--sorted: needs --as-of: status 2' gives 2 ev-convert --sorted --step a --step b by_line
{ head -n 300 by_line; head -n 1 by_line; } >twice
check '--sorted: who comes again ends the run, status 1' gives 1 ev-convert --sorted --as-of 2021-06-18 --step a --step b twice
check '--sorted: and is named with the line' sh -c \
	'ev-convert --sorted --as-of 2021-06-18 --step a --step b twice 2>&1 | grep -F "twice:301: --sorted: the user "'
printf '{"user_id":"%s","timestamp":"2021-06-01T00:00:00Z","event":"a"}\n' a 'a b' aa b >blanks
check '--sorted: the order of bytes' gives 0 ev-convert --sorted --as-of 2021-06-18 --step a --step b blanks
LC_ALL=C sort blanks >blank_lines
check '--sorted: the order of lines' sh -c '! cmp -s blanks blank_lines &&
	ev-convert -q --sorted --as-of 2021-06-18 --step a --step b blank_lines | [ "$(wc -l)" -eq 4 ]'

# ---- messages for people, the command line ----

ev-convert --exposure sent --goal /goal events.ndjson 2>err >got
check 'a condition that no event meets is said' says "no event matches --exposure 'sent'" err
check 'the other is not' sh -c '! grep goal err'
ev-convert --step view --step nothing events.ndjson 2>err >got
check 'a step that no event meets is said' says "no event matches --step 'nothing'" err
ev-convert -q --exposure sent --goal x events.ndjson 2>err >got
check '-q: nothing on stderr' test ! -s err
check 'no events: no records, status 0' sh -c 'ev-convert --step a --step b </dev/null >got && ! [ -s got ]'

# A word to a line would be lost: each is one argument but for the spaces.
while read -r wrong; do
	# shellcheck disable=SC2086 # words
	check "$wrong: status 2" gives 2 ev-convert $wrong events.ndjson
done <<'X'
--exposure a
--goal a
--step a
--step a --step b --goal c
--step a --step b --estimand user
--step a --step b --credit last
--step a --step b --message m
--step a --step b --value v
--exposure a --goal b --value=
--exposure a --goal b --credit last
--exposure a --goal b --estimand users
--exposure a --goal b --estimand credit --credit middle
--exposure a --goal b --within x
--exposure a --goal b --within 300000d
--exposure a --goal b --as-of today
--exposure a --goal b --as-of 2024-02-30
--exposure a --goal b --as-of 9999-12-31
--exposure a --goal b --message a..b
--exposure a --goal b==c
--exposure a,b= --goal b
--exposur a --goal b
X
steps=$(yes -- '--step a' | head -n 25 | tr '\n' ' ')
# shellcheck disable=SC2086
check '25 steps: status 2' gives 2 ev-convert $steps events.ndjson
# shellcheck disable=SC2086
check '24 steps' gives 0 ev-convert ${steps#--step a} events.ndjson

# ---- made-up users whose truth is known ----

# The truth was written by who made the events, not by who counts them.
true_users() {
	ev-sample -q --users 800 --days 30 --seed "$1" --truth truth >raw &&
		ev-normalize -q raw >sample &&
		jq -c 'select(.type == "user" and .exposed_at) | [.user_id, .message, .exposed_at, .converted,
			.converted_at]' truth | sort >want &&
		ev-convert -q --exposure 'Message Sent' --goal 'Order Completed' sample |
		jq -c '[.user_id, .message, .exposed_at, .converted, .converted_at]' | sort >got &&
		[ "$(jq -c 'select(.[3])' want | wc -l)" -gt 10 ] && same want got
}
for seed in 1 2; do
	check "ev-sample --seed $seed: message, times and conversion of each user are the truth" \
		true_users $seed
done

done_testing
