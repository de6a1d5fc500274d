# contract.sh - what every program must do (evkit(7)), as one function.
#
#	contract NAME			tests/contract/NAME/{parts,args,in} and what else is there
#	contract NAME FILE ARG ...	the same parts with this sample and these options
#
# parts is one line of words, so that what does not apply is left out by name:
#	output	writes records to stdout, and takes options
#	stdin	reads stdin where no operand is
#	input	reads records, from stdin and from files
#	live	answers each line of its sample at once
# args is read by the shell. in is a sample that gives output and status 0. With
# `input` it has one rejected line or more with a control byte (and --max-rejects
# in args), no empty line and none over 1000 bytes, and begins with an object
# that is used.
# shellcheck shell=sh disable=SC2016 # "$0" "$@" are for the inner shell

contract_run() {
	name=$1 help=$TOP/tests/contract folder=$TOP/tests/contract/$1
	shift
	if ! [ -f "$folder/parts" ]; then
		check "$name: tests/contract/$name/parts says what of the contract applies" false
		return
	fi
	sample=$folder/in
	cp -R "$folder/." .
	if [ $# -gt 0 ]; then
		sample=$1
		shift
	else
		eval "set -- $(cat "$folder/args")"
	fi
	[ -f "$sample" ] || sample=/dev/null
	rejected=0
	check "$name: a sample gives output and status 0" contract_base "$@"
	# shellcheck disable=SC2013 # words
	for part in $(cat "$folder/parts"); do
		"contract_$part" "$@"
	done
}

contract_base() {
	gives 0 "$name" "$@" --summary summary.json <"$sample" >base 2>base.err ||
		{ cat base.err; return 1; }
	[ -s base ] || { echo "no output"; return 1; }
	rejected=$(jq '[.rejected[]] | add // 0' summary.json)
}

# As base, by another way; the rest is the command.
as_base() {
	"$@" >other 2>other.err || { echo "status $?: $*"; cat other.err; return 1; }
	same base other
}

# wrong STATUS COMMAND ...: that status, a reason on stderr, each line named.
wrong() {
	expected=$1
	shift
	gives "$expected" "$@" 2>wrong.err || { cat wrong.err; return 1; }
	[ -s wrong.err ] || { echo "no message"; return 1; }
	! grep -v "^$name: " wrong.err
}

# ---- programs that write ----

contract_output() {
	check "$name --help is on stdout, status 0" contract_help --help
	check "$name -h is the same" contract_help -h
	check "$name --version is on stdout, status 0" contract_version
	check "$name --help on a full disk gives 1" \
		wrong 1 sh -c '"$0" --help >/dev/full' "$name"
	check "$name: an unknown option gives 2 and a suggestion" \
		contract_usage "did you mean '--summary'?" --sumary x
	check "$name: an unknown letter gives 2" contract_usage "unknown option '-~'" '-~'
	check "$name: an abbreviation gives 2" contract_usage "unknown option '--vers'" --vers
	check "$name: an option without its value gives 2" contract_usage 'needs a value' --summary
	check "$name: a flag with a value gives 2" contract_usage 'takes no value' --version=1
	check "$name: a wrong value gives 2" contract_usage "'12x'" --progress 12x
	check "$name: twice the same bytes" as_base "$name" "$@" <"$sample"
	check "$name: locale, zone and width change nothing" as_base env LC_ALL=tr_TR.UTF-8 \
		LANG=de_DE.UTF-8 TZ=America/St_Johns COLUMNS=7 TERM=dumb "$name" "$@" <"$sample"
	check "$name: nor does a zone that does not exist" \
		as_base env -u HOME TZ=:/no/such "$name" "$@" <"$sample"
	check "$name: a full disk gives 1 and a reason" \
		contract_full "$@" <"$sample"
	check "$name: a closed stdout gives 1 and a reason" \
		wrong 1 sh -c '"$0" "$@" >&-' "$name" "$@" <"$sample"
	check "$name: a closed stderr changes nothing" \
		as_base sh -c '"$0" "$@" 2>&-' "$name" "$@" <"$sample"
	check "$name: a reader that has gone is death by SIGPIPE, silent" \
		contract_gone DEFAULT "$@" <"$sample"
	check "$name: also where SIGPIPE is ignored" contract_gone IGNORE "$@" <"$sample"
	check "$name: a summary that cannot be written gives 1" \
		wrong 1 "$name" "$@" --summary /no/such/file <"$sample"
	check "$name: counts balance: read = used + rejected + dropped" contract_counts
	check "$name: every line of output is JSON and ends" contract_lines
}

contract_help() {
	gives 0 "$name" "$1" >help.out 2>help.err || return 1
	[ -s help.err ] && { cat help.err; return 1; }
	says "$name - " help.out && says 'examples:' help.out && says 'exit status:' help.out &&
		! grep -n '.\{101,\}' help.out
}

contract_version() {
	gives 0 "$name" --version >help.out 2>help.err || return 1
	grep -qx "$name (evkit) [0-9.]*" help.out && ! [ -s help.err ]
}

# contract_usage TEXT OPTION ...: status 2, TEXT on stderr, nothing on stdout.
contract_usage() {
	text=$1
	shift
	wrong 2 "$name" "$@" <"$sample" >usage.out && says "$text" wrong.err && ! [ -s usage.out ]
}

contract_full() {
	wrong 1 sh -c '"$0" "$@" >/dev/full' "$name" "$@" && says 'No space left' wrong.err
}

contract_gone() {
	disposition=$1
	shift
	gives 141 perl "$help/gone.pl" "$disposition" "$name" -q "$@" 2>gone.err &&
		same /dev/null gone.err
}

contract_counts() {
	jq -e '.read == .used + ([.rejected[], .dropped[]] | add // 0)' summary.json ||
		{ cat summary.json; return 1; }
}

contract_lines() {
	[ "$(tail -c 1 base | od -An -c | tr -d ' ')" = '\n' ] || { echo "no newline at the end"; return 1; }
	jq -c . base >/dev/null && [ "$(jq -c . base | wc -l)" -eq "$(wc -l <base)" ]
}

# ---- programs that read ----

contract_stdin() {
	check "$name: empty input gives status 0 and no output" contract_empty "$@"
	check "$name: a folder as stdin gives 1 and a reason" wrong 1 "$name" "$@" <"$T"
	check "$name: a closed stdin gives 1 and a reason" \
		wrong 1 sh -c '"$0" "$@" <&-' "$name" "$@"
	if script -qec true /dev/null >/dev/null 2>&1; then
		check "$name: a terminal as stdin gives help and 2" contract_tty "$@"
	else
		skip "$name: a terminal as stdin gives help and 2" "no terminal can be made here"
	fi
}

contract_input() {
	check "$name: input in odd pieces gives the same" as_base perl "$help/pieces.pl" 0 "$sample" "$name" "$@"
	check "$name: input byte by byte gives the same" \
		as_base perl "$help/pieces.pl" 1 "$sample" "$name" "$@"
	check "$name: a file gives the same as stdin" as_base "$name" "$@" "$sample"
	check "$name: - is stdin" as_base "$name" "$@" - <"$sample"
	gzip -c "$sample" >in.gz
	check "$name: gzip gives the same" as_base "$name" "$@" in.gz
	check "$name: gzip byte by byte gives the same" \
		as_base perl "$help/pieces.pl" 1 in.gz "$name" "$@"
	{ head -n 1 "$sample" | gzip -c; tail -n +2 "$sample" | gzip -c; } >two.gz
	check "$name: two gzip members give the same" as_base "$name" "$@" <two.gz
	head -c -9 in.gz >cut.gz
	check "$name: a truncated gzip gives 1 and says so" contract_cut "$@"
	perl -pe 's/\n\z// if eof' "$sample" >nolf
	check "$name: no last newline gives the same" as_base "$name" "$@" nolf
	sed 's/$/\r/' "$sample" >crlf
	check "$name: CRLF gives the same" as_base "$name" "$@" crlf
	{ printf '\357\273\277'; cat "$sample"; } >bom
	check "$name: a BOM gives the same" as_base "$name" "$@" bom
	check "$name: a NUL byte is a reject, the rest the same" contract_nul "$@"
	check "$name: no control byte reaches stderr" contract_masked "$@"
	check "$name: an over-long line is a reject, the rest the same" contract_over "$@"
	check "$name: too many rejects give 3" \
		gives 3 "$name" "$@" --max-rejects 0 "$sample"
	check "$name: rejects can be replayed" contract_replay "$@"
	check "$name: a folder as file gives 1 and a reason" wrong 1 "$name" "$@" "$T"
	check "$name: a missing file gives 1 and its name" contract_missing "$@"
	for seed in 1 2 3; do
		check "$name: random bytes, seed $seed, are refused without a crash" contract_random "$@"
	done
}

contract_cut() {
	wrong 1 "$name" "$@" cut.gz >cut.out && says 'truncated' wrong.err
}

contract_empty() {
	gives 0 "$name" "$@" </dev/null >empty.out && same /dev/null empty.out
}

contract_nul() {
	{ cat "$sample"; printf '{"a":"x\0y"}\n'; } >nul
	gives 3 "$name" "$@" --max-rejects "$rejected" nul >other && same base other || return 1
	gives 0 "$name" "$@" --max-rejects $((rejected + 1)) nul >other && same base other
}

contract_masked() {
	"$name" "$@" <"$sample" 2>&1 >/dev/null | grep -q . || { echo 'nothing on stderr'; return 1; }
	! "$name" "$@" <"$sample" 2>&1 >/dev/null | tr -d '\n\t -~\200-\377' | grep -aq .
}

contract_over() {
	pad=$(printf '%01100d' 0)
	{ head -n 1 "$sample"; sed "1s/^{/{\"pad\":\"$pad\",/;q" "$sample"; tail -n +2 "$sample"; } >over
	gives 3 "$name" "$@" --max-line 1K --max-rejects "$rejected" over >other 2>over.err &&
		same base other && says 'over:2:' over.err
}

contract_replay() {
	"$name" "$@" --rejects rejects.ndjson <"$sample" >other 2>/dev/null || return 1
	same base other && [ "$(wc -l <rejects.ndjson)" -eq "$rejected" ] || return 1
	jq -e 'keys_unsorted == ["source","line","byte","field","reason","raw"] and .line > 0' \
		rejects.ndjson >/dev/null || { cat rejects.ndjson; return 1; }
	jq -j '.raw + "\n"' rejects.ndjson >raw
	gives 3 "$name" "$@" --max-rejects $((rejected - 1)) raw >/dev/null
}

contract_missing() {
	wrong 1 "$name" "$@" no-such-file && says 'no-such-file' wrong.err
}

contract_tty() {
	gives 2 timeout 20 script -qec "$name $*" /dev/null >tty.out && says "--help" tty.out
}

contract_random() {
	perl -e 'srand shift; print map { chr rand 256 } 1 .. 50000' "$seed" >random
	status=0
	"$name" "$@" random >random.out 2>/dev/null || status=$?
	[ "$status" -eq 1 ] || [ "$status" -eq 3 ] || { echo "status $status"; return 1; }
}

# ---- programs that answer at once ----

contract_live() {
	jq -cR 'fromjson? // empty' "$sample" >good
	check "$name: each line of a slow producer is answered at once" \
		perl "$help/live.pl" good "$name" "$@"
}
