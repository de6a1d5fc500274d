#!/bin/sh
# What the analysis guarantees, by number, and where it is shown: here, or in a
# test that stands elsewhere and is run with this one.
#
# 1 The events in any order, in any parts that are merged: the same bytes.
# 2 Messages are at most one user apart, in each segment, activity and in all.
# 3 A ledger moves nobody.
# 4 Answers are those of an exhaustive search, of SQL, of R, of the vendors.
# 5 A level never falls by an event more, or by a longer window.
# 6 Credits add up to goals, levels to the total.
# 7 Where nothing has an effect, p is uniform over salts.
# 8 A real log is counted as others count it.
. "$(dirname "$0")/lib.sh"

# row N SENTENCE COMMAND ...: shows guarantee N here.
row() {
	number=$1 text=$2
	shift 2
	echo "$number" >>"$T/rows"
	check "$number: $text" "$@"
}

# there FILE SENTENCE: a check of that file, or a unit's test that is in its table
there() {
	case $1 in
	*.c) grep -qF "cmocka_unit_test($2)" "$TOP/tests/unit/$1" ;;
	*) grep -E "^[[:blank:]]*check ['\"]" "$TOP/tests/cmd/$1" | grep -qF -e "$2" ;;
	esac || { echo "tests/$1 has no such test"; return 1; }
}

# shown N FILE SENTENCE: shows it there.
shown() {
	row "$1" "$2: $3" there "$2" "$3"
}

# ---- 1 ----

ev-sample -q --dirty --users 700 --days 40 --seed 9 >raw
ev-normalize -q --max-rejects 100% raw >normal
ev-dedup -q --stable normal >once
ev-stitch -q once >events
ev-segment -q --as-of 2021-06-20 events >users
ev-assign -q --salt s --message A --message B --control none users >assigned

# What becomes of the events: a question of each kind.
segment() { ev-segment -q "$@"; }
value() { ev-segment -q --by rfm --value revenue --unit week "$@"; }
groups() { ev-segment -q --by cluster --clusters 3 "$@"; }
user() { ev-convert -q --exposure 'Message Sent' --goal 'Order Completed' "$@"; }
exposure() { user --estimand exposure --value revenue "$@"; }
credit() { user --estimand credit "$@"; }
linear() { user --estimand credit --credit linear "$@"; }
funnel() { ev-convert -q --step 'Product Viewed' --step 'Product Added' --step 'Order Completed' "$@"; }
attempts() { funnel --count totals --grace 10s "$@"; }
strict() { funnel --strict "$@"; }
any() { funnel --any-order "$@"; }
held() { ev-convert -q --step 'Product Viewed' --step 'Product Added' --hold product_id --exclude Home "$@"; }

# merged QUESTION PARTS: the parts' states as one
merged() {
	case $1 in
	segment) ev-segment -q --final $2 ;;
	value) ev-segment -q --by rfm --final $2 ;;
	groups) ev-segment -q --by cluster --clusters 3 --final $2 ;;
	*) ev-convert -q --final --users assigned $2 ;;
	esac
}

# with_users QUESTION FILE ...: who is exposed and when, with what the user was given
with_users() {
	question=$1
	shift
	case $question in
	segment | value | groups) $question "$@" ;;
	*) $question --users assigned "$@" ;;
	esac
}

# in_parts QUESTION: shuffled, by lines into 5 parts, merged from the last to the first
in_parts() {
	with_users "$1" events >want && [ "$(wc -l <want)" -gt 20 ] || return 1
	sort -R --random-source=raw events | split -n r/5 - part.
	for part in part.??; do
		"$1" --partial "$part" >"state.$part" || return 1
	done
	merged "$1" "$(ls -r state.part.??)" >got && rm -f part.?? state.part.?? && same want got
}

for question in segment value groups user exposure credit linear funnel attempts strict any held; do
	row 1 "$question: shuffled, in 5 parts" in_parts $question
done

# shuffled FILE COMMAND ...: its output has the same lines from the file shuffled
lines() {
	file=$1
	shift
	sort -R --random-source=normal "$file" >shuffled
	"$@" "$file" | sort >want && "$@" shuffled | sort >got && [ -s want ] && same want got
}
# bytes FILE COMMAND ...: in the same order, too
bytes() {
	file=$1
	shift
	sort -R --random-source=normal "$file" >shuffled
	"$@" "$file" >want && "$@" shuffled >got && [ -s want ] && same want got
}
user --users assigned events >conversions
row 1 'ev-dedup --stable: the same events' lines normal ev-dedup -q --stable
row 1 'ev-dedup --stable, beyond memory' lines normal ev-dedup -q --stable --mem 64K
row 1 'ev-stitch: the same events' lines once ev-stitch -q
row 1 'ev-stitch --stitch graph' lines once ev-stitch -q --stitch graph
row 1 'ev-assign: users in any order' bytes users ev-assign -q --salt s --message A --message B:2 --control none
row 1 'ev-report: records in any order' bytes conversions ev-report -q --users assigned --control none

