#!/bin/sh
# foo.c exports foo_* only (foo_bar.c: foo_*), and keeps no state of its own.
. "$(dirname "$0")/lib.sh"
B=${B:-$TOP/build}

# diag's words are the vocabulary of all programs.
foreign() {
	for o in "$B"/lib/*.o; do
		name=$(basename "$o" .o)
		nm -g --defined-only "$o" | awk -v name="$name" -v family="${name%%_*}" '
			NF == 3 && $3 != name && index($3, family "_") != 1 &&
			!(name == "diag" && $3 ~ /^(warn|die)(_errno)?$/) &&
			$3 !~ /^__(asan|ubsan|odr_asan|sancov)/ { print name ".c exports " $3 }'
	done >foreign
	! grep . foreign
}

state() {
	for o in "$B"/lib/*.o; do
		objdump -t "$o" | awk -v name="$(basename "$o" .o)" '
			$(NF - 2) ~ /^(\.data|\.bss|\*COM\*)/ && $(NF - 2) !~ /rel\.ro/ &&
			$NF !~ /^\./ { print name ".c keeps " $NF }'
	done >state
	! grep . state
}

check 'each file exports its own prefix only' foreign
if [ -z "${SAN:-}" ]; then
	check 'lib/ has no variables' state
else
	skip 'lib/ has no variables' 'sanitizers add some'
fi

done_testing
