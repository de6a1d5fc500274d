#!/bin/sh
# ev-decode on data of others, where it is there: make check-corpus CORPUS=FOLDER
. "$(dirname "$0")/../lib.sh"

[ -n "$CORPUS" ] || { echo '1..0 # SKIP no CORPUS'; exit; }

# nst/JSONTestSuite: nothing of an n_ file comes out
none_of_n() {
	for f in "$CORPUS"/json-testsuite/test_parsing/n_*.json; do
		status=0
		ev-decode -q "$f" >out 2>err || status=$?
		[ ! -s out ] && [ "$status" -le 3 ] || { echo "$f: $status"; cat out; bad=1; }
	done
	[ -z "${bad-}" ]
}
check 'json-testsuite: nothing comes out of the n_ files' none_of_n

# Objects come out as they are (one has line breaks between its tokens); what is
# valid but no object is rejected as that.
all_of_y() {
	for f in "$CORPUS"/json-testsuite/test_parsing/y_*.json; do
		status=0
		ev-decode "$f" >out 2>err || status=$?
		case $(jq -r type "$f") in
		object)
			[ "$status" -eq 0 ] && tr -d '\n' <"$f" >want && tr -d '\n' <out | cmp - want ;;
		array)
			[ "$(jq 'map(select(type == "object")) | length' "$f")" -eq "$(wc -l <out)" ] &&
				! grep -E 'bad_json|bad_utf8|truncated|expected' err ;;
		*)
			[ "$status" -eq 3 ] && ! [ -s out ] && grep -q 'not_object 1' err ;;
		esac || { echo "$f: $status"; cat err; bad=1; }
	done
	[ -z "${bad-}" ]
}
check 'json-testsuite: every y_ object comes out byte for byte' all_of_y
no_crash_of_i() {
	for f in "$CORPUS"/json-testsuite/test_parsing/i_*.json; do
		status=0
		ev-decode -q "$f" >out 2>/dev/null || status=$?
		[ "$status" -le 3 ] && jq -c . out >/dev/null || { echo "$f: $status"; bad=1; }
	done
	[ -z "${bad-}" ]
}
check 'json-testsuite: the i_ files either way' no_crash_of_i

for f in "$CORPUS"/csv-spectrum/csvs/*.csv; do
	name=$(basename "$f" .csv)
	# The twelfth has quotes inside cells, and its JSON the phone number of
	# another file: that field is left out.
	loose='' fix=.
	[ "$name" = location_coordinates ] && loose=--lenient fix='del(.[]["Contact Phone Number"])'
	# shellcheck disable=SC2086
	ev-decode -q $loose "$f" | jq -sS "$fix" >got
	jq -S "(if type == \"array\" then . else [.] end) | $fix" \
		"$CORPUS/csv-spectrum/json/$name.json" >want
	check "csv-spectrum: $name" same want got
done

damaged() {
	for f in "$CORPUS"/zlib-gz/*/*.gz; do
		gives 1 ev-decode "$f" >out 2>err || { echo "$f"; bad=1; }
		grep -E 'damaged gzip data in member|is a zlib stream' err || { cat err; bad=1; }
	done
	[ -z "${bad-}" ]
}
check 'zlib-gz: four damaged, one mislabelled: said, status 1' damaged

naughty() {
	jq -c '.[] | {x: ., (.): 1}' "$CORPUS/naughty-strings/blns.json" >in
	ev-decode -q in | cmp - in || return 1
	jq -r '["n", "x"], (to_entries[] | [.key, .value]) | @csv' "$CORPUS/naughty-strings/blns.json" |
		ev-decode -q | jq -c .x >got
	jq -c '.[]' "$CORPUS/naughty-strings/blns.json" >want
	same want got
}
check 'naughty-strings: byte for byte, through JSON and CSV' naughty

# Miller's own files: CSV as jq... as awk splits it where there are no quotes
plain_csv() {
	n=0
	for f in "$CORPUS"/miller-input/*.csv; do
		! grep -q '["\\]' "$f" && head -n 1 "$f" | grep -q , || continue
		ev-decode -q "$f" 2>/dev/null | jq -r '[.[]] | join(",")' >got
		sed 's/\r$//; 1s/^\xef\xbb\xbf//' "$f" | awk -F, 'NR == 1 { n = NF; head = $0; next }
			NF == n && $0 != head' >want
		same want got || { echo "$f"; return 1; }
		n=$((n + 1))
	done
	[ "$n" -ge 50 ]
}
check 'miller-input: cells as awk splits them' plain_csv
miller_json() {
	for f in "$CORPUS"/miller-input/*.json; do
		jq -cS 'if type == "array" then .[] else . end' "$f" >want 2>/dev/null || continue
		ev-decode -q "$f" | jq -cS . >got
		same want got || { echo "$f"; return 1; }
	done
}
check 'miller-input: JSON of every shape as jq reads it' miller_json
gz() {
	gzip -dc "$CORPUS/miller-input/medium.gz" >want
	ev-decode -q --summary s.json "$CORPUS/miller-input/medium.gz" >out
	[ "$(jq .written s.json)" -eq "$(wc -l <out)" ] && [ "$(wc -l <out)" -gt 1000 ]
}
check 'miller-input: the large one' gz

check 'rudder-events: byte for byte' pipe \
	'ev-decode -q "$CORPUS/rudder-events/derived-events.ndjson" | cmp - "$CORPUS/rudder-events/derived-events.ndjson"'
shop() {
	ev-decode -q "$CORPUS/shop/ecom.csv.gz" | jq -r '[.[]] | join(",")' >got
	gzip -dc "$CORPUS/shop/ecom.csv.gz" | tr -d '\r' | sed 1d >want
	same want got && [ "$(wc -l <got)" -eq 31106 ]
}
check 'shop: all 31,106 rows as they are' shop

done_testing
