#!/bin/sh
# Golden cases: tests/cases/PROGRAM/CASE/ holds
#	args	read by the shell, any number of lines
#	in	stdin; empty if missing
#	out	what stdout must be; nothing if missing
#	err	what stderr must be; anything if missing
#	exit	the status; 0 if missing
#	X.want	what the file X must hold afterwards
# The program runs in a copy of the folder. To add a case edits no script.
. "$(dirname "$0")/lib.sh"

# same_as WANTED GOT: byte for byte; nothing is wanted where the file is missing.
same_as() {
	if [ -f "$1" ]; then same "$1" "$2"; else same /dev/null "$2"; fi
}

# run_case PROGRAM, in the case's folder
run_case() {
	program=$1 status=0
	eval "set -- $(tr '\n' ' ' <args)"
	[ -f in ] || : >in
	want=0
	[ -f exit ] && want=$(cat exit)
	"$program" "$@" <in >got.out 2>got.err || status=$?
	[ "$status" -eq "$want" ] || { echo "status $status, not $want"; cat got.err; return 1; }
	same_as out got.out || return 1
	! [ -f err ] || same err got.err || return 1
	for file in *.want; do
		[ -f "$file" ] || continue
		same "$file" "${file%.want}" || return 1
	done
}

for folder in "$TOP"/tests/cases/*/*/; do
	[ -d "$folder" ] || continue
	case=$(basename "$folder") program=$(basename "$(dirname "$folder")")
	cp -R "$folder" "$T/case" && cd "$T/case" || exit 1
	check "$program: $case" run_case "$program"
	cd "$T" && rm -rf "$T/case"
done

done_testing
