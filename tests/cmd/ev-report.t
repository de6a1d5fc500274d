#!/bin/sh
# ev-report: every figure against formulas written down again in perl, and against
# ev-assign itself; what must not matter, and what must be said.
. "$(dirname "$0")/../lib.sh"

ev-sample -q --seed 3 --users 1200 --days 40 | ev-normalize -q >events
ev-segment -q --as-of 2021-06-21 events >users
ev-segment -q events >later
ev-convert -q --exposure 'Message Sent' --goal 'Order Completed' --users users \
	--as-of 2021-06-29T11:10:00Z events >conversions

# figures FILE: "type activity message key value" of all numbers but those of migration
figures() {
	jq -r 'select(.type == "cell" or .type == "total" or .type == "pooled") | "\(.type) \(.activity // "-") \(.message)" as $row |
		to_entries[] | select(.value | type == "number") | "\($row) \(.key) \(.value)"' "$1" | sort
}

# agree WANT GOT: the same figures, and each to the digits that are printed
agree() {
	[ "$(wc -l <"$1")" -gt 100 ] || { echo 'nothing to compare'; return 1; }
	awk 'NR == FNR { want[$1, $2, $3, $4] = $5; n++; next }
		!(($1, $2, $3, $4) in want) { print "not wanted:", $0; bad = 1; next }
		{ seen++; w = want[$1, $2, $3, $4]; off = $5 - w; size = w < 0 ? -w : w
			if (off > 2e-5 * size + 1e-9 || -off > 2e-5 * size + 1e-9) { print $0, "wanted", w; bad = 1 } }
		END { if (seen != n) print n - seen, "are missing"; exit bad || seen != n }' "$1" "$2"
}

# as_computed FIELD ARG ...
as_computed() {
	field=$1
	shift
	perl "$TOP/tests/cmd/ev-report.pl" control users "$field" <conversions | sort >want
	ev-report -q --sequential --users users --cuped "$field" "$@" conversions >report || return 1
	figures report >got
	agree want got
}
check 'some windows are not over, of some messages nobody converted' sh -c \
	'grep -q "\"mature\":false" conversions && grep -q "\"mature\":true" conversions'
check 'all figures are those that perl computes, --cuped l28' as_computed l28
check 'so with --cuped events' as_computed events
check 'so with --cuped recency_days' as_computed recency_days
check 'so with --cuped tenure_days' as_computed tenure_days
perl "$TOP/tests/cmd/ev-report.pl" A users l28 <conversions | sort >want.A
against_a() {
	ev-report -q --sequential --users users --cuped l28 --control A conversions >report.A || return 1
	figures report.A >got
	agree want.A got
}
check '--control A: so too' against_a

# A test whose data retentioneering publishes: control 85 of 573, message 126 of 554.
# By other people's programs: difference 0.0791 (0.0335 to 0.1245), ratio 1.533 (1.197
# to 1.967), z-test 0.00067.
published() {
	awk 'function put(m, k, n,  i) { for (i = 1; i <= n; i++)
			printf "{\"user_id\":\"%s%d\",\"message\":\"%s\",\"converted\":%s}\n", m, i, m, i <= k ? "true" : "false" }
		BEGIN { put("control", 85, 573); put("test", 126, 554) }' | ev-report -q |
		jq -se 'def to(digits): . * digits | round; [.[] | select(.type == "total" and .vs)][0] |
			[.diff, .diff_lo, .diff_hi | to(10000)] == [791, 335, 1245] and
			[.lift, .lift_lo, .lift_hi | to(1000)] == [533, 197, 967] and (.p | to(100000)) == 67'
}
check 'the figures of a published test' published

ev-report -q --users users conversions >report
# holds FILTER [FILE]: jq's answer over all rows, as an array, is true
holds() {
	jq -se "$1" "${2:-report}"
}
check 'levels add up to the total' holds '
	([.[] | select(.type == "total")] | length == 3) and
	all(.[] | select(.type == "total"); . as $t | true) and
	([.[] | select(.type == "cell")] | group_by(.message) | map([(map(.users) | add), (map(.converted) | add), (map(.immature) | add)])) ==
	([.[] | select(.type == "total")] | sort_by(.message) | map([.users, .converted, .immature]))'
