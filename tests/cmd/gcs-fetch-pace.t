#!/bin/sh
# How fast, and until when: --rate, SIGINT and SIGTERM.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/server/server.sh"

mkdir -p s/b/p s/meta
for i in 1 2 3 4; do seq 1000 | sed "s/.*/{\"o\":$i,\"n\":&,\"pad\":\"xxxxxxxxxxxxxxxxxxxxxxxxx\"}/" >"s/b/p/$i"; done
cat s/b/p/* >all
bytes=$(wc -c <all)
faults s || { echo '1..0 # SKIP no perl that can serve'; exit 0; }
STORAGE_EMULATOR_HOST=127.0.0.1:$port
export STORAGE_EMULATOR_HOST
plan s

# timed RATE LEAST MOST: it takes so many tenths of a second.
timed() {
	began=$(date +%s%N)
	gives 0 gcs-fetch -q --rate "$1" --jobs 4 gs://b/p/ >got || return 1
	took=$((($(date +%s%N) - began) / 100000000))
	echo "took $took"
	same all got && [ $took -ge "$2" ] && [ $took -le "$3" ]
}
# A quarter of a second's is free.
check '--rate: all downloads together take their time' timed $((bytes / 2)) 15 25
check '... a rate that is not reached is no limit' timed 1G 0 10
check '... no rate' pipe '! gcs-fetch --rate 0 gs://b/p/ 2>err && grep -q "not a size" err'
slow() {
	began=$(date +%s%N)
	plan s 'p/2.alt=media cut 20000' 'p/3.alt=media stall 10000'
	gives 0 gcs-fetch -q --rate $((bytes / 2)) --stall-time 1s gs://b/p/ >got 2>/dev/null && same all got &&
		[ $((($(date +%s%N) - began) / 100000000)) -ge 15 ]
}
check '... resumed all the same, and waiting is no stall' slow

# On a terminal, by script(1); it may say how long, as all sizes are known.
shown() {
	script -qec "gcs-fetch --rate $((bytes / 2)) gs://b/p/ >got" /dev/null >screen </dev/null
	same all got && tr '\r' '\n' <screen | grep -aE '[0-9.]+ MB \| [0-9,]+ records/s \| [0-9]+ MB/s .* [0-9]+% ETA 0:0[0-9]'
}
plan s
if script -qec true /dev/null >/dev/null 2>&1; then check 'progress: bytes, rate and ETA, while it waits too' shown
else skip 'progress' 'no script(1), or no terminal for it'; fi

# ---- signals ----

# ended SIGNAL STATUS [RULE]: sent in the middle of the second object, its wait
# or its listing; whole records are there, and the status is the signal's.
ended() {
	plan s "${3:-p/2.alt=media stall 20000}"
	: >got
	gcs-fetch -q "$url" >got 2>err &
	pid=$!
	until_true grep -aq "${4:-\"o\":2}" s/log got
	began=$(date +%s%N)
	kill "-$1" $pid
	wait $pid
	status=$?
	took=$((($(date +%s%N) - began) / 1000000))
	echo "status $status, after $took ms" && cat err
	[ $status -eq "$2" ] && [ $took -lt 3000 ] && [ ! -s err ] &&
		{ [ ! -s got ] || [ "$(tail -c 1 got | wc -l)" -eq 1 ]; } && head -c "$(wc -c <got)" all >want && same want got
}
url=gs://b/p/
check 'row 21: SIGTERM in the middle of an object: whole records, status 143' ended TERM 143
check '... they are those that had come' pipe '[ $(wc -l <got) -gt 1000 ] && [ $(wc -l <got) -lt 2000 ]'
# A shell's background commands ignore SIGINT.
interrupted() {
	plan s 'p/2.alt=media stall 20000'
	: >got
	perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' gcs-fetch -q gs://b/p/ >got 2>err &
	pid=$!
	until_true grep -aq '"o":2' got
	kill -INT $pid
	wait $pid
	[ $? -eq 130 ] && head -c "$(wc -c <got)" all >want && same want got && [ -s got ]
}
check 'row 21: SIGINT: the same, 130' interrupted
ignored() {
	plan s
	perl -e '$SIG{INT} = "IGNORE"; exec @ARGV' gcs-fetch -q --rate $((bytes / 2)) gs://b/p/ >got &
	pid=$!
	until_true grep -q p%2F2 s/log
	kill -INT $pid
	wait $pid && same all got
}
check '... what was ignored stays so' ignored
mkfifo feed silent
waiting() {
	gcs-fetch -q $1 >got <feed 9>&- &
	pid=$!
	exec 9>feed
	printf 'file://%s\n' "$2" >&9
	sleep .3
	kill -TERM $pid
	wait $pid
	status=$?
	exec 9>&-
	echo "status $status"
	[ $status -eq 143 ]
}
check 'while it waits for stdin' waiting '' s/b/p/1
check '... what came before is out' same s/b/p/1 got
check '... when it lists' waiting --list s/b/p/1
silent() {
	gcs-fetch -q file://silent >got &
	pid=$!
	exec 9>silent
	printf '{"a":1}\n{"a"' >&9
	sleep .3
	kill -TERM $pid
	wait $pid
	status=$?
	exec 9>&-
	echo '{"a":1}' >want
	[ $status -eq 143 ] && same want got
}
check 'while a pipe among the files is silent' silent
check 'between tries of a listing' ended TERM 143 '*prefix= after 503 30' prefix=
# Nobody reads: the first signal cannot end it, as a line may be half out.
stuck() {
	mkfifo full
	gcs-fetch -q gs://b/p/ gs://b/p/ gs://b/p/ gs://b/p/ gs://b/p/ gs://b/p/ gs://b/p/ >full &
	pid=$!
	exec 8<full
	sleep 1
	kill -TERM $pid
	sleep .3
	kill -0 $pid && kill -TERM $pid
	wait $pid
	status=$?
	exec 8<&-
	[ $status -eq 143 ]
}
plan s
check 'row 21: stuck in a write: the second one kills' stuck
leftovers() {
	mkdir tmp
	head -c 83886080 /dev/zero | tr '\0' 'x' >s/b/p/5
	plan s 'p/1.alt=media stall 10'
	TMPDIR=$T/tmp gcs-fetch -q gs://b/p/1 gs://b/p/5 >got &
	pid=$!
	until_true pipe "ls -l /proc/$pid/fd | grep -q $T/tmp"
	kill -TERM $pid
	wait $pid
	[ $? -eq 143 ] && rmdir tmp
}
check 'temporary files are gone with it' leftovers

done_testing
