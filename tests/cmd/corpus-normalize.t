#!/bin/sh
# ev-normalize on the data of others: counts, reasons and places against jq.
. "$(dirname "$0")/../lib.sh"

if [ -z "$CORPUS" ]; then
	skip 'real Segment calls, Mixpanel exports, naughty strings' 'make check-corpus CORPUS=FOLDER'
	done_testing
fi
rudder=$CORPUS/rudder-events/derived-events.ndjson
samples=$CORPUS/docs-samples
jq="jq -L $TOP/tests/cmd"

# ---- 1,579 Segment-shaped calls ----

status=0
ev-normalize --rejects rejects --summary sum "$rudder" >out 2>err || status=$?
check 'RudderStack: rejects, so status 3' [ "$status" -eq 3 ]
check 'RudderStack: counts balance' jq -e --argjson lines "$(wc -l <"$rudder")" --argjson out "$(wc -l <out)" \
	'.read == $lines and .written == $out and .read == .used + ([.rejected[]] | add)' sum

# reasons: how many of each, as the rules in jq have it
reasons() {
	$jq -c 'include "normalize_segment"; reason // empty' "$rudder" | sort | uniq -c >want
	jq -c '.reason | split(":")[0]' rejects | sort | uniq -c >got
	[ -s want ] && same want got
}
check 'RudderStack: as many of each reason as in jq' reasons
which_lines() {
	$jq -c 'include "normalize_segment"; [input_line_number, reason] | select(.[1])' "$rudder" >want
	jq -c '[.line, (.reason | split(":")[0])]' rejects >got
	same want got
}
check 'RudderStack: the same lines rejected for the same reasons' which_lines

# Each reject's raw is its line; what stands at its byte is the field's value.
places() {
	perl -MJSON::PP -e '
		open my $f, "<", shift or die; my @line = <$f>; chomp @line;
		open my $r, "<", shift or die;
		my $json = JSON::PP->new->utf8->allow_nonref->canonical; my ($n, $valued) = (0, 0);
		while (<$r>) {
			my $x = $json->decode($_); $n++;
			my $line = $line[$x->{line} - 1];
			my $raw = $x->{raw}; utf8::encode($raw);
			die "line $x->{line}: not the raw" if $raw ne $line;
			my $record = $json->decode($line);
			next if $x->{byte} == 1;
			my ($value) = $json->decode_prefix(substr($line, $x->{byte} - 1));
			die "line $x->{line}: not $x->{field}" if
				$json->encode($value) ne $json->encode($record->{$x->{field}});
			$valued++;
		}
		die "only $n, $valued" unless $n > 200 && $valued > 2;' "$rudder" rejects
}
check 'RudderStack: every reject has its line and its place' places

# What is written, field by field. jq computes no times: those that were not
# ours already are left out of the comparison, and derived ids.
fields() {
	$jq -cS 'include "normalize_segment"; select(reason == null) | event
		| [.user_id, .anonymous_id, .event, .metadata]' "$rudder" >want
	jq -cS '[.user_id, .anonymous_id, .event, .metadata]' out >got
	same want got
}
check 'RudderStack: who, what and metadata as in jq' fields
own_times() {
	$jq -c 'include "normalize_segment"; select(reason == null) | .timestamp
		| if type == "string" and test("^....-..-..T..:..:..\\.[0-9]{3}Z$") then . else "other" end' \
		"$rudder" >want
	jq -c .timestamp out | paste -d ' ' want - | awk '$1 != "\"other\"" && ++n && $1 != $2 { bad++; print }
		END { exit bad || n < 100 }'
}
check 'RudderStack: times that were as ours are' own_times
again() {
	gives 0 ev-normalize -q out >out2 && same out out2
}
check 'RudderStack: what is written passes through' again

# ---- documentation's samples ----