check 'intervals hold their figures, and without effect means p' holds '
	all(.[] | select(.diff_lo); .diff_lo <= .diff and .diff <= .diff_hi) and
	all(.[] | select(.lift_lo); .lift_lo <= .lift and .lift <= .lift_hi) and
	all(.[] | select(.type != "migration" and .test == "score" and (.p < 0.045 or .p > 0.055));
		(.p < 0.05) == (.lift_lo > 0 or .lift_hi < 0))'
check 'few users have no p, and are called few' holds '
	[.[] | select(.type == "cell" and .vs and .users < 30)] | length > 0 and all(.[]; .low and (has("p") | not))'

# ---- health ----

check 'health: who is counted' sh -c 'jq -s "[length, (map(select(.mature)) | length), (map(select(.mature | not)) | length)]" \
	conversions >want; jq -s ".[0] | [.users, .counted, .immature]" report | cmp - want'
# With three messages chi-square has two degrees: p = exp(-x / 2).
check 'health: p of the shares' sh -c '
	jq -s "group_by(.message) | map(length) | (add / 3) as \$e | (map((. - \$e) * (. - \$e) / \$e) | add / -2 | exp)" conversions >want
	jq -s ".[0].srm_p" report | paste - want | awk "{ d = \$1 / \$2 - 1; exit !(d * d < 1e-10) }"'
check 'health: how far apart' sh -c '
	jq -sc "def apart: group_by(.message) | map(length) | (if length < 3 then 0 else min end) as \$lo | max - \$lo;
		[(group_by(.segment) | map(apart) | max), (group_by(.activity) | map(apart) | max), apart]" conversions >want
	jq -sc ".[0] | [.segment_apart, .activity_apart, .apart]" report | cmp - want'
check 'health: standardized differences as ev-assign measures them' sh -c '
	jq -r "\"\(.user_id) \(.message)\"" conversions >m
	awk "NR == FNR { m[\$1] = \$2; next } match(\$0, /\"user_id\":\"[^\"]*\"/) { id = substr(\$0, RSTART + 11, RLENGTH - 12)
		if (id in m) { sub(/}\$/, \",\\\"message\\\":\\\"\" m[id] \"\\\"}\"); print } }" m users >ledger
	awk "{ sub(/,\"message\":\"[^\"]*\"}\$/, \"}\"); print }" ledger >bare
	ev-assign -q --salt x --message A --message B --control control --ledger ledger --balance b bare >/dev/null
	tail -n 1 b | jq -c "[.smd[] * 10000 | round]" >want
	jq -sc ".[0] | [.smd[] * 10000 | round]" report | cmp - want'
check 'users who are in no users file are counted' sh -c 'head -n 200 users >some
	ev-report -q --users some conversions | tee part | jq -s ".[0].not_in_users" >got
	jq -r .user_id some | sort >a; jq -r .user_id conversions | sort >b; comm -13 a b | wc -l | cmp - got && jq -se ".[0] | has(\"smd\") | not" part'
skewed() {
	awk '/"message":"A"/ && ++n % 3 { next } { print }' conversions >skew
	ev-report skew 2>err | head -n 1 | jq -e '.srm_p < 0.001' && says 'trust no figure' err
}
check 'messages without their share of users: said' skewed
check '--message with weights: they have their share' sh -c 'ev-report -q --message A:1 --message B:3 --control control:3 skew |
	head -n 1 | jq -e ".srm_p > 0.001"'

# ---- what does not matter ----

# as_report FILE ...: the same bytes
as_report() {
	ev-report -q --users users "$@" >got && same report got
}
sort -R --random-source=users conversions >shuffled
split -n l/3 conversions part.
gzip part.ab
check 'records in any order give the same bytes' as_report shuffled
check 'so do several files, one of them gzip' sh -c 'ev-report -q --users users part.ac part.ab.gz - <part.aa | cmp - report'
check 'so does jq in between' sh -c 'jq -cS . conversions | ev-report -q --users users | jq -S . >a; jq -S . report | cmp - a'
check 'so do users in any order, in two files' sh -c 'sort -R --random-source=events users >mixed && split -n l/2 mixed u. &&
	ev-report -q --users u.ab --users u.aa conversions | cmp - report'

# ---- p by drawing again ----

# made N: users whose outcome is fixed, whatever their message. ev-assign passes other
# members on, so what it writes are records of conversion too.
made() {
	awk -v n="$1" 'BEGIN { split("new dormant slipping resurrected power core casual", level, " "); x = 1
		for (i = 0; i < n; i++) { for (j = 0; j < 4; j++) r[j] = (x = (x * 69069 + 1) % 4294967296) / 4294967296
			a = int(r[0] * 7) + 1
			printf "{\"user_id\":\"u%05d\",\"segment\":\"%s.%d\",\"activity\":\"%s\",\"recency_days\":%d,\"events\":%d,\"converted\":%s}\n",
				i, level[a], r[1] * 3, level[a], r[2] * 40, r[1] * 50, r[3] < .05 * a ? "true" : "false" } }'
}
made 150 >few
ev-assign -q --salt june --message A --message B --control none few >assigned

