#!/bin/sh
# ev-dedup and ev-stitch on data of others: a shop log with rows that stand
# twice, and RudderStack's calls with ids that stand for many things.
. "$(dirname "$0")/../lib.sh"
shop=$CORPUS/shop/ecom.csv.gz calls=$CORPUS/rudder-events/derived-events.ndjson
if [ -z "$CORPUS" ] || ! [ -f "$shop" ] || ! [ -f "$calls" ]; then
	echo '1..0 # SKIP no shop log or calls; CORPUS is the folder of data'
	exit
fi

shop() {
	ev-normalize -q --user-id user_id --timestamp timestamp --event event "$shop" >events
	ev-dedup -q events >got && [ "$(wc -l <got)" -eq "$(gzip -dc "$shop" | tail -n +2 | sort -u | wc -l)" ] &&
		[ $(($(wc -l <events) - $(wc -l <got))) -eq 30 ]
}
check 'the 30 rows of the shop log that stand twice are found' shop

ev-normalize -q --max-rejects 100% "$calls" >canonical
check 'of the calls one of each id stays, the first' sh -c \
	'jq -r .event_id canonical | awk "!seen[\$0]++ { print NR }" >numbers
	awk "NR == FNR { stays[\$0]; next } FNR in stays" numbers canonical >want &&
	ev-dedup -q canonical >got && cmp want got && [ "$(wc -l <want)" -lt "$(wc -l <canonical)" ]'
# What one says, without what differs between deliveries; keys as they stand.
check 'with --on-conflict both one of each content' sh -c \
	'jq -c "[.event_id, .user_id, .anonymous_id, .timestamp, .event, .metadata]" canonical | sort -u | wc -l >want
	ev-dedup -q --on-conflict both canonical | wc -l >got && cmp want got'
check 'through files the same' sh -c \
	'ev-dedup -q canonical >want && ev-dedup -q --mem 64K canonical >got && cmp want got'
stitched() {
	ev-stitch -q --max-rejects 100% canonical >got
	jq -cS 'del(.user_id)' canonical | sort >want
	jq -cS 'del(.user_id)' got | sort >left
	! comm -13 want left | grep . && jq -es 'all(.[]; .user_id or .anonymous_id)' got >/dev/null
}
check 'ev-stitch changes nothing but user_id' stitched

done_testing
