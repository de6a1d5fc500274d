# paths.sh - the code paths of which this machine has more than one: for each a
# variable that forces it. A new path is a line here; `make check-paths` runs all
# tests with each, tests/paths.t the golden cases.
#
#	BIN=build/bin sh tests/paths.sh		those that this machine and build have
# shellcheck shell=sh
paths='
EVKIT_SCAN=plain
EVKIT_SCAN=sse2
EVKIT_SCAN=avx2
EVKIT_SCAN=avx512
EVKIT_INFLATE=zlib
EVKIT_INFLATE=isal
EVKIT_AHEAD=never
EVKIT_AHEAD=always
EVKIT_BLOCKS=small
'
for path in $paths; do
	# 2: a wrong word, or not on this machine.
	status=0
	printf '{"a":1}\n' | gzip -c | env "$path" "$BIN/ev-decode" -q >/dev/null 2>&1 || status=$?
	[ "$status" -eq 2 ] || echo "$path"
done
