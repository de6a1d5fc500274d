#!/bin/sh
# The arrows between modules point one way: a file includes what stands in its
# own row or above it in README's map of lib/, and cmd/ is included by nobody.
. "$(dirname "$0")/lib.sh"

# "ROW NAME ..." from the table rows "| `name` `name_*` | what it does |"
sed -n '/^## The map of lib/,/^## /p' "$TOP/README.md" | awk -F'|' '/^\| *`/ {
	gsub(/[`,]/, " ", $2); print ++row, $2 }' >map

# row NAME: of an exact name, else of a pattern
row() {
	awk -v name="$1" '
		{ for (i = 2; i <= NF; i++) {
			if ($i == name) exact = $1
			if ($i ~ /\*$/ && index(name, substr($i, 1, length($i) - 1)) == 1) loose = $1
		} }
		END { print exact ? exact : loose ? loose : 0 }' map
}

in_map() {
	for f in "$TOP"/lib/*.[ch]; do
		name=$(basename "$f")
		[ "$(row "${name%.[ch]}")" -gt 0 ] || echo "$name is not in the map"
	done | sort -u >lost
	! grep . lost
}

arrows() {
	for f in "$TOP"/lib/*.[ch]; do
		name=$(basename "$f")
		from=$(row "${name%.[ch]}")
		sed -n 's/^#include "\(.*\)\.h"/\1/p' "$f" | while read -r to; do
			[ "$(row "$to")" -le "$from" ] || echo "$name includes $to.h, which is below it"
		done
	done >wrong
	! grep . wrong
}

check 'the map of lib/ in README.md names every file' in_map
check 'includes point up the map' arrows
check 'lib/ includes nothing of cmd/ or tests/' \
	sh -c '! grep -n "^#include \".*/" "$TOP"/lib/*.[ch] "$TOP"/cmd/*.c'

done_testing
