#!/bin/sh
# ev-report --figures and --events: every count against SQL over the same files, every
# interval against its formula, and what must not matter.
. "$(dirname "$0")/../lib.sh"

# Exposures on many days, of which each user has several; the messages are assigned.
ev-sample -q --seed 3 --users 500 --days 45 | ev-normalize -q >events
ev-segment -q --as-of 2021-06-20 events | ev-assign -q --salt s --message A --message B \
	--control control >users
ev-segment -q events >later
ev-convert -q --exposure 'Product Viewed' --goal 'Product Added' --within 5d --users users \
	--as-of 2021-07-08T12:00:00Z events | grep '"message"' |
	awk 'NR % 40 == 0 { sub(/"goal"/, "\"several_messages\":true,\"goal\"") } { print }' >conversions
as_of=2021-07-09T18:00:00Z

report() {
	ev-report -q --figures --events events --exposure 'Product Viewed' --as-of "$as_of" \
		--users users --after later "$@"
}
report conversions >rows

# rows TYPE KEY ...: the values of these keys of all rows of this type, by '|', sorted
rows() {
	type=$1
	shift
	jq -r --arg type "$type" 'select(.type == $type) | [.[$ARGS.positional[]] | if . == null then "" else tostring end] | join("|")' \
		--args "$@" <rows | sort
}

# The files as tables, times in milliseconds: c(u, m, x, day, done, at, mature) of one
# message each, e(u, at, sent), l(u, l28).
jq -r 'select(.several_messages | not) | [.user_id, .message, .exposed_at, .exposed_at[:10],
	(if .converted then 1 else 0 end), .converted_at // "", (if .mature then 1 else 0 end)] | @csv' conversions >c.csv
jq -r '[.user_id // "anon:" + .anonymous_id, .timestamp, (if .event == "Product Viewed" then 1 else 0 end)] | @csv' events >e.csv
jq -r '[.user_id, .l28] | @csv' later >l.csv
sql() {
	sqlite3 -bail :memory: 'create table c(u, m, x, day, done int, at, mature int)' 'create table e(u, at, sent int)' \
		'create table l(u, l28 int)' '.mode csv' '.import c.csv c' '.import e.csv e' '.import l.csv l' \
		"update c set x = strftime('%s', x) * 1000 + substr(x, 21, 3)" \
		"update c set at = strftime('%s', at) * 1000 + substr(at, 21, 3) where done" \
		"update e set at = strftime('%s', at) * 1000 + substr(at, 21, 3)" \
		"delete from e where at > strftime('%s', '$as_of') * 1000" \
		'create index of_user on e(u, at)' '.mode list' "$@" | sort
}
check 'there is something to count: days, users of several messages, windows not over' sh -c '
	[ "$(jq -r .exposed_at conversions | cut -c-10 | sort -u | wc -l)" -gt 20 ] &&
	grep -q several_messages conversions && grep -q "\"mature\":false" conversions'

# agree TYPE KEY ...: these members of the rows are what the SQL in the file `want` gave
agree() {
	[ "$(wc -l <want)" -gt 20 ] || { echo 'nothing to compare'; return 1; }
	rows "$@" >got && same want got
}

# ---- days ----

# Of who is counted: who was exposed by the end of each day, and who had converted by it;
# to the day on which the last window is over.
sql "create table d as with recursive d(day, last) as (
		select min(day), date(max(max(x, coalesce(nullif(at, ''), x),
			min(x + 5 * 86400000, strftime('%s', '$as_of') * 1000))) / 1000, 'unixepoch') from c where mature
		union select date(day, '+1 day'), last from d where day < last)
		select day, strftime('%s', day, '+1 day') * 1000 as over from d" \
	"select d.day, a.m, (select count(*) from c where mature and m = a.m and x < d.over),
		(select count(*) from c where mature and m = a.m and x < d.over and done and at < d.over)
		from d, (select distinct m from c) a" >want
