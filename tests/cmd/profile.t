#!/bin/sh
# ev-decode --stats, ev-normalize --profile and --table: what is counted, against
# jq; the same for any order of records; each finding; and the bounds.
. "$(dirname "$0")/../lib.sh"

ev-sample -q --users 150 --days 5 --seed 7 >all.ndjson
jq -cR 'fromjson? // empty' all.ndjson >raw.ndjson
ev-sample -q --users 150 --days 5 --seed 7 --shape mixpanel | jq -cR 'fromjson? // empty' >mixpanel.ndjson
ev-sample -q --users 150 --days 5 --seed 7 --shape csv >raw.csv
ev-normalize -q --max-rejects 100% raw.ndjson >events.ndjson

# lines TYPE FILE: the lines of one type
lines() {
	jq -cS --arg type "$1" 'select(.type == $type)' "$2"
}

# has CONDITION: whether it holds for a line of ./stats
has() {
	jq -e -s "any(.[]; $1)" stats >/dev/null
}

# ---- fields, against jq ----

# Of each field, one level down too: its records, its types, its strings.
cat >fields.jq <<'END_JQ'
def step: "/" + gsub("~"; "~0") | "/" + (.[1:] | gsub("/"; "~1"));
def name: if any(.[]; . == "" or contains(".") or startswith("/")) then map(step) | add else join(".") end;
def members($above): to_entries[] | {path: ($above + [.key]), value, type: (.value | type)};
members([]) as $m | $m, (if $m.type == "object" then $m.value | members($m.path) else empty end)
| .field = (.path | name)
END_JQ
cat >group.jq <<'END_JQ'
group_by(.field)[] | . as $all
| {field: .[0].field, records: length,
   types: (map({key: .type}) | group_by(.key) | map({key: .[0].key, value: length}) | from_entries)}
+ if any(.[]; .type | . == "number" or . == "array") then {}
  else {distinct: (map(select(.type != "null" and .type != "object") | .value) | unique | length)}
    | if .distinct < 1000 then . else {} end end
