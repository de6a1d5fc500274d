#!/bin/sh
# ev-report --cem: weights, effect and variance against SQL, and whether it finds an
# effect where those who are exposed are not like the others.
. "$(dirname "$0")/../lib.sh"

# world SEED USERS EFFECT SPREAD: users of four segments in the file users, events in
# events, the effect on those who were exposed in truth. The more active a segment, the
# fewer of it are exposed. Exposures are at the week's start, with SPREAD up to so many
# hours later. Times are in UTC from Monday, 2021-06-07, on.
world() {
	awk -v seed="$1" -v users="$2" -v effect="$3" -v spread="$4" '
	function rnd() { x = (x * 69069 + 1) % 4294967296; return (x + .5) / 4294967296 }
	function at(hour,  s, d) { s = int(hour * 3600); d = 7 + int(s / 86400); s %= 86400
		return sprintf("2021-%02d-%02dT%02d:%02d:%02dZ", d > 30 ? 7 : 6, d > 30 ? d - 30 : d, s / 3600, s / 60 % 60, s % 60) }
	function did(u, hour, event) { printf "{\"user_id\":\"u%d\",\"timestamp\":\"%s\",\"event\":\"%s\",\"metadata\":{\"message\":\"%s\"}}\n", u, at(hour), event, m >"events" }
	BEGIN { x = seed * 7919 + 17; for (i = 0; i < 20; i++) rnd()
		split("0.0005 0.001 0.003 0.006", per_hour, " "); split(".3 .2 .1 .05", share, " ")
		for (u = 1; u <= users; u++) { s = int(rnd() * 4) + 1; m = "A"; seen = 0
			printf "{\"user_id\":\"u%d\",\"segment\":\"s%d\",\"activity\":\"s%d\"}\n", u, s, s >"users"
			for (h = -log(rnd()) / per_hour[s]; h < 840; h -= log(rnd()) / per_hour[s]) did(u, h, "buy")
			for (w = 0; w < 4; w++) if (rnd() < share[s]) { h = w * 168 + rnd() * spread; did(u, h, "shown")
				if (rnd() < effect) did(u, h + rnd() * 70 + 1, "buy")
				if (!seen++) { all++; real += effect * exp(-72 * per_hour[s]) } } }
		print real / all >"truth" }'
}
# matched AS_OF: conversions, and the row
matched() {
	ev-convert -q --exposure shown --goal buy --within 3d --users users --as-of "$1" events >conversions
	ev-report -q --cem --goal buy --users users --events events --exposure shown --as-of "$1" conversions >rows &&
		jq -c 'select(.type == "matched")' rows
}

world 1 1500 .2 0
as_of=2021-06-29T18:00:00Z
matched $as_of >row

jq -r '[.user_id, .segment] | @csv' users >u.csv
jq -r '[.user_id, .exposed_at, (if .converted then 1 else 0 end), (if .mature then 1 else 0 end)] | @csv' conversions >x.csv
jq -r '[.user_id, .timestamp, .event] | @csv' events >e.csv
# All in seconds. Everybody of a cell was exposed at the same time, so nothing is drawn.
by_sql() {
	sqlite3 -bail :memory: 'create table u(id primary key, seg)' 'create table x(id, t int, done int, mature int)' 'create table e(id, t int, event)' \
		'.mode csv' '.import u.csv u' '.import x.csv x' '.import e.csv e' "update x set t = strftime('%s', t)" "update e set t = strftime('%s', t)" \
		'create index of_user on e(id, event, t)' \
		"create table cell as select seg, t, count(*) n, sum(done) k from x join u using (id) where mature group by 1, 2" \
		"create table other as select cell.seg, cell.t, u.id, exists(select 1 from e where e.id = u.id and event = 'buy' and e.t between cell.t and cell.t + 259200) done
			from cell join u using (seg) where not exists(select 1 from e where e.id = u.id and event = 'shown' and e.t <= cell.t + 259200)" \
		'create table both as select cell.*, count(*) o, sum(done) ok from cell join other using (seg, t) group by seg, t' \
		'create table sums as select sum(n) n, sum(k) k, 1.0 * sum(k) / sum(n) p, sum(1.0 * n * ok / o) / sum(n) q from both' \
		'create table part as select id, x.done - p as c from x join u using (id) join both using (seg, t), sums where mature
			union all select id, -(other.done - q) * both.n / both.o from other join both using (seg, t), sums' \
		'create table se as select sqrt(sum(c * c) * count(*) / (count(*) - 1.0)) / (select n from sums) se from (select sum(c) c from part group by id)' \
		'.mode list' '.separator " "' "select n, k, (select count(distinct id) from other), (select count(*) from other), (select count(*) from both),
			(select sum(n) from cell) - n, (select count(*) from x where not mature), q, p - q, p - q - 1.959963984540054 * se, p - q + 1.959963984540054 * se from sums, se"
}
equal() {
	by_sql >want
	jq -r '[.users, .converted, .others, .times, .cells, .unmatched, .immature, .others_rate, .diff, .diff_lo, .diff_hi] | map(tostring) | join(" ")' row >got
	paste -d' ' want got | awk '{ for (i = 1; i <= 11; i++) { off = $i - $(i + 11); if (off * off > 1e-11) { print "want", $i, "got", $(i + 11); bad = 1 } } }
		END { exit bad || NR != 1 || NF != 22 || $1 < 300 || $7 < 50 }'
}
check 'counts, weighted rate, effect and interval are those of SQL' equal
check 'it says that it is an observation' sh -c 'jq -e ".design == \"observational\" and .message == \"A\"" row'
check 'a segment without counterparts is left out, and counted' sh -c '
	jq -r "select(.exposed_at < \"2021-06-08\") | .user_id" conversions >first
	grep -v "\"s1\"" users >some; grep "\"s1\"" users | grep -wF -f first >>some
	ev-report -q --cem --goal buy --users some --events events --exposure shown conversions | jq -ce "select(.type == \"matched\") | .unmatched > 9 and .not_in_users > 0"'

