#!/bin/sh
# ev-sample: its truth file against what jq, awk and SQLite find in the events.
. "$(dirname "$0")/../lib.sh"

# ---- one clean stream, by jq ----

ev-sample -q --seed 7 --users 400 --days 90 --events 12345 --truth truth.ndjson >raw.ndjson
head -n 1 truth.ndjson >total.json
tail -n +2 truth.ndjson >users.ndjson

is() {
	[ "$1" = "$2" ] || { printf 'is:     %s\nshould: %s\n' "$1" "$2"; return 1; }
}
total() {
	jq -r "$1" total.json
}
sorted_times() {
	jq -r .timestamp raw.ndjson >when && sort -c when
}

check 'every line is JSON' sh -c 'jq -c . raw.ndjson | wc -l | grep -qx 12345'
check '--events is exact' is "$(wc -l <raw.ndjson)" 12345
check 'and the truth says so' is "$(total '[.lines, .events, .duplicates] | @csv')" 12345,12345,0
check 'the stream is in order of time' sorted_times
check 'it begins on 2021-06-01' is "$(head -n 1 when | cut -c 1-10)" 2021-06-01
check 'it ends after --days' is "$(tail -n 1 when | cut -c 1-10)" 2021-08-29
check '--start moves it' \
	is "$(ev-sample -q --start 2020-02-28 --days 3 | jq -r '.timestamp[:10]' | uniq | xargs)" \
	'2020-02-28 2020-02-29 2020-03-01'
check 'the same seed gives the same bytes' \
	pipe 'ev-sample -q --seed 7 --users 400 --days 90 --events 12345 | cmp - raw.ndjson'
check 'another seed gives others' \
	gives 1 pipe 'ev-sample -q --seed 8 --users 400 --days 90 --events 12345 | cmp -s - raw.ndjson'
check 'there are all six call types' is "$(jq -r .type raw.ndjson | sort -u | xargs)" \
	'alias group identify page screen track'
check 'a messageId is there once' \
	is "$(jq -r .messageId raw.ndjson | sort | uniq -d | wc -l)" 0
check 'the keys of a line are in order' sh -c 'head -n 500 raw.ndjson | jq -en "$1"' sh \
	'all(inputs; [paths(type != "null") | select(all(.[]; type == "string"))] | . == sort)'
check 'timestamp is receivedAt - (sentAt - originalTimestamp)' jq -en '
	def ms: (.[:19] + "Z" | fromdate) * 1000 + (.[20:23] | tonumber);
	all(inputs; (.timestamp | ms) ==
		(.receivedAt | ms) - ((.sentAt | ms) - (.originalTimestamp | ms)))' raw.ndjson
check 'late: received a day or more after it happened' is "$(total .late)" "$(jq -n '
	def s: .[:19] + "Z" | fromdate;
	def ms: s * 1000 + (.[20:23] | tonumber);
	[inputs | select((.receivedAt | ms) - (.timestamp | ms) >= 86400000)] | length' raw.ndjson)"
for escape in '\\u[0-9a-f]{4}' '\\ud8[0-9a-f]{2}\\udd?' '\\"' '\\/' '\\t' 'ë|東' '"order_id":[0-9]{19},'; do
	check "there is a $escape" grep -Eq "$escape" raw.ndjson
done

# Per user, by call: identified events by user_id, the others by anonymous_id.
jq -r 'select(.userId) | [.userId, .type] | @tsv' raw.ndjson >pairs
jq -r 'select(.userId == null) | [.anonymousId, "anonymous", .type] | @tsv' raw.ndjson >>pairs
awk -F '\t' 'NF == 2 { n[$1 "\t" $2]++ } NF == 3 { n[$1 "\tanonymous"]++ }
	END { for (k in n) print k "\t" n[k] }' pairs | sort >found
jq -r '.anonymous_id as $a | if .anonymous_events > 0 then [$a, "anonymous", .anonymous_events]
	else empty end | @tsv' users.ndjson >known
jq -rn '[inputs | select(.userId == null)] | group_by(.anonymousId) | map({key: .[0].anonymousId,
	value: (group_by(.type) | map({key: .[0].type, value: length}) | from_entries)}) |
	from_entries' raw.ndjson >anonymous.json
