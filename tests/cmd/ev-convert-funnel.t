#!/bin/sh
# ev-convert --step: the rules that make a funnel narrower, user by user. The
# unit tests hold each of them against a search through all chains.
. "$(dirname "$0")/../lib.sh"

# Users are lines "NAME what@second ...", with what=held for a value that is held.
events() {
	awk '{ for (i = 2; i <= NF; i++) {
		split($i, part, "@"); n = split(part[1], name, "=")
		printf "{\"user_id\":\"%s\",\"timestamp\":\"2021-06-01T00:%02d:%02dZ\",\"event\":\"%s\",\"metadata\":{%s}}\n",
			$1, part[2] / 60, part[2] % 60, name[1], (n > 1 ? "\"plan\":" name[2] : "") } }'
}

# level NAME WANT OPTIONS: "level" or "level x" (excluded) of that user in users
level() {
	name=$1 want=$2 && shift 2
	got=$(ev-convert -q --step a --step b --step c --within 100s "$@" input |
		jq -r "select(.user_id == \"$name\") | \"\\(.level)\" + (if .excluded then \" x\" else \"\" end)")
	[ "$got" = "$want" ] || { echo "level: '$got', not '$want'"; return 1; }
}

events >input <<'X'
plain a@0 b@10 c@20
late a@0 b@10 a@50 b@60 c@140
foreign a@0 b@10 z@15 c@20
again a@0 z@5 b@10 a@30 b@40 c@50
same a@0 b@0 c@0
near a@4 b@3 c@9
mixed c@0 b@5 a@9
refund a@0 b@10 no@15 c@20
early no@0 a@1 b@2 c@3
between a@0 no@5 b@10 c@20
atonce a@0 b@10 c@10 no@10
back a@0 b@10 no@15 a@20 b@30 c@40
X
check 'the first entry alone: its window is over' level late 2 --entry first
check 'any entry: the second one converts' level late 3
check 'strict: next to each other' level plain 3 --strict
check 'strict: a foreign event breaks it' level foreign 2 --strict
check 'strict: a later attempt counts' level again 3 --strict
check 'at the same time' level same 3
check 'strict-increase: not at the same time' level same 1 --strict-increase
check 'out of order by a second' level near 1
check 'grace: in the same five seconds there is no order' level near 3 --grace 5s
check 'the wrong order' level mixed 1
check 'any-order' level mixed 3 --any-order
check 'exclude: ended, the level is kept' level refund '2 x' --exclude no
check 'exclude: before the first step it does not matter' level early 3 --exclude no
check 'exclude 1-2: behind step 2 it does not matter' level refund 3 --exclude 1-2:no
check 'exclude 1-2: between them it does' level between '1 x' --exclude 1-2:no
check 'exclude 2-3: between 1 and 2 it does not' level between 3 --exclude 2-3:no
check 'exclude: at the moment of the last step it is too late' level atonce 3 --exclude no
check 'exclude: another attempt goes through' level back 3 --exclude no
check 'exclude-user: who was stopped on the way is left out' sh -c \
	'ev-convert -q --step a --step b --step c --exclude no --exclude-user input --summary sum |
		jq -r .user_id | tr "\n" " " >got && [ "$(cat got)" = "again atonce early foreign late mixed near plain same " ] &&
		jq -e ".noted.excluded_users == 3" sum'

check 'any-order: times by step, null where there is none' test \
	"$(ev-convert -q --step a --step x --step c --any-order input | jq -c 'select(.user_id == "mixed") | .step_times, .ttc_s')" = \
	'["2021-06-01T00:00:09.000Z",null,"2021-06-01T00:00:00.000Z"]
9'
check 'grace: the times are the real ones' test \
	"$(ev-convert -q --step a --step b --grace 5s input | jq -c 'select(.user_id == "near") | .step_times')" = \
	'["2021-06-01T00:00:04.000Z","2021-06-01T00:00:03.000Z"]'

events >input <<'X'
blue a="blue"@0 b="red"@1 b="blue"@2 c="red"@3 c="blue"@4
none a@0 b@1 c@2
split a=1@0 b="1"@1 c=1@2
best a="x"@0 b="x"@1 a="y"@2 b="y"@3 c="y"@4 a=null@5
many a@0 b@10 c@20 a@20 a@30 b@40 c@50 a@60 b@70
X
check 'hold: the value is shared' sh -c '[ "$(ev-convert -q --step a --step b --step c --hold plan input |
	jq -c "[.user_id, .level, .held]" | tr "\n" " ")" = \
	"[\"best\",3,\"y\"] [\"blue\",3,\"blue\"] [\"split\",1,1] " ]'
check 'hold: events without the value do not take part' sh -c \
	'! ev-convert -q --step a --step b --hold plan input | grep -F "\"none\""'
check 'count totals: one attempt after the other' sh -c '[ "$(ev-convert -q --step a --step b --step c --count totals \
	--within 100s input | jq -c "select(.user_id == \"many\") | [.level, .step_times[0][14:19]]" | tr "\n" " ")" = \
	"[3,\"00:00\"] [3,\"00:30\"] [2,\"01:00\"] " ]'

# ---- a real size: nothing depends on the order of the lines ----

ev-sample -q --users 400 --days 20 --seed 5 | ev-normalize -q >sample
sort -R --random-source=sample sample >shuffled
for rule in '' '--entry first' --strict --strict-increase '--grace 1h' '--exclude Home' \
	'--exclude 1-2:Home --exclude-user' '--hold product_id' '--count totals' --any-order; do
	# shellcheck disable=SC2086 # words
	check "${rule:-no rule}: any order of lines gives the same bytes" sh -c \
		'ev-convert -q --step "Product Viewed" --step "Product Added" --step "Order Completed" '"$rule"' sample >a &&
		ev-convert -q --step "Product Viewed" --step "Product Added" --step "Order Completed" '"$rule"' shuffled >b &&
		[ -s a ] && cmp a b'
done
narrower() {
	for rule in '--entry first' --strict --strict-increase '--exclude Home' '--hold product_id'; do
		# shellcheck disable=SC2086
		ev-convert -q --step 'Product Viewed' --step 'Product Added' --step 'Order Completed' $rule sample |
			jq -r '"\(.user_id) \(.level)"' >ruled
		ev-convert -q --step 'Product Viewed' --step 'Product Added' --step 'Order Completed' sample |
			jq -r '"\(.user_id) \(.level)"' >free
		join ruled free | awk '$2 > $3 { print; bad = 1 } END { exit bad }' || return
	done
}
check 'no rule but --any-order and --grace lets anyone get farther' narrower

ev-convert --step a --step b --exclude nothing input 2>err >got
check 'an exclusion that no event meets is said' says "no event matches --exclude 'nothing'" err
ev-convert --step a --step b --any-order input 2>err >got
check 'any-order: steps are counted, not named' says '2 steps: ' err

while read -r wrong; do
	# shellcheck disable=SC2086 # words
	check "$wrong: status 2" gives 2 ev-convert $wrong input
done <<'X'
--exposure a --goal b --strict
--exposure a --goal b --exclude c
--step a --step b --entry last
--step a --step b --grace x
--step a --step b --exclude 2-1:c
--step a --step b --exclude 1-3:c
--step a --step b --exclude-user
--step a --step b --count sessions
--step a --step b --any-order --strict
--step a --step b --count totals --hold plan
--step a --step b --hold=
X

done_testing
