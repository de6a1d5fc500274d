#!/bin/sh
# ev-assign: what it guarantees, counted by awk on made-up users.
. "$(dirname "$0")/../lib.sh"

# users N SEED: 21 segments of very different sizes, events with a long tail, and
# recency, l28 and tenure that go with the level.
users() {
	awk -v n="$1" -v seed="$2" 'function rnd() { seed = seed * 16807 % 2147483647; return seed / 2147483647 }
		BEGIN {
			split("new dormant slipping resurrected power core casual", level, " ")
			split("0 28 7 0 0 0 0", from, " "); split("7 80 21 7 3 7 7", span, " ")
			split("lo mid hi", tier, " ")
			for (i = 0; i < n; i++) {
				l = 1 + int(rnd() * rnd() * 7)
				t = 1 + int(rnd() * 3)
				printf "{\"user_id\":\"u%07d\",\"segment\":\"%s.%s\",\"activity\":\"%s\"," \
					"\"recency_days\":%d,\"l7\":1,\"l28\":%d,\"tenure_days\":%d,\"events\":%d,\"price\":1.10}\n",
					i, level[l], tier[t], level[l], from[l] + int(rnd() * span[l]),
					int(rnd() * rnd() * 28), int(rnd() * 400), int(exp(t + rnd() * rnd() * 5))
			}
		}'
}

# messages K: options for K messages, the last of them a control
messages() {
	for i in $(seq 2 "$1"); do printf -- '--message m%d ' "$i"; done
	echo --control none
}

# fields: "activity segment message" of each record
fields() {
	sed 's/.*"segment":"\([^"]*\)","activity":"\([^"]*\)".*"message":"\([^"]*\)"}$/\2 \1 \3/' "$1"
}

# most_apart MESSAGES FILE: the largest differences in a segment, a level, in all
most_apart() {
	fields "$2" | awk -v k="$1" '
		function most(n, groups, messages,   g, m, lo, hi, worst, c) {
			for (g in groups) {
				lo = -1; hi = 0
				for (m in messages) {
					c = n[g, m] + 0
					if (lo < 0 || c < lo) lo = c
					if (c > hi) hi = c
				}
				if (hi - lo > worst) worst = hi - lo
			}
			return worst + 0
		}
		{ n[$1, $3]++; n[$2, $3]++; n["", $3]++; levels[$1]; segments[$2]; messages[$3] }
		END { total[""]; for (m in messages) kinds++
			if (kinds != k) print kinds " messages, not " k
			print most(n, segments, messages), most(n, levels, messages), most(n, total, messages) }'
}

within_one() {
	# shellcheck disable=SC2046 # words
	ev-assign -q --salt "s$1" $(messages "$1") many >got || return 1
	[ "$(wc -l <got)" -eq 100000 ] || return 1
	most_apart "$1" got | tee apart
	awk '$1 > 1 || $2 > 1 || $3 > 1 { exit 1 }' apart
}

users 100000 20210630 >many
for k in 2 3 4 5 6 7; do
	check "100,000 users, $k messages: at most one apart in each segment, activity, and in all" \
		within_one "$k"
done

# ---- the design written once more, in Perl ----

users 1500 11 >few
# as_perl SALT WAVE NAME:WEIGHT ...
as_perl() {
	perl "$TOP/tests/cmd/ev-assign.pl" "$@" <few | sort >want || return 1
	salt=$1 wave=$2
	shift 2
	for m; do
		shift
		set -- "$@" --message "$m"
	done
	ev-assign -q --salt "$salt" --wave "$wave" "$@" few | jq -r '"\(.user_id) \(.message)"' | sort >got
	[ "$(wc -l <got)" -eq 1500 ] && same want got
}
check 'every message as by another program' as_perl june 0 A:1 B:1 none:1
check 'with weights, another salt and a wave too' as_perl 'a longer salt' 2 A:5 B:3 C:2
check 'with more places than users of some segments too' as_perl '' 0 A:30 B:41 C:2

# ---- how equal the users are ----

users 10000 7 >users
abc='--message A --message B --control none'
# shellcheck disable=SC2086 # words
ev-assign --salt june $abc --balance balance users >want 2>err

# smd FIELD LOG: the largest standardized difference of the records, by its definition
smd() {
	jq -r "[.message, .$1] | @tsv" want | awk -v log_of="$2" '
		{ x = log_of ? log(1 + $2) : $2; n[$1]++; s[$1] += x; q[$1] += x * x }
		END {
			for (m in n) { mean[m] = s[m] / n[m]; v[m] = (q[m] - s[m] * mean[m]) / (n[m] - 1) }
			for (a in n) for (b in n) {
				d = (mean[a] - mean[b]) / sqrt((v[a] + v[b]) / 2)
				if (d > most) most = d
			}
			printf "%.4f\n", most
		}'
}