check 'days: users and conversions that could be seen on each are those of SQL' agree day day message users converted
# ev-report itself, of the records as they stood at the end of a day.
as_then() {
	for day in $(jq -r 'select(.type == "day") | .day' rows | sort -u | awk 'NR % 6 == 2') 2022-01-01; do
		jq -c --arg day "$day" 'select(.exposed_at[:10] <= $day) |
			if .converted and .converted_at[:10] > $day then .converted = false | del(.converted_at) else . end' conversions |
			ev-report -q --sequential --control control - | jq -c 'select(.type == "total") |
			{message, users, converted, rate, rate_lo, rate_hi, vs, diff, diff_lo, diff_hi, p, sequence_lo, sequence_hi, sequence_p} | del(..|nulls)' >total
		jq -c --arg day "$day" --arg last "$(jq -r 'select(.type == "day") | .day' rows | sort | tail -n 1)" '
			select(.type == "day" and .day == (if $day > $last then $last else $day end)) | del(.type, .day)' rows >got
		same total got || return 1
	done
}
check 'days: each is the total of what was known on it; the last is that of all' as_then
check 'days: some conversions come on a later day than the exposure' sh -c 'jq -se "[.[] |
	select(.mature and .converted and .converted_at[:10] > .exposed_at[:10])] | length > 20" conversions'

# sent ID MESSAGE EXPOSED CONVERTED|- [MEMBERS]: who is counted
sent() {
	printf '{"user_id":"%s","message":"%s","exposed_at":"%s","converted":%s%s}\n' "$1" "$2" "$3" \
		"$([ "$4" = - ] && echo false || echo "true,\"converted_at\":\"$4\"")" "${5:-}"
}
# seen OPTION ...: day, users and converted
seen() {
	ev-report -q --figures "$@" | jq -c 'select(.type == "day") | [.day, .users, .converted]'
}
week=',"window_s":604800'
open=',"mature":false,"window_s":604800'
{ sent a x 2021-01-01T10:00:00Z - "$week"; sent b x 2021-01-01T12:00:00Z 2021-01-01T23:59:59.999999999Z "$week"
	sent c x 2021-01-01T12:00:00Z 2021-01-02T00:00:00Z "$week"; sent d x 2021-01-01T12:00:00Z 2021-01-08T12:00:00Z "$week"
	sent e x 2021-01-02T12:00:00Z 2021-01-03T00:00:00Z "$open"; } >one_day
one_day() {
	seen one_day >got
	printf '["2021-01-0%d",4,%d]\n' 1 1 2 2 3 2 4 2 5 2 6 2 7 2 8 3 | same - got
}
check 'messages of one day: a row for each day of the window, its end to the nanosecond' one_day
check 'whose window is not over is in no day, converted or not' sh -c 'grep -v "\"e\"" one_day | ev-report -q --figures |
	grep "\"type\":\"day\"" >a; ev-report -q --figures one_day | grep "\"type\":\"day\"" | cmp - a'
unbounded() {
	{ sent a x 2021-01-01T10:00:00Z -; sent b x 2021-01-02T12:00:00Z 2021-01-02T12:00:00Z; } >plain
	seen --as-of 2021-01-04 plain >got
	printf '["2021-01-0%d",%d,%d]\n' 1 1 0 2 2 1 3 2 1 4 2 1 | same - got || return 1
	seen --as-of 2020-01-01 plain >got
	printf '["2021-01-0%d",%d,%d]\n' 1 1 0 2 2 1 | same - got
}
check 'without a window: to the end of the data, and at least to the last thing that is in it' unbounded
# far DAYS: of a conversion so many days after the first exposure: rows, the first day, days a step
far() {
	at=$(date -u -d "2021-01-01 + $1 days" +%F)
	{ sent a x 2021-01-01T10:00:00Z -; sent b x 2021-01-03T12:00:00Z "${at}T12:00:00Z"; } | seen >got
	tail -n 1 got | grep -qxF "[\"$at\",2,1]" || return 1
	jq -r '.[0] + "T00:00:00Z" | fromdate / 86400' got |
		awk 'NR > 1 && $1 - last != step { if (step) exit 1; step = $1 - last } { last = $1 } END { print NR, step }'
	head -n 1 got
}
steps() {
	for days in 199 200 201 4000; do
		far $days || return 1
	done >steps
	printf '%s\n' '200 1' '["2021-01-01",1,0]' '101 2' '["2021-01-01",1,0]' '101 2' '["2021-01-02",1,0]' \
		'191 21' '["2021-01-11",2,0]' | same - steps
}
check 'at most 200 days: beyond, several at a time, back from the last' steps

