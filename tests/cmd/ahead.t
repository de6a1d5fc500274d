#!/bin/sh
# Compressed input that a thread decompresses ahead: the same bytes, the same end at
# the same byte, and the same time at which a line is seen.
. "$(dirname "$0")/../lib.sh"

ev-sample -q --seed 5 --users 400 --days 20 >all.ndjson
head -n 400 all.ndjson >some.ndjson
for i in 1 2 3 4; do cat all.ndjson; done | gzip -1 >big.gz
gzip -c some.ndjson >some.gz
cat some.gz some.gz >two.gz
{ cat some.gz; head -c 5000 /dev/zero; } >padded.gz
{ cat some.gz; echo garbage; } >behind.gz
gzip -c </dev/null >empty.gz

# both FILE: what comes of it with the thread and without.
both() {
	for how in never always; do
		status=0
		EVKIT_AHEAD=$how ev-decode --rejects rejects --summary summary "$1" >out 2>err || status=$?
		echo "$status" >status
		mkdir -p "$how" && mv out err status rejects summary "$how"
	done
	for what in out err status rejects summary; do
		same "never/$what" "always/$what" || return 1
	done
}

for file in some two padded behind empty; do
	check "$file.gz: the same" both "$file.gz"
done
check 'a long one: the same' both big.gz
check 'and it is right' sh -c 'gzip -dc big.gz | cmp - always/out'
check 'standard input: the same' sh -c 'EVKIT_AHEAD=always ev-decode -q <some.gz | cmp - some.ndjson'

# damaged FILE N: cut, and with a bit turned, at N places spread over it.
damaged() {
	size=$(wc -c <"$1") i=0 failed_here=0
	while [ $i -lt "$2" ]; do
		at=$((size * (2 * i + 1) / (2 * $2)))
		head -c "$at" "$1" >short
		perl -e 'my ($file, $at) = @ARGV; local $/; open my $in, "<:raw", $file or die;
			my $all = <$in>; substr($all, $at, 1) ^= "\x10"; print $all' "$1" "$at" >turned
		for file in short turned; do
			both "$file" || { echo "$file at $at"; return 1; }
			[ "$(cat always/status)" -eq 1 ] || failed_here=$((failed_here + 1))
		done
		i=$((i + 1))
	done
	# A bit of the header's time or name is nobody's business.
	[ "$failed_here" -le 2 ]
}
check 'gzip that is cut or damaged anywhere: the same' damaged two.gz 25
export EVKIT_INFLATE=zlib
check 'gzip by zlib, cut or damaged anywhere: the same' damaged two.gz 12
unset EVKIT_INFLATE
if command -v zstd >/dev/null && zstd -qc some.ndjson >some.zst && ev-decode -q some.zst >/dev/null 2>&1; then
	cat some.zst some.zst >two.zst
	check 'zstd that is cut or damaged anywhere: the same' damaged two.zst 12
else
	skip 'zstd that is cut or damaged anywhere: the same' 'no zstd here'
fi

# ---- time ----

# Each line is a member of its own, and wanted before the next is written.
live() {
	perl -e '
		use IPC::Open2; use IO::Select; use IO::Compress::Gzip qw(gzip);
		$SIG{ALRM} = sub { die "no answer\n" }; alarm 20;
		my $pid = open2(my $from, my $to, "ev-decode", "-q");
		for my $i (1 .. 20) {
			my $line = "{\"a\":$i}\n";
			gzip \$line, \my $packed;
			syswrite $to, $packed;
			my $got = <$from>;
			die "got $got" if $got ne $line;
		}
		close $to; waitpid $pid, 0; exit($? ? 1 : 0);'
}
export EVKIT_AHEAD=always
check 'a slow producer of gzip, decompressed ahead: each line is seen at once' live
unset EVKIT_AHEAD
check 'without the thread too' live

# The end of a program that has given up does not wait for its input.
gives_up() {
	mkfifo waits
	timeout 10 ev-decode -q waits >/dev/null 2>gave.up &
	exec 5>waits
	printf '<html>\n' | gzip -c >&5
	status=0
	wait $! || status=$?
	exec 5>&-
	[ "$status" -eq 1 ] && says 'HTML or XML' gave.up
}
export EVKIT_AHEAD=always
check 'who refuses his input does not wait for more of it' gives_up
unset EVKIT_AHEAD

# ---- threads ----

# has_threads N FILE COMMAND ...: so many it has that has read all of FILE, and waits
# for more. A busy machine may take its time to get there.
has_threads() {
	[ -p feed ] || mkfifo feed
	want=$1 file=$2 tries=0 got=
	shift 2
	"$@" <feed >/dev/null 2>&1 &
	pid=$!
	exec 6>feed
	cat "$file" >&6
	sleep 0.2
	while got=$(sed -n 's/^Threads:[^0-9]*//p' "/proc/$pid/status")
		[ "$got" != "$want" ] && [ $((tries += 1)) -lt 100 ]; do sleep 0.1; done
	exec 6>&-
	wait "$pid" && [ "$got" = "$want" ] || { echo "$got threads, not $want"; return 1; }
}
gzip -dc big.gz >big.ndjson
ev-normalize -q big.ndjson 2>/dev/null | gzip -1 >events.gz
# ThreadSanitizer has a thread of its own.
if [ "$(nproc)" -gt 1 ] && [ -r "/proc/$$/status" ] && [ "${SAN:-}" != thread ]; then
	check 'a long gzip has a thread' has_threads 2 big.gz ev-decode -q
	check 'of any program' has_threads 2 events.gz ev-segment -q
	check 'a short one has none' has_threads 1 some.gz ev-decode -q
	check 'what is not compressed has none' has_threads 1 big.ndjson ev-decode -q
	check 'nor where only one core is allowed' has_threads 1 big.gz taskset -c 0 ev-decode -q
else
	skip 'threads by input' 'one core, no /proc, or a sanitizer that has threads'
fi

done_testing