smd_agrees() {
	mine=$(smd "$1" "$2")
	told=$(tail -n 1 balance | jq -r ".smd.$1" | awk '{ printf "%.4f\n", $1 }')
	echo "awk $mine, --balance $told"
	awk -v a="$mine" -v b="$told" 'BEGIN { exit !(a - b <= .0002 && b - a <= .0002 && a > 0) }'
}

check 'every user has a record' test "$(wc -l <want)" -eq 10000
# total FILTER: of the last record of the balance
total() {
	tail -n 1 balance >total.json && [ -s total.json ] && jq -e "$1" total.json
}
check 'SMD of events is as computed by awk' smd_agrees events 1
check 'SMD of l28 too' smd_agrees l28 0
check 'SMD of recency too' smd_agrees recency_days 0
check 'SMD of tenure too' smd_agrees tenure_days 0
check '10,000 users: SMD of events is under 0.01' total '.smd.events > 0 and .smd.events < 0.01'
check 'the total counts all users' total '.type == "total" and .users == 10000 and .srm_p > 0.99 and
	.control == "none" and ([.messages[]] | add) == 10000 and .salt == "june" and .design == "blocked"'
counts_agree() {
	fields want | sort | uniq -c | awk '{ print $3, $4, $1 }' >counted
	jq -r 'select(.type == "segment") | .segment as $s | .messages | to_entries[] | "\($s) \(.key) \(.value)"' \
		balance | sort >told
	sort counted | same - told
}
check 'the counts of segments are those of the records' counts_agree
check 'stderr says it in three lines and the summary' sh -c \
	'[ "$(wc -l <err)" -eq 4 ] && grep -q "differ by at most 1 in a segment (of 21), 1 in an activity (of 7)" err'
