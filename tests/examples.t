#!/bin/sh
# What the pages, --help and README say one can type works: each command is run,
# in order, in an empty folder, by bash -e -o pipefail with empty stdin. What
# README shows below a command is what it prints.
. "$(dirname "$0")/lib.sh"

# Commands of a page: lines "$ ..." in its EXAMPLES; one that ends in "|" or "\"
# goes on in the next line.
page_commands() {
	sed -n '/^\.Sh EXAMPLES/,/^\.Sh [^E]/p' "$1" |
		sed 's/\\e/\\/g; s/\\(aq/'"'"'/g; s/\\(dq/"/g; s/\\-/-/g; s/\\&//g' |
		commands '$ '
}

commands() {
	awk -v mark="$1" '
		more { line = line "\n" $0 }
		!more && index($0, mark) == 1 { line = substr($0, length(mark) + 1) }
		{ more = line ~ /[|\\]$/ }
		line != "" && !more { gsub(/\n/, "\001", line); print line; line = "" }'
}

# 141: "| head" ended what stands before it, as it should.
works() {
	status=0
	bash -e -o pipefail "$1" </dev/null || status=$?
	[ "$status" -eq 0 ] || [ "$status" -eq 141 ] || { echo "status $status"; return 1; }
}

# Each line of the list is a command, \001 a newline within it.
run_all() {
	what=$1
	rm -rf "$T/work" && mkdir "$T/work" && cd "$T/work" || exit 1
	while IFS= read -r command; do
		printf '%s\n' "$command" | tr '\001' '\n' >../command
		check "$what: $(head -n 1 ../command)" works ../command
	done <"$T/list"
	cd "$T" || exit 1
}

for m in "$TOP"/man/*.[157]; do
	page_commands "$m" >"$T/list"
	run_all "$(basename "$m")"
done

for c in "$TOP"/cmd/*.c; do
	p=$(basename "$c" .c)
	"$p" --help | sed -n '/^examples:/,/^options:/p' | commands '  $ ' >"$T/list"
	run_all "$p --help"
done

# README: blocks marked "console" hold commands and what they print.
sed -n '/^```console$/,/^```$/p' "$TOP/README.md" | awk -v folder="$T/readme" '
	BEGIN { system("mkdir -p " folder) }
	/^```/ { file = ""; next }
	/^\$ / { n++; file = sprintf("%s/%02d", folder, n); command = file ".sh"; out = file ".out"
		print substr($0, 3) >command; printf "" >out; more = /[|\\]$/; next }
	more { print >command; more = /[|\\]$/; next }
	file != "" { print >out }'

readme() {
	works "$1.sh" >"$1.got" 2>&1 && same "$1.out" "$1.got"
}

mkdir -p "$T/work" && cd "$T/work" || exit 1
for command in "$T"/readme/*.sh; do
	[ -f "$command" ] || break
	check "README: $(head -n 1 "$command")" readme "${command%.sh}"
done

done_testing
