#!/bin/sh
# ev-convert on a real shop log (31,106 events of 600 users), against SQLite.
. "$(dirname "$0")/../lib.sh"
shop=$CORPUS/shop/ecom.csv.gz
if [ -z "$CORPUS" ] || ! [ -f "$shop" ]; then
	echo '1..0 # SKIP no shop log; CORPUS is the folder of data'
	exit
fi

# The file has no quotes, and its times are civil ones without zone.
gzip -dc "$shop" | tail -n +2 >shop.csv
check 'the log goes through ev-decode and ev-normalize' pipe \
	"ev-decode -q '$shop' | ev-normalize -q --user-id user_id --timestamp timestamp --event event >events"
check 'no event is lost' test "$(wc -l <events)" -eq "$(wc -l <shop.csv)"

sql() {
	sqlite3 :memory: "create table raw(user, session, event, timestamp, a, b, c, d)" \
		".mode csv" ".import shop.csv raw" \
		"create table e as select rowid as n, user, strftime('%s', timestamp) + 0 as ts, event,
			'' as id, '' as message, event = '$2' as shown, event = '$3' as goal from raw" \
		"create table p(within, end)" "insert into p values($1, (select max(ts) from e))" \
		".read $TOP/tests/cmd/convert.sql" ".mode tabs" "$4"
}

# funnel STEP STEP STEP WITHIN SECONDS: each user's level, times and maturity
funnel() {
	sql "$5" "$1" "$2" "update e set event = case event when '$1' then 'view' when '$2' then 'cart'
		when '$3' then 'buy' else '' end; select * from funnel" | sort >want
	ev-convert -q --step "$1" --step "$2" --step "$3" --within "$4" events |
		jq -r '[.user_id, .level, (.step_times[0], .step_times[1], .step_times[2] |
			if . then .[:19] + "Z" | fromdate else null end), .ttc_s,
			if .mature then 1 else 0 end] | @tsv' | sort >got
	[ "$(cut -f 2 want | sort -u | tr -d '\n')" = 123 ] && same want got
}

# users EXPOSURE GOAL WITHIN SECONDS
users() {
	sql "$4" "$1" "$2" "select user, ts, goals, goal_ts, ts + $4 <= (select end from p)
		from answer_user" | sort >want
	ev-convert -q --exposure "$1" --goal "$2" --within "$3" events |
		jq -r '[.user_id, (.exposed_at, .goals, .converted_at // null |
			if type == "string" then .[:19] + "Z" | fromdate else . end),
			if .mature then 1 else 0 end] | @tsv' | sort >got
	[ "$(wc -l <want)" -gt 100 ] && same want got
}

for within in '10m 600' '1d 86400' '7d 604800' '200w 120960000'; do
	# shellcheck disable=SC2086 # two words
	check "view, cart, purchase within ${within% *}: as by SQLite" \
		funnel product_view add_to_cart purchase $within
done
check 'catalog, product, cart within 1h: as by SQLite' funnel catalog product_view add_to_cart 1h 3600
check 'purchases after a promotion, within 7d: as by SQLite' users promo_page purchase 7d 604800
check 'purchases after an error, within 1h: as by SQLite' users error_page purchase 1h 3600

# How far each user came without any window, by one pass in order of time.
sort -t, -k 1,1 -k 4,4 -s shop.csv | awk -F, '
	$1 != user { if (level) n[level]++; user = $1; level = 0 }
	$3 == "product_view" && !level { level = 1 }
	$3 == "add_to_cart" && level == 1 { level = 2 }
	$3 == "purchase" && level == 2 { level = 3 }
	END { if (level) n[level]++; print n[1], n[2], n[3] }' >want
by_awk() {
	ev-convert -q --step product_view --step add_to_cart --step purchase --within 200w events |
		jq -s -r '[range(1; 4) as $k | map(select(.level == $k)) | length] | join(" ")' >got
	same want got
}
check 'without window: as many at each level as counted by awk' by_awk

done_testing