better() {
	# shellcheck disable=SC2086
	ev-assign -q --salt june $abc --rerandomize 20 --balance best users >got || return 1
	for i in $(seq 0 19); do
		# shellcheck disable=SC2086
		ev-assign -q --salt "june#$i" $abc --balance one users >"try.$i" || return 1
		tail -n 1 one | jq -r "\"\\(.smd_most) $i\""
	done | sort -g | head -n 1 >least
	cat least
	same "try.$(cut -d ' ' -f 2 least)" got &&
		[ "$(tail -n 1 best | jq -r '"\(.smd_most) \(.salts_tried) \(.salt)"')" = \
		"$(awk '{ print $1, 20, "june#" $2 }' least)" ]
}
check '--rerandomize 20 is the salt with the smallest of the largest, and can be had again' better

# ---- what does not matter, what does ----

# as_want OPTION ...: the same bytes
as_want() {
	ev-assign -q --salt june "$@" >got && same want got
}
check 'all but the message stays, byte for byte' sh -c \
	'sed "s/,\"message\":\"[^\"]*\"}\$/}/" want | cmp - users'
sort -R --random-source=users users >shuffled
check 'users in any order give the same bytes' as_want --message A --message B --control none shuffled
check 'so do messages in any order, and weights with a divisor' \
	as_want --control none:20 --message B:20 --message A:20 users
split -n l/3 users part.
check 'so do several files, one of them gzip' \
	sh -c 'gzip part.ab && ev-assign -q --salt june --message A --message B --control none \
		part.ac part.ab.gz - <part.aa | cmp - want'
check 'so do keys in another order, with escapes' sh -c \
	'jq -cS . users | sed "s/\"segment\"/\"\\\\u0073egment\"/" |
	ev-assign -q --salt june --message A --message B --control none | jq -r .message >got &&
	jq -r .message want | cmp - got'
check 'another salt gives others' sh -c \
	'ev-assign -q --salt july --message A --message B --control none users >got &&
	[ "$(cat want got | sort | uniq -u | wc -l)" -gt 10000 ]'
latin() {
	for w in 0 1 2 3; do
		ev-assign -q --salt june --message A --message B --control none --wave $w users |
			tee "wave.$w" | jq -r '"\(.user_id) \(.message)"' >"pair.$w" || return 1
		most_apart 3 "wave.$w" | tee apart
		awk '$1 > 1 || $2 > 1 || $3 > 1 { exit 1 }' apart || return 1
	done
	same wave.0 want && same wave.0 wave.3 &&
		[ "$(cat pair.0 pair.1 pair.2 | sort -u | wc -l)" -eq 30000 ]
}
check '--wave: each message once in three waves, each as equal as the first' latin

# ---- weights ----

# A block of 10 has 5, 3 and 2: more than that over the whole blocks there is not.
weighted() {
	ev-assign -q --salt w --message A:5 --message B:3 --control none:2 users >got || return 1
	fields got | awk 'BEGIN { w["A"] = 5; w["B"] = 3; w["none"] = 2 }
		{ n[$2]++; c[$2, $3]++; all[$3]++ }
		END { for (s in n) for (m in w) {
				over = c[s, m] - w[m] * int(n[s] / 10)
				if (over < 0 || over > w[m]) { print s, m, n[s], c[s, m]; bad = 1 }
			}
			if (all["A"] != 5000 || all["B"] != 3000 || all["none"] != 2000) bad = 1
			exit bad }'
}
check 'weights 5, 3, 2: each segment has whole blocks and at most a weight more, all 5000, 3000, 2000' weighted

# ---- ledgers ----

head -n 6000 users | ev-assign -q --salt june --message A --message B --control none >first
moved() {
	ev-assign -q --salt "$1" --message A --message B --control none --ledger first users >second || return 1
	sort first >a && sort second >b && [ "$(comm -12 a b | wc -l)" -eq 6000 ] && [ "$(wc -l <second)" -eq 10000 ] &&
		most_apart 3 second | tee apart && awk '$1 > 1 || $2 > 2 || $3 > 4 { exit 1 }' apart
}
check '--ledger moves nobody, new users fill up: one apart in a segment' moved june
check 'with another salt too' moved other
cp second base
check 'with a ledger too, any order of users gives the same bytes' sh -c \
	'ev-assign -q --salt other --message B --message A --control none --ledger first shuffled | cmp - base'
check 'an empty ledger is none' sh -c \
	': >none && ev-assign -q --salt june --message A --message B --control none --ledger none users | cmp - want'
# Users whose segment has changed keep their message; the first record counts.
sed '1,3000s/"segment":"[a-z]*\./"segment":"elsewhere./' users >changed
check 'a user whose segment has changed keeps the message' sh -c \
	'ev-assign -q --salt june --message A --message B --control none --ledger first changed |
	jq -r ".user_id + .message" | head -n 6000 >got; jq -r ".user_id + .message" first | cmp - got'
check 'ledgers may be given one behind the other' sh -c \
	'ev-assign -q --salt x --message A --message B --control none --ledger first --ledger base users | cmp - base'
check 'a message that is none any more is kept, and said' sh -c \
	'ev-assign --salt x --message A --message C --control none --ledger first users 2>err >got &&
	grep -q "keep a message of before" err &&
	[ "$(head -n 6000 got | jq -r .message | grep -c "^B$")" -eq "$(jq -r .message first | grep -c "^B$")" ]'
turned() {
	for w in 0 1 2; do
		ev-assign -q --salt june --message A --message B --control none --wave $w users >"w.$w"
		ev-assign -q --salt june --message A --message B --control none --wave $w --ledger w.0 users |
			cmp - "w.$w" || return 1
	done
}
check '--ledger with --wave: the ledger is wave 0' turned
absent() {
	tail -n 4000 users | ev-assign -q --salt x --message A --message B --control none --ledger first >rest || return 1
	[ "$(wc -l <rest)" -eq 4000 ] && cat first rest >both && most_apart 3 both | tee apart &&
		awk '$1 > 1 || $2 > 2 || $3 > 4 { exit 1 }' apart
}
check 'users of the ledger who are not in the input count too, and are not written' absent
# Of n users of a segment, A has 3 n / 4 but for one.
heavy() {
	head -n 6000 users | ev-assign -q --salt w --message A:3 --control none:1 >w.first &&
		ev-assign -q --salt v --message A:3 --control none:1 --ledger w.first users >w.all || return 1
	sort w.first >a && sort w.all >b && [ "$(comm -12 a b | wc -l)" -eq 6000 ] &&
		fields w.all | awk '{ n[$2]++; a[$2] += $3 == "A"; all += $3 == "A" }
			END { for (s in n) if ((d = a[s] - n[s] * 3 / 4) > 1 || d < -1) { print s, n[s], a[s]; bad = 1 }
				print all; exit bad || all < 7480 || all > 7520 || NR != 10000 }'
}
check '--ledger with weights: each segment has its shares but for one user' heavy
check 'users as a ledger are refused: no message' sh -c \
	'ev-assign --salt x --message A --message B --ledger users users 2>err >got; [ $? -eq 1 ] && ! [ -s got ] &&
	grep -q "users:1:1: message: missing or empty" err'
check 'a user with two messages in the ledgers is refused' sh -c \
	'ev-assign --salt x --message A --message B --ledger first --ledger w.1 users 2>err >got; [ $? -eq 1 ] &&
	! [ -s got ] && grep -q "message: the user had another one before" err'
check 'a ledger that is missing is no empty one' gives 1 ev-assign --salt x --message A --message B --ledger no users

# ---- hashes: numbers of the vendors' own tests ----

ids() {
	for id; do printf '{"user_id":"%s"}\n' "$id"; done
}
# Optimizely's python-sdk: ppid1 5254, ppid2 4299, ppid3 5439 in experiment 1886780721.
ids ppid1 ppid2 ppid3 >ids
# GrowthBook's cases.json: seed "seed", a .0505, b .2696.
ids a b >two
check '--hash optimizely: bounds lie where they should' sh -c \
	'[ "$(ev-assign -q --salt 1886780721 --message a:4299 --message b:955 --message c:4746 \
		--design hash --hash optimizely ids | jq -r .message | tr -d "\n")" = cbc ]'
check '--hash growthbook2: below the bound' sh -c \
	'[ "$(ev-assign -q --salt seed --message x:506 --message y:2191 --message z:7303 \
		--design hash --hash growthbook2 two | jq -r .message | tr -d "\n")" = xy ]'
check '--hash growthbook2: on the bound' sh -c \
	'[ "$(ev-assign -q --salt seed --message x:505 --message y:2191 --message z:7304 \
		--design hash --hash growthbook2 two | jq -r .message | tr -d "\n")" = yz ]'
check '--hash amplitude is spread by weight' sh -c \
	'ev-assign -q --salt s --message x:1 --message y:3 --design hash --hash amplitude users |
	jq -r .message | sort | uniq -c | awk "\$2 == \"x\" { n = \$1 } END { exit !(n > 2370 && n < 2630) }"'

# ---- rejects and the command line ----

{ echo '{"user_id":"a","segment":"s"}'; echo '{"user_id":"a","segment":"s"}'; echo '{"user_id":"b","message":null}'
	echo '{"user_id":"c","events":1.5}'; echo '{"segment":"s"}'; echo '{"user_id":"d","events":-1}'
	echo '{"user_id":"e","segment":"x","segment":"y"}'; echo '{"user_id":["f"]}'; } >bad
check 'what is no user record: status 3' gives 3 ev-assign --salt s --message A --message B --summary sum bad
check 'each by its reason' jq -e \
	'.rejected == {"same_user":1,"has_message":1,"bad_value":2,"no_identity":1,"dup_key":1,"bad_field":1} and .written == 1' sum
check 'a cut file: status 1, and nothing is written' sh -c \
	'gzip -c users | head -c 5000 >cut.gz; ev-assign --salt s --message A --message B cut.gz >got 2>err
	[ $? -eq 1 ] && ! [ -s got ]'
check 'no users: no records, a balance of nothing, status 0' sh -c \
	'ev-assign --salt s --message A --message B --balance b </dev/null >got && ! [ -s got ] &&
	jq -e ".users == 0 and .apart == 0 and .srm_p == 1" b'
check 'a balance that cannot be written: status 1' \
	gives 1 ev-assign --salt s --message A --message B --balance /no/such users
check 'a balance on a full disk: status 1' \
	gives 1 ev-assign --salt s --message A --message B --balance /dev/full users
check 'names with colons, quotes and other letters' sh -c \
	'ev-assign -q --salt s --message "a:b:1" --message "\"ü" users | jq -r .message | sort -u | tr "\n" " " >got &&
	printf "\"ü a:b " | cmp - got'

ab='--message A --message B'
for wrong in "$ab" '--salt s' '--salt s --message A' "--salt s $ab --message A" "--salt s $ab --message :2" \
	"--salt s $ab --message C:0" "--salt s $ab --message C:1.5" "--salt s $ab --message C:10001" \
	"--salt s $ab --control c --control d" "--salt s $ab --control B" "--salt s --message A:9999 --message B:2" \
	"--salt s $ab --design hash" "--salt s $ab --hash amplitude" "--salt s $ab --design hash --hash md5" \
	"--salt s $ab --design x" "--salt s $ab --design hash --hash amplitude --wave 1" \
	"--salt s $ab --rerandomize 2 --ledger first" "--salt s $ab --rerandomize 100001" "--salt s $ab --wave -1"; do
	# shellcheck disable=SC2086 # words
	check "$wrong: status 2" gives 2 ev-assign $wrong users
done

# The second to read stdin would find nothing: an empty ledger, or no users.
check 'users and a ledger cannot both be stdin: status 2' sh -c '
	ev-assign --salt s --message A --message B --ledger - <first 2>err >got; [ $? = 2 ] && [ ! -s got ] &&
	grep -F "only one of the files can be stdin" err'
check 'nor two ledgers' sh -c 'ev-assign --salt s --message A --message B --ledger - --ledger - users <first; [ $? = 2 ]'
check 'one of them can be' sh -c 'ev-assign -q --salt s --message A --message B --control none --ledger - users <first >got && [ -s got ]'

done_testing
