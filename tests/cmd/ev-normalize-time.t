#!/bin/sh
# ev-normalize and time: each rule of what a time may be, beside the golden cases
# time-* and tz-*. What is wanted is from GNU date, or by hand.
. "$(dirname "$0")/../lib.sh"

# event TIME [MEMBER]: a flat record; TIME is JSON
event() {
	printf '{"user_id":"u","timestamp":%s,"event":"e","event_id":"m"%s}\n' "$1" "${2:+,$2}"
}

# gets TIME-JSON WANTED [OPTION ...]: "TIMESTAMP FLAG,FLAG" of the event
gets() {
	value=$1 expected=$2
	shift 2
	event "$value" >in
	gives 0 ev-normalize -q "$@" in >out || return 1
	got=$(jq -r '[.timestamp, (.flags // [] | join(","))] | join(" ")' out)
	[ "$got" = "$expected" ] || { echo "got $got, not $expected"; return 1; }
}

# rejects TIME-JSON REASON TEXT [OPTION ...]
rejects() {
	value=$1 reason=$2 text=$3
	shift 3
	event "$value" >in
	gives 3 ev-normalize --rejects rejects "$@" in >out 2>err || return 1
	! [ -s out ] && says "$text" err && [ "$(jq -r ".reason | split(\":\")[0]" rejects)" = "$reason" ]
}

# ---- text ----

check 'a comma for the point' gets '"2021-06-11T10:41:23,5Z"' '2021-06-11T10:41:23.500Z '
check '24:00:00 is the next day' gets '"2021-02-28T24:00:00Z"' '2021-03-01T00:00:00.000Z '
check 'second 60 is the next minute' gets '"2016-12-31T23:59:60Z"' '2017-01-01T00:00:00.000Z leap_second'
check 'second 61 is none' rejects '"2016-12-31T23:59:61Z"' bad_ts 'not a time'
check 'an offset of 14 hours' gets '"2021-06-11T10:41:23+14:00"' '2021-06-10T20:41:23.000Z '
check 'over 14 hours: suspect' gets '"2021-06-11T10:41:23-14:30"' '2021-06-12T01:11:23.000Z ts_suspect'
check 'over 18 hours: none' rejects '"2021-06-11T10:41:23+18:01"' bad_ts 'not a time'
check 'a weekday where the day should be' rejects '"2024-06-ThT03:53:33.917+00:00"' bad_ts 'not a time'
check 'a month run into the year' rejects '"202205-13T12:51:01.470Z"' bad_ts 'not a time'
check 'one digit: refused, with the option that takes it' \
	rejects '"2015-2-02T00:30:08.276Z"' bad_ts '--lenient takes'
check 'one digit, --lenient' gets '"2015-2-02T00:30:08.276Z"' '2015-02-02T00:30:08.276Z ts_lenient' --lenient
check 'one digit of both' gets '"2015-2-3"' '2015-02-03T00:00:00.000Z tz_assumed,ts_lenient' --lenient
check '--lenient knows the calendar' rejects '"2015-2-30"' bad_ts 'not a time' --lenient
check '--lenient guesses no order' rejects '"9/24/2016"' bad_ts '--time-format' --lenient
for time in 9/24/2016 24.09.2016 9-24-2016; do
	check "$time: which is the month? --time-format" \
		rejects "\"$time\"" bad_ts 'say --time-format %-m/%-d/%Y or %-d/%-m/%Y'
done

# ---- times that go out as they came ----

# both TIMESTAMP RECEIVED WANTED-TIMESTAMP WANTED-RECEIVED [MEMBER]: of a Segment call
both() {
	printf '{"type":"track","userId":"u","event":"e","messageId":"m","receivedAt":%s%s%s}\n' \
		"$2" "${1:+,\"timestamp\":$1}" "${5:+,$5}" >in
	gives 0 ev-normalize -q in >out || return 1
	[ "$(jq -r '.timestamp + " " + .received_at' out)" = "$3 $4" ] || { cat out; return 1; }
}
check 'two times of one shape' both '"2021-06-11T10:41:23.987Z"' '"2021-06-11T10:41:24.001Z"' \
	2021-06-11T10:41:23.987Z 2021-06-11T10:41:24.001Z
check 'the same instant in two zones' both '"2021-06-11T12:41:23.987+02:00"' '"2021-06-11T10:41:23.987Z"' \
	2021-06-11T10:41:23.987Z 2021-06-11T10:41:23.987Z
check 'the same instant, with more digits' both '"2021-06-11T10:41:23.987000Z"' '"2021-06-11T10:41:23.987Z"' \
	2021-06-11T10:41:23.987000Z 2021-06-11T10:41:23.987Z
check 'an instant that was computed' both '' '"2021-06-11T10:00:09.000Z"' \
	2021-06-11T10:00:07.500Z 2021-06-11T10:00:09.000Z \
	'"originalTimestamp":"2021-06-11T10:41:23.000Z","sentAt":"2021-06-11T10:41:24.500Z"'
check 'four times in a record' both '"2021-06-11T10:00:08.000Z"' '"2021-06-11T10:00:09.000Z"' \
	2021-06-11T10:00:08.000Z 2021-06-11T10:00:09.000Z \
	'"originalTimestamp":"2021-06-11T10:41:23.000Z","sentAt":"2021-06-11T10:41:24.500Z"'
printf '%s\n' '{"user_id":"u","timestamp":"2021-06-11T10:41:23.000Z","event":"e","event_id":"m"}' \
	'{"user_id":"u","timestamp":"2021-06-11T09:41:23-01:00","event":"e","event_id":"m"}' >in
next_record() {
	gives 0 ev-normalize -q in >out && [ "$(jq -r .timestamp out | uniq)" = 2021-06-11T10:41:23.000Z ]
}
check 'the same instant in the next record' next_record

# ---- --time-format ----

check 'day first' gets '"24/9/2016"' '2016-09-24T00:00:00.000Z tz_assumed' --time-format %-d/%-m/%Y
check 'month first' gets '"9/24/2016"' '2016-09-24T00:00:00.000Z tz_assumed' --time-format %-m/%-d/%Y
check 'another month than there is' rejects '"24/9/2016"' bad_ts 'given time format' --time-format %-m/%-d/%Y
check 'a number by a format' gets 20170212 '2017-02-12T00:00:00.000Z tz_assumed' --time-format %Y%m%d
check 'what is in no format is no time' rejects '"2021-06-11T10:41:23Z"' bad_ts 'given time format' \
	--time-format '%d/%m/%Y'
check 'of twelve hours: noon' gets '"9/24/2016 12:05 pm"' '2016-09-24T12:05:00.000Z tz_assumed' \
	--time-format '%-m/%-d/%Y %-I:%M %p'
check 'of twelve hours: midnight' gets '"9/24/2016 12:05 AM"' '2016-09-24T00:05:00.000Z tz_assumed' \
	--time-format '%-m/%-d/%Y %-I:%M %p'
check 'a format with a zone assumes none' gets '"11/Jun/2021:10:41:23 +0200"' '2021-06-11T08:41:23.000Z ' \
	--time-format '%d/%b/%Y:%H:%M:%S %z'
check 'a format and --tz' gets '"24.09.2016 13:05"' '2016-09-24T11:05:00.000Z tz_assumed' \
	--time-format '%d.%m.%Y %H:%M' --tz Europe/Berlin
for wrong in '' %y %Y %Y-%m '%Y-%m-%d %d' '%Y-%m-%d %M' '%-d%m%Y' '%Y-%m-%d %I' %Q % %-Y; do
	check "--time-format '$wrong' is refused" gives 2 ev-normalize "--time-format=$wrong" in
done

# ---- numbers ----

check 'eight digits could be a day' rejects 20170212 ambiguous_number '--time-format %Y%m%d or --time-unit s'
check 'in quotes too' rejects '"20170212"' ambiguous_number '--time-unit s'
check 'as seconds' gets 20170212 '1970-08-22T10:50:12.000Z ts_suspect' --time-unit s
check 'milliseconds said' gets 1623408083 '1970-01-19T18:56:48.083Z ts_suspect' --time-unit ms
check 'microseconds said' gets 1538426738466002 '2018-10-01T20:45:38.466002Z ' --time-unit us
check 'nanoseconds said' gets 1538405774195002001 '2018-10-01T14:56:14.195002001Z ' --time-unit ns
check 'unit and format exclude each other' gives 2 ev-normalize --time-unit s --time-format %Y%m%d in
check '--time-unit of none' gives 2 ev-normalize --time-unit min in
units() {
	{ event 1623408083000; event 1623408083; event '"2021-06-11T10:41:23Z"'; } >in
	gives 0 ev-normalize --summary sum in >out 2>err || return 1
	says 'epoch_ms 2' err && jq -e '.noted.epoch_ms == 2 and .noted.ts_unit == 1' sum &&
		[ "$(jq -r .timestamp out | tr '\n' ' ')" = \
		'2021-06-11T10:41:23.000Z 1970-01-19T18:56:48.083Z 2021-06-11T10:41:23.000Z ' ]
}
check 'the first number decides the unit, which is said' units
said() {
	event 1623408083000 >in
	ev-normalize --time-unit ms in 2>err >out && ! grep epoch_ err
}
check 'a unit that was given is not noted' said
two_units() {
	event 1623408083 '"received_at":1623408084000' >in
	ev-normalize -q in >out && [ "$(jq -r .received_at out)" = 2021-06-11T10:41:24.000Z ] && ! grep flags out
}
check 'received_at has a unit of its own' two_units

# ---- zones: every hour around two changes as GNU date has them ----

zones() {
	for zone in America/New_York Europe/Berlin Australia/Lord_Howe; do
		for at in 1615705200 1636264800 1616893200 1635642000 1617462000 1633190400; do
			for hour in -30 -6 -4 -3 -2 -1 0 1 2 3 4 6 30; do
				TZ=$zone date -d "@$((at + 3600 * hour + 1800))" '+%s %Y-%m-%d %H:%M:%S'
			done
		done >civil
		cut -d ' ' -f 2- civil | while read -r time; do event "\"$time\""; done >in
		ev-normalize -q --tz "$zone" in | jq -r '(.timestamp[:19] + "Z" | fromdate),
			(.flags | index("tz_twice") != null)' | paste - - >got
		# Where a civil time was twice the earlier is taken: no answer is later.
		cut -d ' ' -f 1 civil | paste - got | awk '
			$2 > $1 { bad = 1 }
			$2 < $1 && $3 != "true" { bad = 1 }
			$3 == "true" { twice++ }
			END { exit bad || !twice }' || { echo "$zone"; return 1; }
	done
}
check 'hours around changes, in three zones, as GNU date has them' zones
check 'a zone that there is not' gives 2 ev-normalize --tz Europe/Atlantis in

# ---- local times that were taken for UTC ----

# mixpanel N LAG [MEMBER]: N events that were received LAG seconds after
mixpanel() {
	awk -v n="$1" -v lag="$2" -v more="${3:+,$3}" 'BEGIN { for (i = 0; i < n; i++)
		printf "{\"event\":\"e\",\"properties\":{\"time\":%d,\"distinct_id\":\"u\",\"$insert_id\":\"i%d\",\"mp_processing_time_ms\":%.0f%s}}\n",
			1602611311 + 977 * i, i, (1602611311 + 977 * i + lag + i % 7) * 1000, more }'
}
warns() {
	mixpanel "$1" "$2" "${3:-}" >in
	ev-normalize --summary sum in >out 2>err && says "$4" err && says '--tz' err &&
		jq -e '.noted.local_time > 0' sum && ev-normalize -q in 2>err >again && ! [ -s err ] &&
		[ "$(head -n 1 out | jq -r .timestamp)" = 2020-10-13T17:48:31.000Z ]
}
silent() {
	mixpanel "$@" >in
	ev-normalize in 2>err >out && ! grep -e --tz err
}
check 'seven hours: said once, not shifted' warns 20 25200 '' 'UTC-07:00'
check 'five and three quarters, east' warns 20 -20700 '' 'UTC+05:45'
check 'no lag: nothing said' silent 20 2
check 'a lag of no quarter hour: nothing said' silent 20 25500
check 'imported later: nothing said' silent 20 25200 '"$import":true'
check 'two events: nothing said' silent 2 25200
with_tz() {
	mixpanel 20 25200 >in
	ev-normalize --tz America/Los_Angeles in 2>err >out && ! grep -e 'local' err &&
		[ "$(head -n 1 out | jq -r .timestamp)" = 2020-10-14T00:48:31.000Z ]
}
check 'with --tz it is read so, and nothing is said' with_tz