ev-report -q --control none --users assigned --salt june assigned >drawn
# The same with ev-assign itself: 1000 assignments, the statistic by awk.
redrawn() {
	{ echo draw 0; cat assigned; for i in $(seq 0 998); do
		echo "draw $((i + 1))"
		ev-assign -q --salt "june/replay/$i" --message A --message B --control none few
	done; } >all
	awk 'function t(x,  a, s, all) {
			for (a in level) if (n[x, a] && n["none", a]) all += n[x, a] + n["none", a]
			for (a in level) if (n[x, a] && n["none", a])
				s += (n[x, a] + n["none", a]) / all * (k[x, a] / n[x, a] - k["none", a] / n["none", a])
			return s < 0 ? -s : s }
		function done() { if (draw == 0) { A = t("A"); B = t("B") }
			a += t("A") >= A - 1e-12; b += t("B") >= B - 1e-12; split("", n); split("", k) }
		/^draw/ { if ($2) done(); draw = $2; next }
		{ split($0, f, "\""); level[f[12]] = 1; n[f[22], f[12]]++; k[f[22], f[12]] += /true/ }
		END { done(); print "A", a / 1000; print "B", b / 1000 }' all >want
	jq -r 'select(.type == "pooled") | "\(.message) \(.drawn_p)"' drawn >got
	same want got
}
check '--salt: p is that of 999 runs of ev-assign' redrawn
check 'drawn p lies beside the others' holds 'all(.[] | select(.type == "pooled"); .drawn_p - .cmh_p < 0.06 and .cmh_p - .drawn_p < 0.06)' drawn
check 'another salt is refused, and nothing is written' sh -c 'ev-report --users assigned --salt july assigned >got 2>err
	[ $? -eq 1 ] && ! [ -s got ] && grep -q "would not give" err'
check 'weights are those of ev-assign, or it is refused' sh -c '
	ev-assign -q --salt w --message A:3 --control none few >heavy
	sed "s/,\"message\":\"[^\"]*\"/,\"message\":\"A\"/;75,\$s/\"A\"/\"none\"/" assigned >two
	ev-report -q --users heavy --salt w two >/dev/null 2>&1; [ $? -eq 1 ] &&
	ev-report -q --message A:3 --control none --users heavy --salt w two | jq -e -s "any(.[]; .drawn_p > 0) and .[0].other_message > 0"'

