#!/bin/sh
# ev-normalize by provider: made-up records against the rules in jq, all
# providers' records in one stream, and that nothing of a record is lost.
. "$(dirname "$0")/../lib.sh"

providers='rudderstack pipeline amplitude ga4 snowplow posthog heap mparticle'

for p in $providers; do
	perl "$TOP/tests/cmd/generate_provider.pl" "$p" 10000 >"$p.in"
done

# agrees PROVIDER: events and rejects are those of normalize_provider.jq
agrees() {
	ev-normalize -q --rejects "$1.rejects" --summary "$1.sum" --max-rejects 100% "$1.in" >"$1.out" || return 1
	jq -L "$TOP/tests/cmd" -cS "include \"normalize_provider\"; $1" "$1.in" >all || return 1
	grep -v '^{"reason"' all >want
	jq -cS 'if .event_id | startswith("h-") then .event_id = "h-" else . end' "$1.out" >got
	[ "$(wc -l <got)" -gt 5000 ] && same want got || return 1
	grep '^{"reason"' all >want
	jq -c '{reason: .reason | split(":")[0]}' "$1.rejects" >got
	same want got
}
for p in $providers; do
	check "$p: 10,000 records as in jq" agrees "$p"
done
check 'a batch counts as its items' jq -e --argjson n "$(jq -s 'map(.events // [] | length) | add' mparticle.in)" \
	'.read == $n and .noted.batches == 10000' mparticle.sum

# mended: what is rejected of a batch has its identity with it, so it can be read again
mended() {
	jq -c '.raw | fromjson | .event_type = "screen_view"' mparticle.rejects >again
	[ "$(wc -l <again)" -gt 2000 ] && gives 0 ev-normalize -q again >out &&
		[ "$(wc -l <out)" -eq "$(wc -l <again)" ]
}
check 'an item that was rejected can be mended and read again' mended

# What lies deeper in the event than in the record: in a context, in metadata
# that was text. What is written can be read.
deeper() {
	perl -e '$own = "{\"a\":" x $ARGV[0] . 1 . "}" x $ARGV[0]; ($text = $own) =~ s/"/\\"/g;
		print "{\"type\":\"track\",\"userId\":\"u\",\"event\":\"e\",\"sentAt\":\"2021\",",
			"\"timestamp\":\"2021-06-11T10:41:23Z\",\"x\":$own}\n";
		print "{\"uuid\":\"e\",\"event\":\"e\",\"distinct_id\":\"u\",\"timestamp\":\"2021-06-11T10:41:23Z\",",
			"\"properties\":\"$text\"}\n"' "$1" >in
	gives "$2" ev-normalize -q --context in >out && [ "$(wc -l <out)" -eq "$3" ] && gives 0 ev-normalize -q out >out2
}
check 'as deep as can be read: 1,022 levels' deeper 1022 0 2
check 'the context is one deeper: 1,023 are one too many' deeper 1023 3 1
check 'so is metadata: 1,024' deeper 1024 3 0

# ---- by name as by content ----

for p in $providers; do
	name=$p
	[ "$p" != pipeline ] || name=mixpanel-pipeline
	check "--from $name: the same" pipe \
		"head -n 1000 $p.in | ev-normalize -q --from $name --max-rejects 100% >named
		head -n 1000 $p.in | ev-normalize -q --max-rejects 100% | cmp named -"
done
for p in jitsu hightouch; do
	check "--from $p: as Segment, but for the source" pipe \
		"ev-sample -q --users 50 | ev-normalize -q --from $p | sed 's/\"source\":\"$p\"/\"source\":\"segment\"/' >named
		ev-sample -q --users 50 | ev-normalize -q | cmp named -"
done

# ---- whose it is does not depend on what came before ----

# Every record of each provider, and Segment's and Mixpanel's, in one stream of
# shuffled lines: the same events as alone.
shuffled() {
	ev-sample -q --users 50 --days 5 >segment.in
	ev-sample -q --users 50 --days 5 --shape mixpanel >mixpanel.in
	for p in segment mixpanel; do ev-normalize -q --max-rejects 100% $p.in >$p.out || return 1; done
	cat ./*.in | shuf --random-source=ga4.in >all
	ev-normalize -q --max-rejects 100% all | sort >got
	cat ./*.out | sort >want
	[ "$(wc -l <got)" -gt 60000 ] && same want got
}
check 'records of all providers in one stream: each is its own' shuffled

# ---- nothing is lost ----

# kept PROVIDER: every text and number of a record is in its event. What became
# a time is compared as one; of what is JSON in a string, its own texts are. Gone
# are only $device: in front of an id, and a parameter that has no value.
kept() {
	head -n 600 "$1.in" >in
	ev-normalize -q --context --placeholders --max-rejects 100% --rejects rejects in >with || return 1
	perl -MJSON::PP "$TOP/tests/cmd/normalize_kept.pl" in with rejects
}
for p in $providers segment mixpanel; do
	check "$p: nothing of a record is lost" kept "$p"
done

done_testing