jq -r --slurpfile anon anonymous.json '.user_id as $u | .anonymous_id as $a | .calls | to_entries[] |
	[$u, .key, .value - ($anon[0][$a][.key] // 0)] | select(.[2] > 0) | @tsv' users.ndjson >>known
sort -o known known
check 'the counts of each user and call are true' same known found
check 'a third of the users is anonymous first' jq -en \
	'[inputs | .anonymous_events > 0] | (map(select(.)) | length) / length | . > 0.27 and . < 0.40' users.ndjson
check 'activity follows Zipf: the first of 400 users do most' jq -en \
	'[inputs.events] | .[:40] | add | . > 3500 and . < 6000' users.ndjson

# ---- messages and orders, by SQLite ----

jq -r 'select(.event == "Message Sent" or .event == "Order Completed" or .event == "Signed Up" or
	.event == "Onboarding Completed" or .event == "Trial Started") |
	[.userId, .timestamp, .event, .properties.message // ""] | @csv' raw.ndjson >events.csv
jq -r '[.user_id, .message // "", .exposed_at // "", (if .converted then 1 else 0 end),
	.converted_at // "", .steps, .activity // ""] | @csv' users.ndjson >users.csv
sqlite3 :memory: >by_sql 2>&1 <<'SQL'
.mode csv
create table e(user, at, event, message);
.import events.csv e
create table u(user, message, exposed, converted int, converted_at, steps int, activity);
.import users.csv u
.mode list
create view x as select user, min(at) at, message from e where event = 'Message Sent' group by user;
create view c as select x.user, x.at, x.message, min(o.at) ordered from x left join e o
	on o.user = x.user and o.event = 'Order Completed'
	and julianday(o.at) between julianday(x.at) and julianday(x.at) + 7 group by x.user;
select 'exposed', count(*) from x;
select 'other truth', count(*) from u left join c using (user)
	where u.exposed != ifnull(c.at, '') or u.message != ifnull(c.message, '')
	or u.converted != (c.ordered is not null) or u.converted_at != ifnull(c.ordered, '');
select 'other steps', count(*) from u left join (select user, count(*) n from e
	where event in ('Signed Up', 'Onboarding Completed', 'Trial Started') group by user) f
	using (user) where u.steps != ifnull(f.n, 0);
SQL
check 'exposures, conversions and steps are true' \
	is "$(sed 1d by_sql | xargs)" 'other truth|0 other steps|0'
check 'most users are exposed' awk -F '|' '$1 == "exposed" { n = $2 } END { exit !(n > 200 && n < 340) }' by_sql

# The rates that were put in, on many users: each within 4 standard errors.
rates() {
	ev-sample -q --seed 3 --users 20000 --days 90 --truth many.ndjson >/dev/null
	jq -rn 'input as $t | $t.base as $b | $t.lift as $l | [inputs | select(.message)] |
		group_by([.activity, .message])[] | length as $n | .[0] as $u |
		(map(select(.converted)) | length) as $k | ($b[$u.activity] * (1 + $l[$u.message])) as $p |
		[$u.activity, $u.message, $n, $k, $p, ($k - $n * $p) / ($n * $p * (1 - $p) | sqrt)] |
		@tsv' many.ndjson >rates.tsv
	cat rates.tsv
	awk '$6 > 4 || $6 < -4 { exit 1 } { seen[$1]; n++ } END { exit n != 21 }' rates.tsv
}
check 'orders follow activity and message at the known rates, in 7 levels x 3' rates

# ---- the levels, by ev-segment, which has its own code for them ----

levels() {
	ev-normalize -q raw.ndjson >events.ndjson &&
		ev-segment -q --as-of "$1" --where 'event!=Message Sent' events.ndjson |
		jq -r 'select(.user_id | startswith("anon:") | not) | [.user_id, .activity] | @tsv' |
		sort >segment.tsv
	jq -r "select(.$2) | [.user_id, .$2] | @tsv" users.ndjson | sort >truth.tsv
	[ -s truth.tsv ] && same truth.tsv segment.tsv
}
check 'activity before the messages is what ev-segment says' levels "$(total .activity_as_of)" activity
check 'activity at the end is too' levels "$(total .activity_end_as_of)" activity_end
check 'all levels are there' is "$(cut -f 2 truth.tsv | sort -u | wc -l)" 7

# ---- shapes ----

one() {
	ev-sample -q --users 60 --days 20 --shape "$1" "${2---quiet}"
}
one segment >shape.ndjson
jq -r '[.userId // "", .timestamp, .event // .name // .type, .messageId,
	.anonymousId // "", (.properties // .traits // {} | tostring)] | @tsv' shape.ndjson >by_segment
one mixpanel >mixpanel.ndjson
jq -r '.properties as $p | [$p["$user_id"] // "", ($p.time / 1000 | floor | todate[:19]) + "." +
	("00\($p.time % 1000)"[-3:]) + "Z", .event, $p["$insert_id"], $p["$device_id"] // ""] |
	@tsv' mixpanel.ndjson >by_mixpanel
check 'mixpanel holds the same events' pipe 'cut -f 1-5 by_segment | cmp - by_mixpanel'
check 'with the same properties among its own' jq -en --slurpfile m mixpanel.ndjson '[inputs] |
	length > 500 and all(range(length) as $i | (.[$i] | .properties // .traits // {}) as $p |
		$m[$i].properties | with_entries(select(.key | in($p))) == $p; .)' shape.ndjson
one csv >table.csv
sqlite3 -json :memory: '.import --csv table.csv t' 'select * from t' |
	jq -r '.[] | [.user_id, .timestamp, .event, .event_id, .anonymous_id, (.properties | fromjson |
	tostring)] | @tsv' >by_csv
check 'csv holds the same events and properties' same by_segment by_csv

# Those of whom ev-normalize makes events: who, when, what; the id, where the
# provider has one; the metadata, but for what stands among it besides.
core() {
	jq -r "[.user_id // \"\", .timestamp[:23], .event, .anonymous_id // \"\"$1] | @tsv"
}
same_events() {
	one "$1" | ev-normalize -q >shaped && ev-normalize -q shape.ndjson >events || return 1
	[ "$(wc -l <events)" -gt 500 ] && core "$2" <events >want && core "$2" <shaped >got && same want got
}
for shape in rudderstack amplitude mparticle snowplow; do
	check "$shape holds the same events and properties" \
		same_events $shape ', .event_id, (.metadata | del(.groupId, .previousId) | tojson)'
done
check 'posthog holds the same events' same_events posthog ', .event_id'
check 'with the same properties among its own' jq -en --slurpfile p shaped '[inputs] |
	all(range(length) as $i | (.[$i].metadata | del(.groupId, .previousId)) as $m |
		$p[$i].metadata | with_entries(select(.key | in($m))) == $m; .)' events
check 'ga4 holds the same events, but for their ids' same_events ga4 ''
check 'with the same properties, lists as text' jq -en --slurpfile p shaped '[inputs] |
	all(range(length) as $i | .[$i].metadata | del(.groupId, .previousId)
		| map_values(select(. != null) | if type | IN("object", "array", "boolean") then tojson else . end)
		| . == ($p[$i].metadata | del(.[] | select(. == "null"))
			| map_values(if type == "string" and (.[:1] | IN("[", "{")) then fromjson | tojson else . end)); .)' events
one snowplow >table.tsv
check 'snowplow: 131 columns a line' awk -F '\t' 'NF != 131 { exit 1 }' table.tsv
snowplow() {
	awk -F '\t' -v OFS='\t' '{ print $13, $125, $127, $16, $7 }' table.tsv >got
	awk -F '\t' -v OFS='\t' '{ sub("T", " ", $2); sub("Z", "", $2); print $1, $2, $3, $5, $4 }' by_segment >want
	same want got
}
check 'snowplow holds the same events' snowplow
properties() {
	cut -f 59 table.tsv | jq -c .data.data >got
	cut -f 6 by_segment | sed 's/\\\\/\\/g' | jq -c . >want
	same want got
}
check 'snowplow holds their properties' properties

# ---- buckets ----

ev-sample -q --users 300 --days 10 --bucket b --truth b.ndjson
ev-sample -q --users 300 --days 10 --dirty >dirty.ndjson
ev-sample -q --users 300 --days 10 >clean.ndjson
head -n 1 b.ndjson >total.json

find b -name '*.gz' | sort >objects
xargs zcat <objects >lines
check 'the objects hold what --dirty writes to stdout' same dirty.ndjson lines
check 'their number is true' is "$(wc -l <objects)" "$(total .objects)"
check 'the layout is that of Segment' \
	is "$(grep -vcE '^b/segment-logs/[A-Za-z0-9]{10}/[0-9]{13}/[0-9]{13}\.[0-9a-f]{16}\.gz$' objects)" 0
check 'and has a dummy object' test -f b/segment-logs/dummy-object.txt
check 'a day has several objects' \
	is "$(cut -d / -f 4 objects | sort | uniq -c | awk '$2 == 1622592000000 { print $1 }')" 4
sort lines | uniq -d >twice
check 'an object lies in the day of its receipt' sh -c 'while read -r o; do
		zcat "$o" | grep -vxFf twice | jq -rR "fromjson? | .receivedAt[:10]" | grep -v Th | sort -u |
			while read -r day; do
				[ "$(date -u -d "$day" +%s)000" = "$(echo "$o" | cut -d / -f 4)" ] || exit 1
			done || exit 1
	done <objects'
check 'one object has many gzip members' sh -c \
	'[ "$(sed -n 2p objects | xargs cat | grep -caoP "\x1f\x8b\x08\x00\x00\x00\x00\x00")" -gt 20 ]'
check 'one object has members that end within a line' sh -c \
	'sed -n 3p objects | xargs cat | grep -caobP "\x1f\x8b\x08\x00\x00\x00\x00\x00" | grep -qv "^1\$"'
check 'lines that stand twice are counted' \
	is "$(sort lines | uniq -d | wc -l)" "$(total .duplicates)"
check 'about 1 % do' awk -v n="$(total .duplicates)" -v of="$(total .events)" \
	'BEGIN { exit !(n > of * .005 && n < of * .02) }'
check 'some in another object' sh -c 'while read -r o; do zcat "$o" | sort -u; done <objects |
	sort | uniq -d | grep -q .'
check 'without them and the bad lines it is the clean stream' sh -c 'sort -u lines >a; sort clean.ndjson >b.sorted
	comm -13 a b.sorted | grep . && exit 1; comm -23 a b.sorted >bad; exit 0'
check 'what remains are the bad lines' is "$(wc -l <bad)" "$(total '[.bad[]] | add')"
check 'lines that are cut' is "$(jq -R 'fromjson? // empty | 1' bad | wc -l)" \
	"$(total '.bad.no_identity + .bad.bad_timestamp')"
check 'lines without identity' is "$(jq -R 'fromjson? | select(.userId == null and .anonymousId == null)' \
	bad | jq -s length)" "$(total .bad.no_identity)"
check 'lines without a time' is "$(grep -c '"timestamp":"2021-06-Th' bad)" "$(total .bad.bad_timestamp)"
check 'there is one of each' sh -c 'jq -e "[.bad[] > 0] | all" total.json'
check 'lines add up' is "$(wc -l <lines)" "$(total .lines)"
check 'the duplicates of each user add up' is "$(tail -n +2 b.ndjson | jq -s 'map(.duplicates) | add')" \
	"$(total .duplicates)"
check 'csv objects have a header each' sh -c 'ev-sample -q --users 50 --days 2 --shape csv --bucket c &&
	find c -name "*.gz" | while read -r o; do
		[ "$(zcat "$o" | head -n 1)" = user_id,timestamp,event,event_id,anonymous_id,properties ] ||
			exit 1
	done'

# ---- what is refused ----

check 'a bucket that is not empty is refused' gives 2 ev-sample --users 10 --bucket b
check 'and left as it is' pipe 'xargs zcat <objects | cmp - lines'
cp b.ndjson before
ev-sample --users 10 --bucket b --truth b.ndjson 2>/dev/null
check 'so is the truth file' same before b.ndjson
check 'an empty folder is fine' sh -c 'mkdir e && ev-sample -q --users 10 --bucket e'
check 'fewer events than the users make are refused' gives 2 ev-sample --users 100 --events 50
check 'with the least number' sh -c 'ev-sample --users 100 --events 50 2>err; grep -q "at least [0-9]" err'
least=$(ev-sample --users 100 --events 50 2>&1 | sed 's/.*at least \([0-9]*\).*/\1/')
check 'which is enough' is "$(ev-sample -q --users 100 --events "$least" | wc -l)" "$least"
check 'one event' is "$(ev-sample -q --events 12 | wc -l)" 12
for wrong in '--days 0' '--start 2021-02-30' '--shape avro' '--users -1' '--truth /no/such' '--bucket /dev/null/x' '--bucket=' x; do
	# shellcheck disable=SC2086 # two words
	check "$wrong is refused" gives 2 ev-sample $wrong
done
check 'a truth file on a full disk gives 1' gives 1 ev-sample -q --users 2000 --truth /dev/full

done_testing
