#!/bin/sh
# What can be said of the sources without a tool: sizes, widths, headers.
. "$(dirname "$0")/../lib.sh"

# over LIMIT FILE ...: files with more lines
over() {
	limit=$1
	shift
	wc -l "$@" | awk -v limit="$limit" '$2 != "total" && $1 > limit' >long
	! grep . long
}

# A body begins with a brace in the first column and ends with one.
functions() {
	awk '/^\{/ { start = FNR }
		/^\}$/ && start { if (FNR - start > 60)
			print FILENAME ":" start ": " FNR - start " lines"; start = 0 }' \
		"$TOP"/lib/*.c "$TOP"/cmd/*.c >long
	! grep . long
}

wide() {
	for f in "$TOP"/lib/*.[ch] "$TOP"/cmd/*.c "$TOP"/tests/unit/*.c "$TOP"/tests/fuzz/*.c; do
		awk -v f="$f" 'length > 100 { print f ":" FNR ": " length " characters" }' "$f"
	done >wide
	! grep . wide
}

alone() {
	for h in "$TOP"/lib/*.h; do
		# Code that is compiled once an instruction set, with names from outside.
		case $h in *_walk.h | *_token.h) continue ;; esac
		echo "#include \"$(basename "$h")\"" |
			gcc -std=gnu11 -D_GNU_SOURCE -I"$TOP/lib" -Wall -Wextra -Werror -fsyntax-only -x c - ||
			return 1
	done
}

files() {
	cd "$TOP" && git ls-files 2>/dev/null | grep -v '^tests/fuzz/corpus/\|^tests/c[ao][sn]\|\.png$'
}

check 'programs are under 300 lines' over 299 "$TOP"/cmd/*.c
check 'files of lib/ are under 400 lines' over 399 "$TOP"/lib/*.[ch]
check 'functions are under 60 lines' functions
check 'lines of C are at most 100 characters' wide
check 'each header compiles alone' alone
check 'no blanks at the end of a line' sh -c '! grep -nE "[ 	]+\$" $0' "$(files)"
check 'nothing is left to do' sh -c '! grep -nE "(TO)DO|(FIX)ME|(X)XX" $0' "$(files)"

done_testing