# Nothing differs: 120 experiments of one day, looked at daily for 30.
peeking() {
	for seed in $(seq 120); do
		awk -v seed="$seed" 'BEGIN { srand(seed)
			for (i = 0; i < 1000; i++) { at = int(rand() * rand() * 30) + 1
				printf "{\"user_id\":\"%d\",\"message\":\"%s\",\"exposed_at\":\"2021-01-01T00:00:00Z\",\"window_s\":2592000,\"converted\":%s}\n",
					i, rand() < 0.5 ? "A" : "control", rand() < 0.2 ? sprintf("true,\"converted_at\":\"2021-01-%02dT12:00:00Z\"", at) : "false" } }' |
			ev-report -q --figures | jq -rs '[.[] | select(.type == "day" and .diff)] |
				[any(.[]; .diff_lo > 0 or .diff_hi < 0), any(.[]; .sequence_lo > 0 or .sequence_hi < 0)] | @tsv'
	done | awk '$1 == "true" { plain++ } $2 == "true" { band++ }
		END { print plain, band; exit !(NR == 120 && plain > 9 && band <= 6) }'
}
check 'who looks daily at nothing is misled by the plain interval, and not by the band' peeking

# ---- time to convert ----

# The product-limit estimate and Greenwood's sum, from the records.
cat >km.awk <<'AWK'
function out(step,  t, left, s, v, k, i, hi, lo, e) {
	t = step * 3600000; s = 1; v = 0; k = 0; left = 0
	for (i = 1; i <= n; i++) left += time[i] >= t
	for (i = 1; i <= n; i++) if (done[i] && time[i] <= t) k++
	for (i = 1; i <= points && point[i] <= t; i++) {
		s *= 1 - d[i] / r[i]; v += d[i] / (r[i] * (r[i] - d[i]))
	}
	lo = hi = ""
	if (k) { e = 1.959963984540054 * sqrt(v) / -log(s); hi = 1 - s ^ exp(e); lo = 1 - s ^ exp(-e) }
	printf "%s|%d|%d|%d|%d|%.9f|%s|%s\n", m, step * 3600, n, left, k, 1 - s, lo, hi
}
{ m = $2; n++; done[n] = $5; window = 5 * 86400000; seen = end - $3
	time[n] = $5 ? $6 - $3 : $7 || seen > window ? window : seen }
END {
	for (i = 1; i <= n; i++) if (done[i] && !((time[i]) in known)) { known[time[i]]; point[++points] = time[i] }
	for (i = 2; i <= points; i++) for (j = i; j > 1 && point[j - 1] > point[j]; j--) {
		x = point[j]; point[j] = point[j - 1]; point[j - 1] = x }
	for (i = 1; i <= points; i++) for (j = 1; j <= n; j++) {
		r[i] += time[j] >= point[i]; d[i] += done[j] && time[j] == point[i] }
	for (step = 0; step <= 120; step++) out(step)
}
AWK
# close WANT GOT: fields equal, or numbers that agree to the digits that are printed
close() {
	[ "$(wc -l <"$1")" -gt 20 ] || { echo 'nothing to compare'; return 1; }
	paste -d'\n' "$1" "$2" | awk -F'|' 'NR % 2 { split($0, w); n = NF; next }
		{ bad = NF != n; for (i = 1; i <= NF; i++) { off = $i - w[i]; size = $i < 0 ? -$i : $i
			if ($i != w[i] && ($i !~ /^[-0-9.e]+$/ || w[i] !~ /^[-0-9.e]+$/ || off > 1e-5 * size + 1e-9 || -off > 1e-5 * size + 1e-9)) bad = 1 }
			if (bad) { print "got", $0, "wanted", w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8]; all = 1 } }
		END { exit all }'
}
survival() {
	end=$(date -u -d "$as_of" +%s)000
	for m in A B control; do
		sql "select * from c where m = '$m'" | awk -F'|' -v end="$end" -f km.awk
	done | sort >want
	rows survival message seconds users left converted rate rate_lo rate_hi >got
	close want got
}
check 'survival: Kaplan and Meier by awk, at all 121 hours, with the interval' survival