# ---- suspects and the future ----

check '--refuse ts_suspect' rejects '"1970-01-01T00:00:00Z"' ts_suspect 'flags: refused by --refuse' --refuse ts_suspect
check '--refuse of another flag' gets '"1970-01-01T00:00:00Z"' '1970-01-01T00:00:00.000Z ts_suspect' --refuse ts_future
check '--refuse twice' rejects '"2021-06-11"' tz_assumed 'flags: refused' --refuse ts_future --refuse tz_assumed
check '--refuse of no flag' gives 2 ev-normalize --refuse late in
future() {
	event '"2021-06-11T11:00:00Z"' '"received_at":"2021-06-11T10:00:00Z"' >in
	ev-normalize -q "$@" in | jq -r '[.timestamp, (.flags | join(","))] | join(" ")' >got
}
flagged() { future && [ "$(cat got)" = '2021-06-11T11:00:00.000Z ts_future' ]; }
clamped() { future --clamp-future && [ "$(cat got)" = '2021-06-11T10:00:00.000Z ts_from_received,ts_future' ]; }
not_clamped() {
	event '"2021-06-11T10:04:59Z"' '"received_at":"2021-06-11T10:00:00Z"' >in
	ev-normalize -q --clamp-future in >out && says 2021-06-11T10:04:59.000Z out && ! grep flags out
}
check 'after it was received by an hour: flagged' flagged
check '--clamp-future: when it was received' clamped
check '--clamp-future: five minutes are not much' not_clamped
check 'only --now: flagged, there is nothing to clamp to' \
	gets '"2021-06-11T11:00:00Z"' '2021-06-11T11:00:00.000Z ts_future' --clamp-future --now 2021-06-01T00:00:00Z

done_testing
