#!/bin/sh
# Nothing is half there: every program has a page, a test, a row in README and a
# word in evkit(7), and its option table, --help and page say the same.
. "$(dirname "$0")/lib.sh"

# Options by --help, as "name ARG"; --help and --version themselves are evkit(7)'s.
by_help() {
	"$1" --help | sed -n "/^options:/,\$ s/^  \(-.,\|   \) --//p" |
		awk '/ $/ { print; next } { print substr($0, 1, 19) }' | sed "s/ *$//" |
		grep -Ev "^(help|version)$" | sort
}

# By the page: ".It Fl -name Ar ARG", ".It Fl q , -name", ".It Fl q , Fl -name"
by_page() {
	awk '/^\.It Fl/ {
		name = arg = ""
		for (i = 3; i <= NF; i++) {
			if ($i ~ /^-[a-z]/) name = substr($i, 2)
			if ($i == "Ar") arg = " " $(i + 1)
		}
		if (name != "" && name != "help" && name != "version") print name arg
	}' "$@" | sort
}

same_options() {
	by_help "$1" >help
	by_page "$TOP/man/$1.1" >page
	by_page "$TOP/man/evkit.7" >shared
	[ -s help ] || { echo 'no option in --help'; return 1; }
	sort -u page shared | comm -23 help - | sed 's/^/not in the page: --/' >lost
	comm -23 page help | sed 's/^/not in --help: --/' >>lost
	! grep . lost
}

# Shared options are tested by the contract, for each program.
options_tested() {
	by_page "$TOP/man/evkit.7" >shared
	by_help "$1" | comm -23 - shared | sed 's/ .*//' | while read -r option; do
		grep -rqE -e "--$option([^a-z-]|\$)" "$TOP/tests/cmd/$1.t" "$TOP/tests/cmd" \
			"$TOP/tests/cases/$1" "$TOP/tests/contract/$1" 2>/dev/null ||
			echo "no test uses --$option"
	done >untested
	! grep . untested
}

same_sentence() {
	does=$("$1" --help | sed -n "1s/^$1 - //p")
	page=$(sed -n 's/^\.Nd //p' "$TOP/man/$1.1")
	[ "$does" = "$page" ] || { printf '%s\n%s\n' "--help: $does" "page:   $page"; return 1; }
}

for c in "$TOP"/cmd/*.c; do
	p=$(basename "$c" .c)
	check "$p has a page" test -f "$TOP/man/$p.1"
	check "$p has a test" test -f "$TOP/tests/cmd/$p.t"
	check "$p: --help and page have the same options" same_options "$p"
	check "$p: --help and page have the same first sentence" same_sentence "$p"
	check "$p: every option is used by a test" options_tested "$p"
	check "$p: the page has EXAMPLES" grep -q '^\.Sh EXAMPLES' "$TOP/man/$p.1"
	check "$p: --help has examples" sh -c '"$1" --help | grep -q "^  \$ "' sh "$p"
	check "$p has a row in README" grep -q "^| *\`$p\`" "$TOP/README.md"
	check "$p has a word in evkit(7)" grep -q "^\.[IX][tr] .*$p 1" "$TOP/man/evkit.7"
done

headers() {
	for c in "$TOP"/lib/*.c; do
		name=$(basename "$c" .c)
		[ -f "$TOP/lib/$name.h" ] || [ -f "$TOP/lib/${name%%_*}.h" ] || echo "$name.c has no header"
	done >lost
	! grep . lost
}

units() {
	for c in "$TOP"/tests/unit/test_*.c; do
		name=$(basename "$c" .c)
		[ -f "$TOP/lib/${name#test_}.c" ] || echo "$name.c tests no file of lib/"
	done >lost
	! grep . lost
}

corpora() {
	for c in "$TOP"/tests/fuzz/fuzz_*.c; do
		name=$(basename "$c" .c)
		[ -d "$TOP/tests/fuzz/corpus/${name#fuzz_}" ] || echo "$name.c has no corpus"
	done >lost
	! grep . lost
}

check 'every file of lib/ has a header' headers
check 'every unit test is of a file of lib/' units
check 'every fuzz target has a corpus' corpora

done_testing