# ---- what does not matter ----

world 2 800 .2 60
matched $as_of >row
cp rows before
sort -R --random-source=users events >mixed
sort -R --random-source=events users >others
sort -R --random-source=events conversions >shuffled
split -n l/3 mixed m.
check 'events, users and records in any order, in several files, give the same bytes' sh -c "
	ev-report -q --cem --goal buy --users others --events m.ac --events m.aa --events m.ab --exposure shown --as-of $as_of shuffled | cmp - before"
check 'without --cem all other rows are the same' sh -c "ev-report -q --users users --events events --exposure shown --as-of $as_of conversions >bare
	grep -v '\"type\":\"matched\"' before | cmp - bare"

# ---- whether it is right ----

# The exposed convert less than all others do, although the message helps: naively it harms.
runs=${EVKIT_RUNS:-24}
found() {
	for seed in $(seq "$runs"); do
		world "$seed" 1200 .1 100
		matched 2021-07-09T00:00:00Z | jq -r --rawfile truth truth '[.diff_lo, .diff_hi, .diff, ($truth | tonumber)] | @tsv'
	done >all
	awk -v n="$runs" '{ in_it += $1 <= $4 && $4 <= $2; off += ($3 - $4) / n; wide += ($2 - $1) / n }
		END { print in_it, "of", NR, "mean error", off, "mean width", wide
			far = 3 * wide / 3.92 / sqrt(n)
			exit !(NR == n && in_it >= .95 * n - 3 * sqrt(.05 * .95 * n) && off < far && off > -far) }' all
}
check "the effect is in nearly all of $runs intervals, and without bias" found
naive() {
	jq -s 'map(select(.type == "matched"))[0].rate' rows >rate
	# How many of the others buy in three days: those who are never exposed.
	awk -F'"' 'NR == FNR { if (/shown/) out[$4]; next } !($4 in out)' events users | jq -r .user_id | sort >never
	jq -r 'select(.event == "buy" and .timestamp >= "2021-06-14" and .timestamp < "2021-06-17") | .user_id' events | sort -u | comm -12 - never | wc -l >bought
	paste rate bought | awk -v n="$(wc -l <never)" '{ print $1, $2 / n; exit !($1 < $2 / n + .02) }'
}
check 'without matching it would not be seen' naive

# ---- by hand ----

# u ID; did ID TIME EVENT; one ID CONVERTED TIME
u() {
	printf '{"user_id":"%s","segment":"s"}\n' "$1"
}
did() {
	printf '{"user_id":"%s","timestamp":"%s","event":"%s"}\n' "$1" "$2" "$3"
}
one() {
	printf '{"user_id":"%s","message":"A","exposed_at":"%s","converted":%s,"converted_at":"2021-06-09T13:00:00Z","goal":"buy","window_s":86400}\n' "$1" "$3" "$2"
}
for id in a b c d e f g h; do u $id; done >few
{ one a true 2021-06-08T12:00:00Z; one b false 2021-06-08T12:00:00Z
	one d false 2021-06-09T12:00:00Z | sed 's/}/,"mature":false}/'; } >records
{ did a 2021-06-08T12:00:00Z shown; did z 2021-06-30T00:00:00Z end
	did c 2021-06-09T12:00:00.001Z shown; did c 2021-06-08T12:00:00Z buy; did e 2021-06-09T12:00:00Z buy
	did f 2021-06-09T12:00:00.001Z buy; did g 2021-06-08T11:59:59.999Z buy; did h 2021-06-08T11:00:00Z shown; } >acts
# a and b were exposed on Tuesday noon, and have a day. c, e, f and g are free until it
# is over; d is not by his record, h by an event. Of the four c and e buy in it.
by_hand() {
	ev-report -q --cem --goal buy --users few --events acts --exposure shown records |
		jq -c 'select(.type == "matched") | [.users, .converted, .others, .times, .others_rate, .diff, .immature]' >got
	echo '[2,1,4,4,0.5,0,1]' | same - got
}
check 'by hand: the ends of windows count, to the millisecond' by_hand
check 'nobody is like those who were exposed: no rate, and all are counted' sh -c 'grep -E "\"(a|b)\"" few >two
	head -n 2 records | ev-report -q --cem --goal buy --users two --events acts --exposure shown |
	jq -ce "select(.type == \"matched\") | .users == 0 and .unmatched == 2 and (has(\"diff\") | not) and (has(\"others_rate\") | not)"'
check 'few users: no p' sh -c 'head -n 2 records | ev-report -q --cem --goal buy --users few --events acts --exposure shown |
	jq -ce "select(.type == \"matched\") | has(\"diff_lo\") and (has(\"p\") | not)"'

# ---- what is wrong ----

check 'another goal than that of the records: status 1' sh -c 'ev-report -q --cem --goal other --users few --events acts --exposure shown records >got 2>err
	[ $? -eq 1 ] && ! [ -s got ] && grep -q "the records are of another goal" err'
check 'records that do not say the window: status 1' sh -c 'sed "s/,\"window_s\":86400//" records | ev-report -q --cem --goal buy --users few --events acts --exposure shown >got 2>err
	[ $? -eq 1 ] && ! [ -s got ] && grep -q window_s err'
for wrong in '--cem' '--goal buy' '--cem --goal buy --users few' '--cem --goal buy --events acts --exposure shown' \
	'--cem --users few --events acts --exposure shown'; do
	# shellcheck disable=SC2086 # words
	check "$wrong: status 2" gives 2 ev-report $wrong records
done

done_testing
