# objects.sh - one test for all stores: the vendor's own client uploads 200 objects
# with hostile names, and what comes out of our fetcher is what that client
# downloads. After lib.sh and server.sh:
#
#	compare_objects gcs|s3|az
# shellcheck shell=sh disable=SC2154 # kind, scheme are stores.sh's
. "$TOP/tests/server/stores.sh"
. "$TOP/tests/server/others.sh"

# The files that names.pl speaks of.
make_files() {
	mkdir f
	perl -e 'srand 7; print map { chr int rand 256 } 1 .. 300_000' >f/random
	: >f/empty
	printf x >f/one
	seq 1 40000 | sed 's/.*/{"n":&,"pad":"xxxxxxxxxxxxxxxxxxxxxx"}/' >f/big.ndjson
	gzip -nc f/big.ndjson >f/big.gz
	{ gzip -nc f/one; gzip -nc f/big.ndjson; } >f/two.gz
	head -c 5000 f/big.gz >f/cut.gz
	perl -e 'for $i (1 .. 20 << 16) { printf "%015d\n", $i }' >f/20M
	perl -e 'for $i (1 .. 200 << 16) { printf "%015d\n", $i * 7 }' >f/200M
}

# What the vendor's client sees: names in its order, sizes, sums.
vendor_sums() {
	vendor sums "$1" >sums && jq -c 'select(.name)' sums >theirs && jq -r 'select(.all).all' sums >theirs.all
}

# Its bytes are those that were uploaded: so that it can be an oracle.
uploaded() {
	jq -r .file objects | sort -u | while read -r file; do
		sum=$(sha256sum <"f/$file") && jq -cn --arg file "$file" --arg sum "${sum%% *}" '{$file, $sum}'
	done >files
	jq -c --slurpfile f files '. as $o | [.name, ($f[] | select(.file == $o.file).sum)]' objects | sort >want
	jq -c '[.name, .sha256]' theirs | sort >got
	same want got
}

# Object records of all, and which of them a prefix leaves out: none of these.
listed() {
	fetch -q --list "$scheme://cont/" >list || return 1
	jq -c --arg at "$scheme://cont/" '[.uri | ltrimstr($at)]' list >got
	jq -c '[.name]' theirs >want
	same want got && [ "$(wc -l <got)" -eq 200 ]
}

sizes() {
	jq .size list >got && jq .size theirs >want && same want got
}

# each HOW: our sums of each, one after the other.
each() {
	while IFS= read -r record; do
		case $1 in
		record) printf '%s\n' "$record" | fetch -q --raw ;;
		name) fetch -q --raw "$(printf %s "$record" | jq -r .uri)" ;;
		esac 2>>said | sha256sum
	done | cut -d' ' -f1 >got
}

by_record() {
	each record <list
	jq -r .sha256 theirs >want
	same want got || { cat said; return 1; }
}

# Names that are patterns, prefixes or versions mean something else as URIs, and
# `$(...)` keeps no newline at an end.
by_name() {
	jq -c 'select(.uri | test("[*?\\[]|/$|\n$") or ("'"$kind"'" == "gcs" and test("#[0-9]+$")) | not)' list >plain
	[ "$(wc -l <plain)" -gt 100 ] || return 1
	each name <plain
	jq -r --slurpfile p plain --arg at "$scheme://cont/" \
		'. as $t | $p[] | select(.uri == $at + $t.name) | $t.sha256' theirs >want
	same want got || { cat said; return 1; }
}

# in_one_run OPTION ...: the sum of all bytes, in order, and all of them checked.
in_one_run() {
	fetch --raw --summary sum.json "$@" 2>said | sha256sum | cut -d' ' -f1 >got
	same theirs.all got && jq -e '.noted.objects == 200' sum.json || { cat said sum.json; return 1; }
}

by_records() {
	in_one_run --jobs 1 <list
}

# The peak in KiB is left in the file peak: 64 MiB of what is on its way, the rest of
# it waits in files; 1 MiB for each connection; the program itself.
bounded() {
	set --
	for _ in $(seq 16); do set -- "$@" "$scheme://cont/size/20M"; done
	prefix='/usr/bin/time -f %M -o peak' fetch -q --raw --jobs 16 "$scheme://cont/size/200M" "$@" >/dev/null &&
		tail -n 1 peak && [ "$(tail -n 1 peak)" -lt $((96 << 10)) ]
}

# speed NAME COMMAND ...: of the object of 200 MB.
speed() {
	name=$1
	shift
	took "$@" && [ "$(wc -c <got)" -eq $((200 << 20)) ] && echo "# 200 MB, $name: $((200000 / ms)) MB/s"
}
speeds() {
	others_begin
	url_parts
	speed "$program" fetch -q --raw "$scheme://cont/size/200M"
	speed 'rclone cat' rclone cat -q x:cont/size/200M
	speed curl curl -sS -f "${url_begin}size$([ "$kind" = gcs ] && echo %2F || echo /)200M$url_end"
}

compare_objects() {
	[ "${EVKIT_SERVERS:-}" = all ] || absent '200 objects, 300 MB: make check-servers'
	missing=$(others_missing | tr '\n' ' ')
	[ -z "$missing" ] || absent "not installed: $missing"
	store "$1"
	make_files
	perl "$TOP/tests/server/names.pl" "$kind" >objects
	sed 's,"file":",&f/,' objects >uploads
	vendor put cont <uploads >put.log 2>&1 || { cat put.log; echo 'Bail out! nothing can be uploaded'; exit 1; }
	check "the vendor's client has its 200 objects back" vendor_sums cont
	check '... as they were uploaded' uploaded
	check 'row 27: ours lists them, each name as theirs, in the same order' listed
	check '... with the same sizes' sizes
	check 'row 27: the bytes of each, by its record, are what theirs downloads (row 24: gzip too)' by_record
	check 'row 27: ... by its name' by_name
	check 'all in one run, in listing order' in_one_run "$scheme://cont/"
	check '... 16 at a time' in_one_run --jobs 16 "$scheme://cont/"
	check '... by records, one at a time' by_records
	if [ -n "${SAN:-}" ]; then skip 'memory stays under 96 MiB' 'sanitizers take their own'; return; fi
	check '520 MB on their way in 17 objects: memory stays under 96 MiB' bounded
	echo "# peak memory: $(tail -n 1 peak) KiB"
	speeds
}