mixpanel() {
	$jq -cS 'include "normalize_mixpanel"; event(1000)' "$samples/mixpanel_export_adobe_docs.ndjson" >want
	gives 0 ev-normalize -q "$samples/mixpanel_export_adobe_docs.ndjson" >out2 || return 1
	jq -cS . out2 >got && [ "$(wc -l <got)" -eq 10 ] && same want got
}
check 'Mixpanel, Adobe: ten events as in jq' mixpanel
wrapped() {
	gives 0 ev-normalize -q --records data "$samples/mixpanel_export_adobe_docs.wrapped.json" >out3 &&
		jq -cS . out3 >wrapped && jq -cS . out2 >lines && same lines wrapped
}
check 'Mixpanel, Adobe: over lines, the same' wrapped
check 'Mixpanel, its own documentation: nobody did it' gives 3 ev-normalize -q \
	"$samples/mixpanel_export_docs_example.ndjson"
# The column properties of the seeds is JSON in a cell.
seed() {
	gives 0 ev-normalize -q --user-id distinct_id --timestamp time --event name --metadata properties \
		--event-id insert_id "$samples/mixpanel_seed_event.csv" >out && [ -s out ] &&
		jq -e '.metadata | type == "object"' out && ! grep metadata_wrapped out
}
check 'Mixpanel, a CSV with JSON in a cell' seed

# by_sqlite FILE SQL: the columns of a CSV as the query's lines of JSON
by_sqlite() {
	sqlite3 :memory: '.mode csv' ".import '$1' t" '.mode list' "select json_array($2) from t"
}
amplitude() {
	gives 0 ev-normalize -q "$samples/amplitude_seed_event_subset.csv" >out || return 1
	by_sqlite "$samples/amplitude_seed_event_subset.csv" "user_id, device_id, event_type, uuid,
		strftime('%Y-%m-%dT%H:%M:%fZ', event_time),
		strftime('%Y-%m-%dT%H:%M:%fZ', server_received_time), json(event_properties)" >want
	jq -c '[.user_id, .anonymous_id, .event, .event_id, .timestamp, .received_at, .metadata]' out >got
	[ "$(wc -l <want)" -eq 5 ] && same want got
}
check 'Amplitude, a CSV of its fields: by content, as in SQLite' amplitude
ga4() {
	gives 0 ev-normalize -q --event name --anonymous-id user_pseudo_id --event-id _fivetran_id \
		"$samples/ga4_seed_event.csv" >out || return 1
	by_sqlite "$samples/ga4_seed_event.csv" "user_id, user_pseudo_id, name, _fivetran_id,
		replace(timestamp, ' ', 'T') || '.000Z', param_gclid" >want
	jq -c '[.user_id, .anonymous_id, .event, .event_id, .timestamp, .metadata.param_gclid]' out >got
	[ "$(wc -l <want)" -eq 10 ] && same want got
}
check 'GA4, a CSV that was flattened already: by options, as in SQLite' ga4

# ---- naughty strings ----

naughty() {
	jq -c '.[] | {type: "track", userId: "u", event: "e", messageId: "m",
		timestamp: "2021-06-11T10:41:23.000Z", properties: {s: .}}' \
		"$CORPUS/naughty-strings/blns.json" >in
	gives 0 ev-normalize -q in >out && [ "$(wc -l <out)" -gt 400 ] || return 1
	sed 's/.*"properties"://; s/}$//' in >want
	sed 's/.*"metadata"://; s/}$//' out >got
	same want got
}
check 'naughty strings: as metadata byte for byte' naughty
naughty_ids() {
	jq -c '.[] | select(. != "") | {type: "track", userId: ., event: ., messageId: "m",
		timestamp: "2021-06-11T10:41:23.000Z"}' "$CORPUS/naughty-strings/blns.json" >in
	gives 0 ev-normalize -q --placeholders in >out || return 1
	jq -c '[.userId, .event]' in >want
	jq -c '[.user_id, .event]' out >got && same want got
}
check 'naughty strings: as ids and names' naughty_ids

done_testing
