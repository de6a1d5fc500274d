#!/bin/sh
# ev-segment on a real shop log (31,106 events of 600 users), against SQLite.
. "$(dirname "$0")/../lib.sh"
shop=$CORPUS/shop/ecom.csv.gz
if [ -z "$CORPUS" ] || ! [ -f "$shop" ]; then
	echo '1..0 # SKIP no shop log; CORPUS is the folder of data'
	exit
fi

# The file has no quotes, and its times are civil ones without zone.
gzip -dc "$shop" | tail -n +2 >shop.csv

# by_sql ACTIVE OFFSET AS_OF UNIT WINDOW LEAST TZ: what the records must be
by_sql() {
	sqlite3 :memory: "create table raw(user, session, event, timestamp, a, b, c, d)" \
		".mode csv" ".import shop.csv raw" \
		"create table e as select user, strftime('%s', timestamp) + $2 as ts, $1 as active from raw" \
		"create table p(as_of, unit, win, least, tz)" "insert into p values($3, $4, $5, $6, '$7')" \
		".mode list" ".read $TOP/tests/cmd/segment.sql"
}

agrees() {
	ev-segment -q "$@" <events >got && same want got
}

check 'the log goes through ev-decode and ev-normalize' pipe \
	'ev-decode -q "$CORPUS/shop/ecom.csv.gz" |
	ev-normalize -q --user-id user_id --timestamp timestamp --event event >events'
check 'no event is lost' test "$(wc -l <events)" -eq "$(wc -l <shop.csv)"

by_sql 1 0 null 1 28 30 UTC >want
check 'all records as computed by SQLite' agrees
check 'of all 600 users' test "$(wc -l <got)" -eq 600
awk -F, '{ n[$1]++; day = substr($4, 1, 10)
	if (!($1 in first) || day < first[$1]) first[$1] = day
	if (day > last[$1]) last[$1] = day }
	END { for (u in n) print u, n[u], first[u], last[u] }' shop.csv | sort >want
jq -r '"\(.user_id) \(.events) \(.first_seen) \(.last_seen)"' got >counts
check 'events, first and last day of each user as counted by awk' same want counts
by_sql 1 0 null 1 28 20 UTC >want
check '--min-segment 20' agrees --min-segment 20
by_sql 1 0 null 7 28 30 UTC >want
check '--unit week' agrees --unit week
by_sql 1 0 null 1 14 10 UTC >want
check '--window 14' agrees --window 14 --min-segment 10
by_sql 1 0 19813 1 28 30 UTC >want
check '--as-of 2024-03-31' agrees --as-of 2024-03-31
by_sql 1 -28800 null 1 28 30 -08:00 >want
check '--tz -08:00' agrees --tz -08:00
by_sql "event = 'purchase'" 0 null 1 28 30 UTC >want
check '--where on the name' agrees --where event=purchase

# The R package rfm on its own orders: all scores, and the ten segments.
rfm=$CORPUS/rfm
r_scores() {
	jq -c '[.user_id, .recency_days, .frequency, .monetary, .r, .f, .m,
		(.segment | ascii_downcase | gsub(" "; "_") | gsub("\u0027"; ""))]' "$rfm/expected_scores.ndjson" |
		sort >want
	ev-segment -q --by rfm --value revenue --as-of 2006-12-31 "$rfm/orders.ndjson" >users
	jq -c '[.user_id, .recency_days, .events, .value, .r, .f, .m, .segment]' users | sort >got
	same want got && [ "$(wc -l <got)" -eq 995 ]
}
check '--by rfm: 995 users, scores and segments as in R' r_scores
check '--by rfm: R counts 158 champions, 1,234 orders, 120,178 in revenue' test '158 1234 120178' = \
	"$(jq -rs 'map(select(.segment == "champions")) | "\(length) \(map(.events) | add) \(map(.value) | add)"' users)"

done_testing