# Nothing but chance: over salts, p has no preference. EVKIT_SALTS=1000 for all.
salts=${EVKIT_SALTS:-300}
nothing() {
	made $((6 * salts)) >crowd
	for i in $(seq "$salts"); do
		ev-assign -q --salt "aa-$i" --message A --control none crowd |
			ev-report -q --control none | tail -n 1
	done | jq -r .p | sort -g >p
	# Kolmogorov and Smirnov at 1%, equal p at the middle of theirs; 5% of p below 0.05,
	# give or take three deviations, and of 1000 and more 3.6 to 6.4.
	uniq -c p | awk -v n="$salts" '{ d = (seen + $1 / 2) / n - $2; seen += $1; if (d < 0) d = -d; if (d > most) most = d
			if ($2 < .05) small += $1 / n }
		END { limit = 1.63 / sqrt(n); off = n < 1000 ? 3 * sqrt(.05 * .95 / n) : .014
			print seen, "p, largest distance", most, "of", limit, "share below 0.05", small
			exit !(seen == n && most < limit && small > .05 - off && small < .05 + off) }'
}
check "A/A: p of $salts salts is uniform" nothing
PATH=$BIN:$PATH sh "$TOP/tests/truth.sh" 1 6 >truth
check 'the lift that ev-sample put in is in nearly all intervals' sh -c 'awk "{ exit !(\$4 == 12 && \$2 >= 10) }" truth'

# ---- from where to where ----

ev-report -q --after later conversions >moved
by_sqlite() {
	jq -r 'select(.several_messages | not) | [.user_id, .message, .activity] | @csv' conversions >c.csv
	jq -r '[.user_id, .activity] | @csv' later >l.csv
	sqlite3 :memory: 'create table c(u, m, a)' 'create table l(u, a)' '.mode csv' '.import c.csv c' '.import l.csv l' \
		'.mode list' 'select c.m, c.a, l.a, (select count(*) from c d where d.m = c.m and d.a = c.a), count(*)
		from c join l using (u) group by 1, 2, 3' | sort >want
	jq -r 'select(.type == "migration" and .moved > 0) | "\(.message)|\(.before)|\(.after)|\(.users)|\(.moved)"' moved |
		sort | same want -
}
check '--after: users by level before and after are those of SQL' by_sqlite
check 'shares of one level add up to 1' holds '[.[] | select(.type == "migration")] | length > 20 and
	(group_by([.message, .before]) | all(.[]; (map(.moved) | add) == .[0].users))' moved
check '--before users is the activity that the records have' sh -c 'ev-report -q --before users --after later conversions | cmp - moved'
check 'who is not there any more has no level after' sh -c 'head -n 300 later >some
	ev-report -q --after some conversions | jq -e -s "any(.[]; .type == \"migration\" and (has(\"after\") | not) and .moved > 0)"'

# ---- few records, odd records ----

