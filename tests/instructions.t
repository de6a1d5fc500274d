#!/bin/sh
# What each program does for a line of input, counted in instructions: the same on a
# busy machine and an idle one. tests/instructions is the table; WRITE=1, which
# `make instructions` sets, writes it anew.
. "$(dirname "$0")/lib.sh"

TABLE=$TOP/tests/instructions EVENTS=10000 ROOM=3
# valgrind knows AVX2, but not AVX-512; and one engine of two.
export EVKIT_SCAN=avx2 EVKIT_INFLATE=zlib
tab=$(printf '\t')

# The C library's own start has a line of gcc in every program.
compiler() {
	readelf -p .comment "$BIN/ev-normalize" | sed -n 's/.*clang version \([0-9]*\).*/clang\t\1/p; s/.*GCC: .* \([0-9]*\)\..*/gcc\t\1/p' | sort | head -n 1
}

cannot() {
	if [ -n "${SAN:-}" ]; then echo 'sanitizers count, too'
	elif [ "${CFLAGS:--O2 -g}" != '-O2 -g' ]; then echo "the figures are of -O2, not of $CFLAGS"
	elif ! command -v valgrind >/dev/null; then echo 'valgrind is not installed'
	elif ! grep -qw avx2 /proc/cpuinfo; then echo 'no AVX2 here'
	elif [ -z "${WRITE:-}" ] && ! grep -qx "$(compiler)" "$TABLE"; then
		echo "the figures are of $(sed -n 's/^\(gcc\|clang\)\t/\1 /p' "$TABLE"), not of this compiler"
	fi
}

# The inputs, each of as many lines.
inputs() {
	ev-sample -q --seed 1 --users 1000 --events "$EVENTS" >raw &&
	gzip -c raw >raw.gz &&
	ev-sample -q --seed 1 --users 1000 --events "$EVENTS" --shape csv >csv &&
	ev-sample -q --seed 1 --users 1000 --events "$EVENTS" --shape mixpanel >mixpanel &&
	ev-normalize -q raw >events &&
	ev-sample -q --seed 1 --users "$EVENTS" --days 7 | ev-normalize -q | ev-segment -q | head -n "$EVENTS" >many &&
	ev-assign -q --salt s --message A --message B --control none many >users &&
	awk '{ sub(/}$/, ",\"converted\":" (NR % 7 ? "false}" : "true}")); print }' users >conversions
}

# count COMMAND: instructions a line
count() {
	sh -c "exec valgrind --tool=callgrind --callgrind-out-file=/dev/null $1 -q" 2>log >/dev/null || return 1
	sed -n 's/.*Collected : *\([0-9]*\).*/\1/p' log | awk -v lines="$EVENTS" '{ printf "%.0f\n", $1 / lines }'
}

within() {
	now=$(count "$2") || { cat log; return 1; }
	echo "$now instructions a line, $1 in tests/instructions"
	[ "$((now * 100))" -le "$(($1 * (100 + ROOM)))" ]
}

write() {
	while IFS=$tab read -r name was command; do
		case $name in
		\#*) printf '%s\n' "$name" ;;
		gcc | clang) compiler ;;
		*) printf "%s\t%s\t%s\n" "$name" "$(count "$command" || echo 0)" "$command" ;;
		esac
	done <"$TABLE" >table && cat table >"$TABLE"
}

reason=$(cannot)
if [ -n "$reason" ]; then
	skip 'no program takes more instructions than it did' "$reason"
	done_testing
fi
check 'the inputs are made' inputs
if [ -n "${WRITE:-}" ]; then
	check "the table is written" write
	done_testing
fi
while IFS=$tab read -r name was command; do
	case $name in \#* | gcc | clang) continue ;; esac
	check "$name takes no more instructions a line than it did" within "$was" "$command"
done <"$TABLE"

done_testing