+ ([.[] | select(.type == "string") | .value | utf8bytelength] | if (max // 0) > 0 then {longest: max} else {} end)
END_JQ
fields_as_jq() {
	jq -c -f fields.jq "$1" | jq -cS -s -f group.jq | sort >want
	ev-decode -q --stats "$1" >stats || return 1
	lines field stats | jq -cS '{field, records, types}
		+ if .types.number or .types.array or .distinct >= 1000 then {} else {distinct: (.distinct // 0)} end
		+ if .longest then {longest} else {} end' | sort >got
	[ -s got ] && same want got
}
check 'fields of Segment: records, types, distinct, longest as jq counts' fields_as_jq raw.ndjson
check '... of Mixpanel' fields_as_jq mixpanel.ndjson
check '... of canonical events' fields_as_jq events.ndjson
ev-decode -q raw.csv >cells.ndjson
check '... of CSV' fields_as_jq cells.ndjson
csv_is_same() {
	ev-decode -q --stats raw.csv >got && ev-decode -q --stats cells.ndjson >want && same want got
}
check 'CSV read directly gives the same' csv_is_same
profile_is_same() {
	ev-normalize -q --max-rejects 100% --profile raw.ndjson >got &&
		ev-decode -q --stats events.ndjson >want && same want got
}
check 'ev-normalize --profile is the statistics of its events' profile_is_same

ev-decode -q --stats raw.ndjson >stats
ev-normalize -q --profile events.ndjson >profile
events_as_jq() {
	jq -r .event events.ndjson | sort | uniq -c | awk '{ n = $1; sub(/^ *[0-9]+ /, ""); print n "\t" $0 }' |
		sort >want
	lines event profile | jq -r '"\(.records)\t\(.event)"' | sort >got
	same want got
}
check 'events and their counts as uniq counts' events_as_jq
days_as_jq() {
	jq -r '.timestamp[:10]' events.ndjson | sort | uniq -c | awk '{ print $2, $1 }' >want
	lines day profile | jq -r '"\(.day) \(.records)"' >got
	same want got
}
check 'records a day as uniq counts' days_as_jq
summary_as_jq() {
	jq -cS -s '{records: length, users: ([.[].user_id // empty] | unique | length),
		devices: ([.[].anonymous_id // empty] | unique | length),
		events: ([.[].event] | unique | length),
		first: ([.[].timestamp] | min), last: ([.[].timestamp] | max)}' events.ndjson >want
	lines summary profile | jq -cS '{records, users, devices, events, first, last}' >got
	same want got
}
check 'records, users, devices, events, first and last time as jq counts' summary_as_jq
range_as_jq() {
	jq -s '[.[].metadata.price | numbers] | min, max' events.ndjson >want
	lines field profile | jq 'select(.field == "metadata.price") | .min, .max' >got
	same want got
}
check 'least and greatest number as jq finds' range_as_jq
values_as_jq() {
	jq -r '.properties.currency // empty' raw.ndjson | sort | uniq -c | awk '{ print $1, $2 }' >want
	lines field stats | jq -r 'select(.field == "properties.currency") | .values[] | "\(.n) \(.value)"' |
		sort >got
	same want got
}
check 'values and how often each' values_as_jq
kinds_as_jq() {
	jq -s '[.[].timestamp] | length' raw.ndjson >want
	lines field stats | jq 'select(.field == "timestamp") | .kinds.time' >got
	same want got
}
check 'strings that are times are told' kinds_as_jq
percent_as_awk() {
	lines field stats | jq -r '"\(.records) \(.percent)"' | awk -v all="$(wc -l <raw.ndjson)" '
		{ p = 100 * $1 / all; if (p - $2 > 0.051 || $2 - p > 0.051) if ($2 != 0.1 && $2 != 99.9) bad++ }
		$1 < all && $2 >= 100 { bad++ } $1 && $2 <= 0 { bad++ } END { exit bad }'
}
check 'percent, and 100 only for all' percent_as_awk

# ---- order and pieces ----

# Enough different values for samples: 30,000 of one field, and mixed ones.
awk 'BEGIN { for (i = 0; i < 30000; i++)
	printf "{\"user_id\":\"u%d\",\"n\":%d.5,\"p\":{\"k%d\":null,\"id%06d\":%d},\"same\":\"x\"}\n",
		i, i * 7919 % 30000, i % 9, i * 31 % 30000, i }' >many.ndjson
any_order() {
	file=$1
	shift
	"$@" "$file" >want || return 1
	for seed in 1 2; do
		perl -e 'srand shift; my @l = <STDIN>; for (my $i = @l; --$i > 0;) {
			my $j = int rand($i + 1); @l[$i, $j] = @l[$j, $i] } print @l' $seed <"$file" >shuffled
		"$@" shuffled >got && same want got || return 1
		"$@" - <shuffled >got && same want got || return 1
	done
	split -l 700 shuffled part. && "$@" part.* >got && rm part.* && same want got
}
check 'any order of records gives the same' any_order raw.ndjson ev-decode -q --stats
check '... also as tables' any_order raw.ndjson ev-decode -q --table
check '... of events' any_order events.ndjson ev-normalize -q --profile
check '... where only a sample of the values is held' any_order many.ndjson ev-decode -q --stats
any_pieces() {
	ev-decode -q --stats raw.ndjson >want
	perl "$TOP/tests/contract/pieces.pl" 0 raw.ndjson ev-decode -q --stats >got && same want got
}
check 'any pieces give the same' any_pieces
one_byte() {
	head -n 20 raw.ndjson >few.ndjson
	ev-decode -q --table few.ndjson >want
	perl "$TOP/tests/contract/pieces.pl" 1 few.ndjson ev-decode -q --table >got && same want got
}
check 'byte by byte too' one_byte

# ---- bounds ----

ev-decode -q --stats many.ndjson >stats
check 'over 999 values are estimated' has \
	'.field == "n" and .exact == false and .distinct > 30000 * 0.85 and .distinct < 30000 * 1.15'
check 'users are counted exactly' has '.type == "summary" and .users == 30000 and .users_exact'
check 'the range is that of all values, held or not' \
	has '.field == "n" and .min == 0.5 and .max == 29999.5'
keys_of_ids() {
	has '.field == "p.*" and .records == 30000 and .keys > 30000 * 0.85 and .keys < 30000 * 1.15' &&
		[ "$(lines field stats | grep -c '"field":"p.k')" -eq 9 ] && has '.finding == "id_keys"'
}
check 'keys that look like ids are one field' keys_of_ids
awk 'BEGIN { for (i = 0; i < 5000; i++) printf "{\"f%d\":1}\n", i; print "{\"f1\":2}" }' >wide.ndjson
left_out() {
	ev-decode -q --stats wide.ndjson >stats || return 1
	[ "$(lines field stats | wc -l)" -eq 4096 ] &&
		has '.finding == "fields_left_out" and .records == 904' &&
		has '.field == "f1" and .records == 2'
}
check 'fields beyond 4,096 are counted and said' left_out
awk 'BEGIN { for (i = 0; i < 50000; i++) printf "{\"%08x-0000-0000-0000-000000000000\":{\"a\":%d}}\n", i, i }' >keys.ndjson
# shellcheck disable=SC3045 # where ulimit has no -v, the test fails
small() {
	(ulimit -v 60000 && ev-decode -q --stats keys.ndjson) >stats &&
		[ "$(lines field stats | wc -l)" -eq 2 ]
}
if [ -z "${SAN:-}" ]; then
	check 'no end of keys takes no end of memory' small
else
	skip 'no end of keys takes no end of memory' 'sanitizers take more'
fi

long_keys() {
	awk 'BEGIN { for (k = "x"; length(k) < 150; k = k k) ; for (i = 0; i < 20; i++)
		printf "{\"%s\":1}\n", k k k i }' | ev-decode -q --stats >stats
	has '.field == "*" and .keys == 20' && [ "$(lines field stats | wc -l)" -eq 1 ]
}
check 'nor do long keys' long_keys

# ---- findings ----

# finds NAME FIELD RECORDS < records
finds() {
	cat >in.ndjson
	gives 0 ev-decode -q --stats in.ndjson >stats || return 1
	has ".finding == \"$1\" and .field == \"$2\" and .records == $3" || { lines finding stats; return 1; }
}
nothing() {
	printf '{"event":"a","userId":"u","timestamp":"2021-06-11T10:41:23Z","n":1}\n' |
		ev-decode -q --stats >stats && ! lines finding stats | grep .
}
check 'nothing wrong is found in what is right' nothing
check 'types that are mixed' finds mixed_types p 1 <<'END'
{"p":1}
{"p":2}
{"p":"3"}
{"p":null}
END
check 'integers over 2^53' finds big_numbers id 2 <<'END'
{"id":9007199254740992}
{"id":9007199254740993}
{"id":-12345678901234567890}
{"id":12345678901234567890.5}
END
check 'a column that is empty' finds empty c 3 <<'END'
{"c":""}
{"c":null}
{"c":""}
END
check 'placeholders for ids' finds placeholder_ids userId 3 <<'END'
{"userId":"undefined"}
{"userId":"null"}
{"userId":"undefined"}
{"userId":"u1"}
END
check 'ids that differ in case or blanks' finds id_spellings userId 2 <<'END'
{"userId":"Ann"}
{"userId":"ann"}
{"userId":" ann"}
{"userId":"anna"}
END
check 'events that do' finds event_spellings event 1 <<'END'
{"event":"Signed Up"}
{"event":"signed up"}
END
check 'ids of events that come again' finds repeated_ids messageId 2 <<'END'
{"messageId":"a"}
{"messageId":"b"}
{"messageId":"a"}
{"messageId":"a"}
END
check 'times before 1990' finds old_times timestamp 2 <<'END'
{"timestamp":"1970-01-01T00:00:00Z"}
{"timestamp":0}
{"timestamp":"2021-06-11T10:41:23Z"}
END
check 'times over a day after the last was received' finds future_times timestamp 1 <<'END'
{"timestamp":"2021-06-13T00:00:00Z","receivedAt":"2021-06-11T23:00:00Z"}
{"timestamp":"2021-06-12T23:59:59Z","receivedAt":"2021-06-11T10:00:00Z"}
END
check 'what is no time' finds no_time timestamp 3 <<'END'
{"timestamp":"yesterday"}
{"timestamp":null}
{"timestamp":{}}
{"timestamp":1623408083}
END
check 'JSON inside a string' finds json_text p 1 <<'END'
{"p":"{\"a\":1}"}
{"p":"{ is no JSON}"}
{"p":"[::1]"}
END
check 'a key that is there twice' finds repeated_keys a 1 <<'END'
{"a":1,"b":2,"a":3}
{"a":1}
END
awk 'BEGIN { for (i = 0; i < 200; i++) printf "{\"user_id\":\"%s\"}\n", i % 4 ? "u" i : "busy" }' >busy
check 'a user with many of all records' finds one_user user_id 50 <busy
later_than_now() {
	ev-normalize -q --profile --now 2021-06-01T00:00:00Z events.ndjson >stats &&
		has '.finding == "future_times" and (.text | contains("--now"))'
}
check '--now says what is later' later_than_now

# ---- what is written ----

paths() {
	printf '{"a.b":1,"/c":{"d~e":2},"f":{"g h":3},"":{"":4}}\n' | ev-decode -q --stats |
		jq -r 'select(.type == "field") | .field' | sort >got
	printf '%s\n' / // '/~1c' '/~1c/d~0e' /a.b f 'f.g h' | sort >want
	same want got
}
check 'a path can be given to --keep as it stands' paths
odd_values() {
	long=$(printf '%060d' 0 | sed 's/0/é/g')
	printf '{"a":"\\ud83d","b":"x\\u0000\\u001b[1m","c":"%s","d":[1, 2],"e":-0.10e+2}\n' "$long" >in.ndjson
	ev-decode -q --stats in.ndjson >stats || return 1
	jq -c 'select(.type == "field") | .values[0].value' stats >got
	printf '%s\n' '"\\ud83d"' '"x\u0000\u001b[1m"' "\"$(printf '%020d' 0 | sed 's/0/é/g')…\"" '[1,2]' -10 >want
	same want got && grep -q 'value":-0.10e+2,' stats
}
check 'values are cut between characters, and are JSON' odd_values
no_control() {
	printf '{"event":"a\\u001b[31m\\u202e\\u0007","k\\u001b":"\\u009b"}\n' | ev-decode -q --table >got &&
		! grep -q "$(printf '\033')" got && ! grep -q "$(printf '\302\233')" got && says 'a?[31m' got
}
check 'no control byte reaches the terminal' no_control
fits() {
	ev-decode -q --table raw.ndjson | sed '/^look at/,$d' |
		perl -CSD -ne 'chomp; die "$_\n" if length > 80'
}
check 'tables are no wider than 80' fits
wide_terminal() {
	script -qec 'stty cols 132 && ev-decode -q --table raw.ndjson' /dev/null >wide.out
	perl -CSD -ne 's/\s+\z//; $m = length if length > $m; END { exit !($m > 100 && $m <= 132) }' wide.out
}
if script -qec true /dev/null >/dev/null 2>&1; then
	check '... or than the terminal' wide_terminal
else
	skip '... or than the terminal' 'no terminal can be made here'
fi
no_output() {
	gives 0 ev-decode -q --stats </dev/null >got && same /dev/null got
}
check 'no record, no output' no_output
printf '{"broken\n' >>all.ndjson
rejects_stay() {
	gives 3 ev-decode --stats all.ndjson >got 2>err && says 'bad_json' err &&
		ev-decode -q --max-rejects 100% all.ndjson >good && ev-decode -q --stats good >want &&
		same want got
}
check 'rejects are rejects as ever' rejects_stay
counted() {
	ev-decode -q --stats raw.ndjson --summary s.json >stats &&
		jq -e --argjson n "$(wc -l <stats)" '.written == $n and .used == .read' s.json >/dev/null
}
check 'what is written is counted' counted
check 'a full disk gives 1' gives 1 sh -c 'ev-decode -q --stats raw.ndjson >/dev/full'

# ---- the filter contract ----

# As contract.t runs it for the records, but for `live`.
# shellcheck source=tests/contract/contract.sh disable=SC1091
. "$TOP/tests/contract/contract.sh"
# shellcheck disable=SC2034
name=ev-decode help=$TOP/tests/contract sample=$TOP/tests/contract/ev-decode/in rejected=0
check "$name --stats: a sample gives output and status 0" contract_base --stats --max-rejects 1
contract_output --stats --max-rejects 1
contract_stdin --stats --max-rejects 1
contract_input --stats --max-rejects 1

# ---- data of others ----

if [ -n "$CORPUS" ] && [ -d "$CORPUS/rudder-events" ]; then
	check 'rudder-events: fields as jq counts' fields_as_jq "$CORPUS/rudder-events/derived-events.ndjson"
	check 'rudder-events: any order' any_order "$CORPUS/rudder-events/derived-events.ndjson" \
		ev-decode -q --stats
else
	skip 'rudder-events' 'no CORPUS'
fi
if [ -n "$CORPUS" ] && [ -f "$CORPUS/shop/ecom.csv.gz" ]; then
	ev-decode -q "$CORPUS/shop/ecom.csv.gz" >shop.ndjson
	shop() {
		gzip -dc "$CORPUS/shop/ecom.csv.gz" | tr -d '\r' >shop.csv
		sqlite3 :memory: '.mode csv' '.import shop.csv shop' 'select count(*),
			count(distinct user_id), count(distinct event), min(timestamp), max(timestamp) from shop' |
			tr -d '"\r' >want
		ev-decode -q --stats "$CORPUS/shop/ecom.csv.gz" | jq -r 'select(.type == "summary") |
			[.records, .users, .events, (.first, .last | sub("T"; " ") | sub("\\.000Z"; ""))] |
			map(tostring) | join(",")' >got
		same want got
	}
	check 'shop: records, users, events and times as sqlite counts' shop
	head -n 2000 shop.ndjson >some.ndjson
	check 'shop: fields as jq counts' fields_as_jq some.ndjson
else
	skip 'shop' 'no CORPUS'
fi

done_testing
