# paths.sh - the code paths of which there is more than one: for each a variable that
# forces it. A new path is a word in one of these sets; `make check-paths` runs all
# tests with each set, tests/paths.t the golden cases.
#
#	BIN=build/bin sh tests/paths.sh		those that this machine and build have, a set a line
# shellcheck shell=sh
sets='EVKIT_SCAN=plain EVKIT_INFLATE=zlib EVKIT_AHEAD=always EVKIT_BLOCKS=small
EVKIT_SCAN=sse2 EVKIT_INFLATE=isal EVKIT_AHEAD=never
EVKIT_SCAN=avx2 EVKIT_INFLATE=zlib EVKIT_AHEAD=always
EVKIT_SCAN=avx512 EVKIT_INFLATE=isal EVKIT_BLOCKS=small'

# 2: a wrong word, or not on this machine.
there() {
	status=0
	printf '{"a":1}\n' | gzip -c | env "$1" "$BIN/ev-decode" -q >/dev/null 2>&1 || status=$?
	[ "$status" -ne 2 ]
}

echo "$sets" | while read -r set; do
	for path in $set; do
		there "$path" && echo "$path"
	done | paste -sd ' ' -
done | sort -u
