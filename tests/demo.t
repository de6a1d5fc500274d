#!/bin/sh
# The demo runs, and what it prints is what ev-sample put in.
. "$(dirname "$0")/lib.sh"

truth() {
	jq -rs "$1" demo/truth.ndjson
}

shown() {
	grep -qE -e "$1" out || { echo "not there: $1"; cat out; return 1; }
}

DEMO=$T/demo
export DEMO
check 'the demo runs' sh -c 'sh "$TOP/tests/demo.sh" >out && grep -v ^files out >first'
check 'it prints less than 25 lines' awk 'END { exit NR >= 25 }' out
check 'all objects and lines are read' shown "^bucket +$(truth '.[0].objects') gzip objects, $(truth '.[0].lines') lines"
check 'all cut lines are rejected, none else' shown "^fetch .*rejected: $(truth '.[0].bad.cut_line') bad_json\$"
check 'all lines without identity or time are too' \
	shown "^normalize .*rejected: $(truth '.[0].bad | "\(.no_identity) no_identity, \(.bad_timestamp) bad_ts"')\$"
check 'what remains are the events and their duplicates' \
	shown "^normalize +$(truth '.[0] | .events + .duplicates') events"
for level in power core casual new slipping; do
	check "$level: users and orders after each message are true" shown "^  $level +$(truth "
		.[1:] | map(select(.activity == \"$level\")) | length as \$n | \"\\(\$n) +\" +
		(group_by(.message) | map({key: (.[0].message // \"\"), value: .}) | from_entries | [.control, .A, .B] |
		map(\"\\(map(select(.converted)) | length) of \\(length) +[0-9.]+ %\") | join(\" +\"))")\$"
done
check 'the funnel is true' shown "^funnel +Signed Up $(truth '.[1:] | map(.steps) |
	def n(k): map(select(. >= k)) | length;
	"\(n(1)), Onboarding Completed \(n(2)), Trial Started \(n(3))"')\$"
lifts() {
	want=$(jq -rs --slurpfile truth demo/truth.ndjson 'def percent: 100 * . | round | if . < 0 then "\(.) %" else "+\(.) %" end;
		[.[] | select(.type == "pooled") | . + {put: $truth[0].lift[.message]}] |
		"report     put in: " + (map("\(.message) \(.put | percent), found \(.lift | percent) (\(.lift_lo | percent) to " +
			"\(.lift_hi | percent))") | join("; ")) +
		": \(map(select(.put >= .lift_lo and .put <= .lift_hi)) | length) of 2 within"' demo/report.ndjson)
	says "$want" out
}
check 'the known lift and the one that is found are true' lifts
check 'both lie within their interval' shown '^report .*: 2 of 2 within$'
check 'the next wave is equal in every segment' sh -c 'jq -se "group_by(.segment) | all(.[];
	[(\"A\", \"B\", \"control\") as \$m | map(select(.message == \$m)) | length] | max - min <= 1)" demo/assigned.ndjson'
check 'the page is well-formed' xmllint --noout demo/report.html
# heading ID TEXT: the section or figure is there, and is called so
heading() {
	[ "$(xmllint --xpath "count(//*[@id='$1']//*[@id='$1-h' and .='$2'])" demo/report.html)" = 1 ]
}
check 'page: health' heading health 'Can these figures be trusted?'
check 'page: the table' heading cells 'What each message did, by activity'
for figure in 'pooled:Over all levels of activity' 'forest:Lift by activity' 'over-time:Conversion over time' \
	'wait:Time to convert' 'active:Power-user curve' 'retention:Retention by message' \
	'often:Messages per user per week' 'moves:From activity before to activity after'; do
	check "page: ${figure#*:}" heading "${figure%%:*}" "${figure#*:}"
done
check 'page: no other figure, and none is missing for want of data' sh -c '[ "$(grep -c "<figure" demo/report.html)" = 9 ] &&
	! grep -q "What more data would show" demo/report.html'
check 'page: over time is a point for each day of the week that the window is, to the total' sh -c '
	jq -r "select(.type == \"day\") | .day" demo/report.ndjson | sort -u | wc -l | grep -qx 8 &&
	jq -se "(map(select(.type == \"day\")) | map(.day) | max) as \$last |
		map(select(.type == \"day\" and .day == \$last) | [.message, .users, .converted, .diff]) ==
		map(select(.type == \"total\") | [.message, .users, .converted, .diff])" demo/report.ndjson'
check 'a second run starts afresh' sh -c 'sh "$TOP/tests/demo.sh" | grep -v ^files | cmp - first'

done_testing