# one ID MESSAGE CONVERTED [MEMBERS]
one() {
	printf '{"user_id":"%s","message":"%s","converted":%s%s}\n' "$1" "$2" "$3" "${4:-}"
}
{ one a x true; one b y false; one c x true ',"several_messages":true'; one d y true ',"mature":false'; } >four
check 'without activity, with the fewest members: counted as they are' sh -c 'ev-report four 2>err |
	jq -se ".[0].control == \"x\" and .[0].several_messages == 1 and .[0].immature == 1 and
		([.[] | select(.type == \"total\") | [.message, .users, .converted]] == [[\"x\",1,1],[\"y\",1,0]]) and
		(.[1] | has(\"activity\") | not)" && grep -q "measured against x" err'
check 'one message has rates and no comparison' sh -c 'grep "\"x\"" four | ev-report -q | jq -se "length == 3 and all(.[]; has(\"vs\") | not)"'
check 'no record: nothing' sh -c 'ev-report </dev/null >got && ! [ -s got ] && ev-report --table </dev/null >got && ! [ -s got ]'
check 'all users at once, none of them alike: all converted here, none there' sh -c '
	{ for i in $(seq 40); do printf "{\"user_id\":\"a%s\",\"message\":\"A\",\"converted\":true}\n{\"user_id\":\"c%s\",\"message\":\"control\",\"converted\":false}\n" $i $i; done; } |
	ev-report -q --sequential | jq -se "all(.[]; all(.[]; . != null)) and (.[] | select(.type == \"total\" and .vs) | .diff == 1 and .p < 1e-15 and (has(\"lift\") | not))"'
refused() {
	{ one a x true; one a x true; one b '' true; one c x 1; one d x true ',"goal":"g"'; one e x true ',"estimand":"exposure"'
		printf '{"user_id":"f","message":"x","level":2,"of":3}\n{"user_id":"g","message":"x","converted":true,"converted":false}\n'; } |
		gives 3 ev-report --summary sum >/dev/null &&
		jq -e '.rejected == {"same_user":1,"no_message":1,"bad_field":2,"other_goal":1,"not_user":1,"dup_key":1} and .used == 1' sum
}
check 'what is no record of a user is refused, each by its reason' refused
check 'a message that is none of --message is refused' sh -c 'one() { printf "{\"user_id\":\"%s\",\"message\":\"%s\",\"converted\":true}\n" $1 $2; }
	{ one a A; one b B; one c C; } | ev-report --message A --control B --summary sum >/dev/null; [ $? -eq 3 ] && jq -e ".rejected == {\"other_message\":1}" sum'
check 'more than 64 messages are refused' sh -c 'for i in $(seq 65); do echo "{\"user_id\":\"$i\",\"message\":\"m$i\",\"converted\":true}"; done |
	ev-report -q --summary sum >/dev/null; [ $? -eq 3 ] && jq -e ".rejected == {\"other_message\":1}" sum'
check 'a cut file: status 1, and nothing is written' sh -c 'gzip -c conversions | head -c 9000 >cut.gz; ev-report cut.gz >got 2>err; [ $? -eq 1 ] && ! [ -s got ]'
check 'a users file that is missing or damaged: status 1' sh -c 'ev-report --users no conversions; a=$?; ev-report --users conversions.no conversions
	b=$?; echo "{}" | ev-report --users - conversions; [ $a$b$? = 111 ]'
check 'a user twice in the users files: status 1' gives 1 ev-report --users users --users users conversions
check '--control that no record has: status 1' gives 1 ev-report --control Z conversions
check '--table says the same as the records' sh -c 'ev-report -q --table --users users conversions >t && grep -q "^all  *A  *$(jq -r "select(.type == \"total\" and .message == \"A\") | \"\(.users)  *\(.converted)\"" report) " t &&
	grep -q "^pooled" t && [ "$(awk "length > 130" t | wc -l)" -eq 0 ]'

for wrong in '--salt x' '--cuped l28' '--before users' '--users users --cuped age' '--message A' \
	'--message A --message A' '--control A --control B' '--message A:0 --control B' '--message A:9999 --control B:2'; do
	# shellcheck disable=SC2086 # words
	check "$wrong: status 2" gives 2 ev-report $wrong conversions
done

nearly_none() {
	awk 'BEGIN { for (i = 0; i < 4000; i++) printf "{\"user_id\":\"u%d\",\"message\":\"%s\",\"converted\":%s}\n",
		i, i < 1000 ? "B" : "control", (i < 333 || i >= 3000) ? "true" : "false" }' |
		ev-report -q --message B --control control:3 --table >got
	grep -q '^B  *+0\.0 %' got && ! grep -e '-0\.0' got
}
check '--table: what rounds to 0 is not below it' nearly_none

# The last column of a table once took blanks without end where names left it no room.
long_names() {
	name=campaign_2021_06_summer_sale_push_notification_variant_b_with_all_of_its_words_and_more
	awk -v name=$name 'BEGIN { for (i = 0; i < 200; i++)
		printf "{\"user_id\":\"u%d\",\"message\":\"%s\",\"activity\":\"a level of %s\",\"converted\":%s}\n",
			i, i % 2 ? name : "control", name, i % 7 ? "false" : "true" }' >long
	(ulimit -v 2000000 && ev-report -q --table long) >got && grep -q "^$(expr substr $name 1 79)…  .*-$" got &&
		grep -q "  control  .* 15.0 %" got
}
if [ -z "${SAN:-}" ]; then
	check '--table with long names: they are cut, figures are not' long_names
else
	skip '--table with long names: they are cut, figures are not' 'sanitizers take address space'
fi

done_testing