# Freireich's leukaemia trial (1963), 6-MP: relapses, and who was seen without one. The
# shares and their log(-log) intervals are those of SAS and R: 0.8571 (0.6197 to 0.9516) ...
freireich() {
	awk 'BEGIN { n = split("6 6 6 7 10 13 16 22 23 6+ 9+ 10+ 11+ 17+ 19+ 20+ 25+ 32+ 32+ 34+ 35+", t, " ")
		for (i = 1; i <= n; i++) { open = sub(/\+/, "", t[i]); x = 40 - t[i]
			printf "{\"user_id\":\"%d\",\"message\":\"6-MP\",\"exposed_at\":\"2021-01-%02dT%02d:00:00Z\",\"converted\":%s%s,\"mature\":false,\"window_s\":144000}\n",
				i, 1 + int(x / 24), x % 24, open ? "false" : "true", open ? "" : ",\"converted_at\":\"2021-01-02T16:00:00Z\"" } }' |
		ev-report -q --figures --as-of 2021-01-02T16:00:00Z |
		jq -r 'select(.type == "survival" and (.seconds / 3600 | IN(6, 7, 10, 13, 16, 22, 23))) |
			[.seconds / 3600, .left, (1 - .rate, 1 - .rate_hi, 1 - .rate_lo | . * 10000 | round)] | @sh' >got
	printf '%s\n' '6 21 8571 6197 9516' '7 17 8067 5631 9228' '10 15 7529 5032 8894' '13 12 6902 4316 8491' \
		'16 11 6275 3675 8049' '22 7 5378 2678 7468' '23 6 4482 1881 6801' | same - got
}
check 'survival: the figures of a published trial' freireich

# ---- active days, retention, frequency ----

sql "with recursive n(i) as (select 0 union select i + 1 from n where i < 28)
	select m, i, (select count(*) from c join l using (u) where m = a.m),
	(select count(*) from c join l using (u) where m = a.m and l28 = i)
	from (select distinct m from c) a, n" >want
check '--after: users by active days are those of SQL' agree active_days message l28 users with

sql "with recursive n(i) as (select 0 union select i + 1 from n where i < 28)
	select m, i, count(*), sum(exists(select 1 from e where e.u = c.u and not sent and e.at >= x + i * 86400000 and e.at < x + (i + 1) * 86400000)),
	sum(exists(select 1 from e where e.u = c.u and not sent and e.at >= x + i * 86400000))
	from c, n where strftime('%s', '$as_of') * 1000 - x >= (i + 1) * 86400000 group by m, i" >want
check 'retention: who was active on each day, or later, is that of SQL' agree retention message day users active active_since

sql "create table f as select c.u, m, coalesce(max((select count(*) from e f where f.u = e.u and f.sent
		and f.at >= e.at and f.at < e.at + 7 * 86400000)), 0) most
		from c left join e on e.u = c.u and e.sent group by c.u" \
	"create table k as select distinct most i from f" \
	"select m, i, (select count(*) from f where m = a.m), (select count(*) from f where m = a.m and most = i)
		from (select distinct m from f) a, k" \
	"select '', i, (select count(*) from f), (select count(*) from f where most = i) from k" >want
check 'frequency: the most messages in rolling 7 days are those of SQL' agree frequency message messages users with

