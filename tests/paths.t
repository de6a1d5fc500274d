#!/bin/sh
# The golden cases by each code path there is, forced, in sets; and a variable that forces
# what is not there forces nothing in silence.
. "$(dirname "$0")/lib.sh"

cases_by() {
	# shellcheck disable=SC2086 # NAME=WORD ...
	env $1 sh "$TOP/tests/cases.t" >tap || { grep -A 10 '^not ok' tap; return 1; }
	[ "$(grep -c '^ok' tap)" -gt 10 ]
}

sh "$TOP/tests/paths.sh" >paths
check 'there is more than one path' sh -c '[ "$(wc -l <paths)" -ge 2 ]'
while read -r path <&3; do
	check "golden cases by $path" cases_by "$path"
done 3<paths

unknown() {
	printf '{"a":1}\n' | gzip -c >in.gz
	for name in EVKIT_SCAN EVKIT_INFLATE EVKIT_AHEAD; do
		gives 2 env "$name=nothing" ev-decode in.gz 2>err || return 1
		says "$name='nothing'" err || return 1
	done
}
check 'an unknown word ends the program: 2' unknown

done_testing
