#!/bin/sh
# A provider's records where events are read: what to do is said, and once.
. "$(dirname "$0")/../lib.sh"

for shape in segment mixpanel amplitude ga4 posthog rudderstack mparticle; do
	ev-sample -q --shape $shape --users 20 --days 3 --seed 1 >$shape
done
ev-normalize -q segment >events

# told FILE PROGRAM ...: all are rejected, the hint stands in one line, the first
told() {
	file=$1
	shift
	gives 3 "$@" "$file" 2>err >got && head -n 1 err | grep -F 'run ev-normalize first' &&
		[ "$(grep -c ev-normalize err)" -eq 1 ]
}
for program in ev-segment ev-dedup ev-stitch 'ev-convert --step a --step b'; do
	for shape in segment mixpanel; do
		# shellcheck disable=SC2086 # words
		check "$program: records of $shape" told $shape $program
	done
done
check 'every shape that is JSON is known by it' sh -c '
	for f in segment mixpanel amplitude ga4 posthog rudderstack mparticle; do
		ev-segment $f 2>&1 >got | grep -qF "run ev-normalize first" || { echo $f; exit 1; }
	done'
printf '{"timestamp":"2021-06-01T00:00:00Z","user_id":"u"}\n' >nameless
check 'not where events came before' sh -c \
	'cat events nameless | ev-segment 2>&1 >got | grep -F "event: missing or empty" | grep -vF ev-normalize'
check 'nor where a field is there and empty' sh -c \
	'sed "s/}/,\"event\":\"\"}/" nameless | ev-segment 2>&1 >got | grep -F "event: missing or empty" | grep -vF ev-normalize'

done_testing