# Wilson's interval of every share, by its formula.
wilson() {
	jq -r 'select(.type | IN("active_days", "retention", "frequency", "day")) |
		(if .type == "day" then [.converted, .users, .rate, .rate_lo, .rate_hi] else [.active // .with, .users, .share, .share_lo, .share_hi] end),
		(select(.since) | [.active_since, .users, .since, .since_lo, .since_hi]) | @tsv' rows >all
	awk '{ k = $1; n = $2; z = 1.959963984540054; p = k / n; mid = (p + z * z / (2 * n)) / (1 + z * z / n)
		half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
		a = $3 - p; b = $4 - (mid - half); c = $5 - (mid + half)
		if (a * a + b * b + c * c > 1e-11) { print; bad = 1 } } END { exit bad || NR < 200 }' all
}
check 'each share has the interval of its formula' wilson

holds() {
	jq -se "$1" "${2:-rows}"
}
check 'messages add up to all users' holds '[.[] | select(.type == "frequency")] |
	group_by(.messages) | all(.[]; (map(select(.message).with) | add) == (map(select(.message | not).with) | add))'
check 'shares of one message add up to all of its users' holds '[.[] | select(.type | IN("active_days", "frequency"))] |
	group_by([.type, .message]) | all(.[]; (map(.with) | add) == .[0].users)'
check 'without --after the active days are those of --users' sh -c 'ev-report -q --figures --users users conversions |
	jq -c "select(.type == \"active_days\") | [.of, .message, .l28, .with]" >got
	jq -r "select(.several_messages | not) | [.user_id, .message] | @tsv" conversions | sort >a
	jq -r "[.user_id, .l28] | @tsv" users | sort >b
	join -t "$(printf "\t")" a b | cut -f2- | sort | uniq -c | awk "{ print \$2, \$3, \$1 }" | sort >want
	jq -r "select(.[3] > 0) | \"\(.[1]) \(.[2]) \(.[3])\"" got | sort | cmp - want && ! grep -v "\"users\"" got'
check 'without either there are none, nor are l28 that are no number of days' sh -c 'ev-report -q --figures conversions >got &&
	! grep -q active_days got && sed "s/\"l28\":[0-9]*/\"l28\":29/" users >odd && ev-report -q --figures --users odd conversions >got &&
	! grep -q active_days got && ev-report -q --figures --after odd conversions >got && ! grep -q active_days got'

# ---- by hand ----

# one ID MESSAGE [MEMBERS]; did ID TIME EVENT
one() {
	printf '{"user_id":"%s","message":"%s","exposed_at":"2021-01-01T00:00:00Z","converted":false%s}\n' "$1" "$2" "${3:-}"
}
did() {
	printf '{"user_id":"%s","timestamp":"%s","event":"%s"}\n' "$1" "$2" "$3"
}
{ one a x; one b x; one c x ',"several_messages":true'; printf '{"user_id":"d","message":"x","converted":true,"exposed_at":"2021-01-01T00:00:00Z"}\n'
	printf '{"user_id":"e","message":"x","converted":false,"exposed_at":null}\n'; } >few
{ did a 2021-01-01T00:00:00Z sent; did a 2021-01-07T23:59:59.999Z sent; did a 2021-01-08T00:00:00Z sent
	did b 2021-01-01T00:00:00Z sent; did b 2021-01-08T00:00:00Z sent; did b 2021-01-15T00:00:00Z sent
	did a 2021-01-02T23:59:59.999999999Z did; did b 2021-01-03T00:00:00Z did; did b 2020-12-31T23:59:59Z did
	did c 2021-01-05T00:00:00Z did; did e 2021-01-05T00:00:00Z did; did z 2021-01-16T00:00:00Z did; did d 2021-01-01T00:00:00Z did; } >acts
by_hand() {
	ev-report -q --figures --summary sum --events acts --exposure sent few >got || return 1
	jq -c 'select(.type == "retention" and .day < 3) | [.day, .users, .active, .active_since]' got >a
	printf '%s\n' '[0,3,1,3]' '[1,3,1,2]' '[2,3,1,1]' | same - a || return 1
	jq -c 'select(.type == "retention") | .day' got | tail -n 1 | grep -qx 14 || return 1
	jq -c 'select(.type == "frequency" and .message == null) | [.messages, .with, .users]' got >a
	printf '%s\n' '[0,2,4]' '[1,1,4]' '[2,1,4]' | same - a || return 1
	jq -ce '.dropped == {"before_exposure":1,"several_messages":1,"no_exposed_at":1,"not_in_records":1} and .used == 14 and
		.noted.without_times == 2 or (. | tostring | halt_error)' sum
}
check 'by hand: days of 24 hours, 168 hours are not within 7 days, who has no times' by_hand
# A date is the last nanosecond of the day: day 2 lacks one.
check '--as-of: what is later does not count' sh -c 'ev-report -q --summary sum --as-of 2021-01-03 --events acts --exposure sent few >got &&
	jq -ce ".dropped.after_as_of == 7" sum && [ "$(jq "select(.type == \"retention\") | .day" got | tail -n 1)" = 1 ]'
check 'times that are none are rejected, by their reason' sh -c '{ cat few; printf "{\"user_id\":\"k\",\"message\":\"x\",\"converted\":true,%s}\n" \
	"\"exposed_at\":\"2021-13-01T00:00:00Z\"" "\"exposed_at\":\"2021-01-02\",\"converted_at\":5" \
	"\"exposed_at\":\"2021-01-02T00:00:00Z\",\"converted_at\":\"2021-01-01T00:00:00Z\""; } | ev-report -q --summary sum >got
	[ $? -eq 3 ] && jq -ce ".rejected == {\"bad_ts\":3}" sum'
check 'escapes in a time are read' sh -c 'sed "s/2021-01-01T/2021\\\\u002d01-01T/" few | ev-report -q --figures >a && ev-report -q --figures few | cmp - a'
check 'times far apart: no overflow, at most 200 steps of whole days' sh -c '
	{ sed "s/2021-01-01T00/1678-01-01T00/" few; printf "{\"user_id\":\"k\",\"message\":\"x\",\"converted\":true,\"exposed_at\":\"1678-01-01T00:00:00Z\",\"converted_at\":\"2262-01-01T00:00:00Z\"}\n"; } |
	ev-report -q --figures | jq -se "[.[] | select(.type == \"survival\")] | length <= 201 and (.[-1].converted == 1) and all(.[]; .seconds % 86400 == 0)"'
check 'no record: nothing, with all of them' sh -c 'ev-report -q --figures --events acts --exposure sent </dev/null >got && ! [ -s got ]'
check 'all converted at once: a step at 0, whose interval says nothing' sh -c '
	printf "{\"user_id\":\"%s\",\"message\":\"x\",\"converted\":true,\"exposed_at\":\"2021-01-01T00:00:00Z\",\"converted_at\":\"2021-01-01T00:00:00Z\"}\n" a b |
	ev-report -q --figures | jq -se "[.[] | select(.type == \"survival\")] == [{type: \"survival\", message: \"x\", seconds: 0, users: 2, left: 2, converted: 2, rate: 1, rate_lo: 0, rate_hi: 1}]"'

# ---- what does not matter ----

sort -R --random-source=users conversions >shuffled
sort -R --random-source=users events >mixed
check 'records in any order give the same bytes' sh -c "ev-report -q --figures --events mixed --exposure 'Product Viewed' \
	--as-of $as_of --users users --after later shuffled | cmp - rows"
split -n l/3 mixed m.
gzip m.ab
check 'so do events in several files, one of them gzip, and one of them stdin' sh -c "ev-report -q --figures --events m.ab.gz --events - \
	--events m.aa --exposure 'Product Viewed' --as-of $as_of --users users --after later shuffled <m.ac | cmp - rows"
check 'so does jq in between' sh -c "jq -cS . mixed >keys; jq -cS . shuffled | ev-report -q --figures --events keys \
	--exposure 'Product Viewed' --as-of $as_of --users users --after later | cmp - rows"
check 'what was there before is there still, byte for byte' sh -c 'ev-report -q --users users --after later conversions >bare &&
	grep -vE "^.\"type\":\"(day|survival|active_days|retention|frequency)\"" rows | cmp - bare'

# ---- what is wrong ----

gzip -c events | head -c 9000 >cut.gz
check 'events that are cut: status 1, and nothing is written' sh -c 'ev-report -q --events cut.gz --exposure a conversions >got 2>err
	[ $? -eq 1 ] && ! [ -s got ] && grep -q cut.gz err'
check 'events that are missing: status 1, and nothing is written' sh -c 'ev-report -q --events none --exposure a conversions >got 2>err
	[ $? -eq 1 ] && ! [ -s got ]'
check 'a line that is no event: status 3' sh -c 'echo "{}" | cat - acts >bad; ev-report -q --summary sum --events bad --exposure sent few >got
	[ $? -eq 3 ] && [ -s got ] && jq -e ".rejected.bad_ts == 1" sum'
for wrong in '--events acts' '--exposure sent' '--as-of 2021-01-01' '--events acts --exposure =' \
	'--events - --exposure sent'; do
	# shellcheck disable=SC2086 # words
	check "$wrong: status 2" gives 2 ev-report $wrong
done

done_testing