# All programs behind each other, from raw records in another order.
chain() {
	sort -R --random-source=once raw | ev-normalize -q --max-rejects 100% | ev-dedup -q --stable |
		ev-stitch -q | split -n r/3 - part.
	for part in part.??; do
		segment --partial --as-of 2021-06-20 "$part" >"users.$part" || return 1
		user --partial "$part" >"state.$part" || return 1
	done
	ev-segment -q --final users.part.?? | ev-assign -q --salt s --message A --message B --control none >got &&
		same assigned got && ev-convert -q --final --users got state.part.?? >got.conversions &&
		same conversions got.conversions &&
		ev-report -q --users got --salt s got.conversions >got.report &&
		ev-report -q --users assigned --salt s conversions >want && [ -s want ] && same want got.report
}
row 1 'raw records shuffled, through all programs in three parts, to the report' chain
shown 1 ev-convert-parts.t '$name: parts merged, in any order and in steps, are the whole'
shown 1 ev-convert-parts.t '$name: beyond --mem the same bytes'
shown 1 ev-segment.t '$n parts merged are the whole, to the byte'
shown 1 ev-convert-funnel.t 'any order of lines gives the same bytes'
shown 1 ev-report.t 'records in any order give the same bytes'
shown 1 ev-stitch.t '--links: half by half gives what the whole gives'

# ---- 2, 3: messages ----

shown 2 ev-assign.t '100,000 users, $k messages: at most one apart in each segment, activity, and in all'
shown 2 ev-assign.t '10,000 users: SMD of events is under 0.01'
shown 2 test_assign.c test_even_everywhere
shown 3 ev-assign.t '--ledger moves nobody, new users fill up: one apart in a segment'
# Twice as many users, and everyone with another level: the first keep their message.
kept() {
	ev-segment -q events >all &&
		ev-assign -q --salt other --message A --message B --control none --ledger assigned all >later &&
		jq -r '[.user_id, .message] | @tsv' assigned | sort >want &&
		jq -r '[.user_id, .message] | @tsv' later | sort >got &&
		[ "$(wc -l <got)" -gt "$(wc -l <want)" ] && ! comm -23 want got | grep .
}
row 3 'users of another day and salt: who had a message has it still' kept

# ---- 4: others' answers ----

shown 4 test_funnel.c test_all_chains
shown 4 test_funnel.c test_all_rules
shown 4 test_funnel.c test_any_order
shown 4 test_exposure.c test_all_pairs
shown 4 ev-convert.t 'funnel, within $within s: as by SQLite'
shown 4 ev-convert.t 'credit $credit, within $within s: as by SQLite'
shown 4 ev-segment.t 'all as computed by SQLite'
shown 4 ev-segment.t '--history --interval week: from Monday'
shown 4 ev-stitch.t '--stitch first: turns on shared devices; any order of the input'
shown 4 corpus-segment.t '--by rfm: 995 users, scores and segments as in R'
shown 4 test_proportion.c test_two_rates_of_others
shown 4 test_strata.c test_homogeneous
shown 4 test_several.c test_of_others
shown 4 test_srm.c test_of_others
shown 4 test_means.c test_of_growthbook
shown 4 test_bucket.c test_of_vendors
shown 4 ev-report.t 'all figures are those that perl computes, --cuped l28'

# ---- 5: levels of funnels ----

# levels FILE OPTION ...: "user level" of each user with a step
levels() {
	funnel "$@" | jq -r '"\(.user_id) \(.level)"' | sort
}
# at_most FEWER MORE: nobody is farther in the first
at_most() {
	join -a 1 -e 0 -o 1.1,1.2,2.2 "$1" "$2" | awk '$2 > $3 { print; bad = 1 } END { exit bad }'
}
fewer() {
	levels events >all_of_it
	for share in 2 3 10; do
		awk -v n=$share 'NR % n' events >some
		levels some >part_of_it && at_most part_of_it all_of_it && ! cmp -s part_of_it all_of_it || return 1
	done
}
longer() {
	levels --within 0 events >first
	cp first shorter
	for within in 90s 10m 1h 7d; do
		levels --within $within events >longer && at_most shorter longer || return 1
		mv longer shorter
	done
	! cmp -s first shorter
}
row 5 'without every second, third, tenth event nobody is farther' fewer
row 5 'in a longer window nobody is less far' longer
shown 5 test_funnel.c test_more_is_never_less
shown 5 test_funnel.c test_arrival_never_matters

# ---- 6: sums ----

# The goals after each user's first exposure, by jq and awk, are those with credit.
credits() {
	jq -r 'select(.event == "Message Sent" or .event == "Order Completed") |
		[.user_id // ("anon:" + .anonymous_id), .timestamp, .event] | @tsv' events |
		sort -t "$(printf '\t')" -k 1,1 -k 2,2 -k 3,3 |
		awk -F '\t' '$1 != user { user = $1; shown = 0 } $3 == "Message Sent" { shown = 1; next }
			shown { n++ } END { print n }' >want
	credit --within 400d events | wc -l | tr -d ' ' >got && same want got &&
		linear --within 400d events | jq -s 'map(5354228880 / (.shares // 1)) | add / 5354228880' >got &&
		same want got
}
row 6 'credits, whole and shared, add up to the goals behind an exposure' credits
shown 6 test_exposure.c test_credit_adds_up
shown 6 ev-convert.t 'credit $credit: the credits are the goals that have an exposure'
shown 6 ev-report.t 'levels add up to the total'

# ---- 7, 8 ----

shown 7 ev-report.t 'A/A: p of $salts salts is uniform'
shown 7 test_assign.c test_fair
shown 8 corpus-convert.t 'view, cart, purchase within ${within% *}: as by SQLite'
shown 8 corpus-convert.t 'without window: as many at each level as counted by awk'
shown 8 corpus-segment.t 'all records as computed by SQLite'

check 'no guarantee is missing' test '1 2 3 4 5 6 7 8 ' = "$(sort -u rows | tr '\n' ' ')"

done_testing
