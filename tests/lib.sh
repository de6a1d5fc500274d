# tests/lib.sh - all that a test file needs; plain sh, TAP on stdout.
#
#	. "$(dirname "$0")/../lib.sh"
#	check 'goes on after a bad line' gives 3 ev-decode in.ndjson
#	done_testing
#
# It starts in an empty folder of its own, $T, removed at the end. Programs come
# from $BIN (build/bin); $TOP is the repository; $CORPUS the folder of others'
# data, or empty. stdin is empty, locale and zone are fixed. A test is one
# command; its output is shown only where it fails.
# shellcheck shell=sh

set -u
TOP=$(cd "$(dirname "$0")" && while ! [ -f tests/lib.sh ] && [ "$PWD" != / ]; do cd ..; done && pwd)
BIN=${BIN:-$TOP/build/bin}
T=$(mktemp -d "${TMPDIR:-/tmp}/evkit.XXXXXX") || exit 1
LOG=$T.log
trap 'rm -rf "$T" "$LOG"' EXIT
trap 'exit 1' HUP INT PIPE TERM
CORPUS=${CORPUS:+$(cd "$CORPUS" && pwd)}
PATH=$BIN:$PATH LC_ALL=C TZ=UTC
export PATH LC_ALL TZ TOP BIN T CORPUS
unset LANG LANGUAGE COLUMNS NO_COLOR
cd "$T" || exit 1
exec </dev/null
ran=0 failed=0

# check SENTENCE COMMAND ...: one test, passed if the command succeeds.
check() {
	ran=$((ran + 1)) sentence=$1
	shift
	if "$@" >"$LOG" 2>&1; then
		printf 'ok %d - %s\n' "$ran" "$sentence"
	else
		failed=$((failed + 1))
		printf 'not ok %d - %s\n' "$ran" "$sentence"
		{ printf 'command: %.300s\n' "$*"; head -c 4000 "$LOG"; echo; } | sed 's/^/# /'
	fi
}

# skip SENTENCE REASON: a test that cannot run here, by name.
skip() {
	ran=$((ran + 1))
	printf 'ok %d - %s # SKIP %s\n' "$ran" "$1" "$2"
}

# gives STATUS COMMAND ...: true if the command exits with that status.
gives() {
	want=$1 status=0
	shift
	"$@" || status=$?
	[ "$status" -eq "$want" ] || { echo "exit status $status, not $want"; return 1; }
}

# same FILE FILE: true if the bytes are equal; shows what is not.
same() {
	cmp "$1" "$2" || { diff -a "$1" "$2" | head -n 20; return 1; }
}

# says TEXT FILE: true if the text stands in the file (no pattern).
says() {
	grep -aqF -e "$1" "$2" || { echo "not there: $1"; head -c 1000 "$2"; return 1; }
}

# pipe 'COMMAND | COMMAND': true if every stage succeeds.
pipe() {
	bash -o pipefail -c "$1"
}

# contract NAME [FILE ARG ...]: the filter contract, tests/contract/contract.sh.
contract() {
	# shellcheck disable=SC1091
	. "$TOP/tests/contract/contract.sh"
	contract_run "$@"
}

done_testing() {
	echo "1..$ran"
	[ "$failed" -eq 0 ]
	exit
}
