#!/bin/sh
# Several files at the same time: whatever --jobs says, and whatever is wrong with
# some of them, all that comes out is as of one after the other.
. "$(dirname "$0")/../lib.sh"

# ---- files ----

ev-sample -q --seed 3 --users 150 --days 20 >all.ndjson
mkdir in
split -n l/6 -d all.ndjson in/a.
gzip in/a.00 in/a.01 in/a.02
# Large enough for the thread that decompresses ahead, and for lanes to wait: more
# than 8 MiB of output.
for i in 1 2 3 4 5 6 7 8 9 10; do cat all.ndjson; done | gzip -1 >big.gz
head -c -3000 in/a.01.gz >in/c.cut.gz
cat in/a.00.gz in/c.cut.gz in/a.02.gz >in/d.middle.gz
: >in/e.empty
gzip -c in/e.empty >in/f.empty.gz
mkdir in/g.folder
printf '\n' >in/h.blank
head -c 4096 /dev/zero >in/i.zeros
printf '{"a":1}\nnonsense\n[]\n{"userId":"u","event":"e","timestamp":"x"}\n' >in/k.bad
cp in/k.bad in/l.bad
(cd in && python3 -c 'import zipfile
z = zipfile.ZipFile("m.zip", "w", zipfile.ZIP_DEFLATED)
for n in ("a.03", "k.bad", "i.zeros", "a.04"): z.write(n)')
printf 'userId,type,event,timestamp\nu1,track,Seen,2021-06-01T10:00:00+01:00\nu2,track,Seen\n' >in/n.csv
printf '[%s,\n%s]' '{"event":"x","properties":{"time":1623408083,"distinct_id":"m"}}' '{"event":1}' >in/o.json
printf '{"event":"x","properties":{"time":1623408083000,"distinct_id":"m"}}\n' >in/p.ms
i=0
while [ $i -lt 40 ]; do
	printf '{"userId":"u%d","type":"track","event":"E","timestamp":"2021-06-01T00:00:00"}\nbad\n' $i >in/q.$i
	i=$((i + 1))
done
set -- in/* in/no.such in/a.00.gz

# ---- all that comes out ----

# run NAME COMMAND ...: its output, rejects, messages, summary and status in NAME.*.
run() {
	to=$1 status=0
	shift
	"$@" --rejects "$to.rejects" --summary "$to.summary" >"$to.out" 2>"$to.err" || status=$?
	echo "$status" >"$to.status"
	# The name of the file is not the same.
	sed -i "s/$to\.rejects/FILE/" "$to.err"
}

same_run() {
	for what in out rejects err summary status; do
		same "$1.$what" "$2.$what" || { echo "$what"; return 1; }
	done
}

# any_jobs NAME COMMAND ...: the same for any number of lanes.
any_jobs() {
	base=$1
	shift
	run "$base" "$@" --jobs 1 </dev/null
	[ -s "$base.out" ] && [ -s "$base.err" ] || { echo 'nothing came'; return 1; }
	for jobs in 2 3 8 64; do
		run other "$@" --jobs "$jobs" </dev/null
		same_run "$base" other || { echo "--jobs $jobs"; return 1; }
	done
}

check 'ev-normalize: good files and bad ones' any_jobs norm ev-normalize "$@"
check 'files of which a lane cannot hold all' any_jobs big ev-normalize in/k.bad big.gz in/c.cut.gz big.gz in/q.1
check 'they are that large' sh -c '[ "$(wc -c <big.out)" -gt 18000000 ]'
check 'in that run records were rejected in several files, and files failed' \
	sh -c 'grep -q "cut.gz: truncated" norm.err && grep -q "in/no.such" norm.err &&
		grep -q "more like this" norm.err && [ "$(cat norm.status)" = 1 ] &&
		[ "$(jq -r .source norm.rejects | sort -u | wc -l)" -gt 40 ]'
check 'what was read is what each file alone gives' sh -c '
	for f; do ev-normalize -q "$f" 2>/dev/null; done | cmp - norm.out' sh "$@"
check 'of each reason three are shown, of the whole run' sh -c '
	[ "$(grep -c ": expected\|: not a JSON\|bad_json" norm.err)" -ge 3 ] &&
	for word in nonsense; do [ "$(grep -c "/q\.[0-9]*:2:" norm.err)" -le 3 ]; done'
check 'ev-decode the same' any_jobs dec ev-decode "$@"
check 'ev-decode --with-source the same' any_jobs src ev-decode --with-source "$@"
check '--lenient the same' any_jobs len ev-normalize --lenient "$@"
check '--keep and --context the same' any_jobs keep ev-normalize --keep context.ip --context "$@"
check '--tz by name the same' any_jobs tz ev-normalize --tz Europe/Berlin "$@"
check 'named fields the same' any_jobs map ev-normalize --user-id userId --timestamp timestamp --event event "$@"
check '--explain the same' any_jobs explain ev-normalize --explain "$@"
check '--profile the same' any_jobs prof ev-normalize --profile "$@"
check '--stats the same' any_jobs stats ev-decode --stats "$@"
check 'each decompressed ahead: the same' env EVKIT_AHEAD=always sh -c '
	ev-normalize -q -j8 "$@" 2>/dev/null | cmp - norm.out' sh "$@"
check 'by default the same' sh -c 'ev-normalize "$@" 2>/dev/null | cmp - norm.out' sh "$@"

# ---- what is decided for the whole run ----

# Events received 3 hours after they happened: none of the files alone has enough.
i=0
while [ $i -lt 6 ]; do
	printf '{"event":"E","properties":{"time":%d,"distinct_id":"u","mp_processing_time_ms":%d001}}\n' \
		$((1623408083 + i * 86400)) $((1623408083 + i * 86400 + 10800)) >lag.$i
	i=$((i + 1))
done
check 'times that are local ones are told by all files together' \
	sh -c 'ev-normalize -j1 lag.? 2>one >/dev/null; ev-normalize -j3 lag.? 2>three >/dev/null
		cmp one three && grep -q "6 of 6 events were received 3:00 hours after" three'
check 'the unit of times that are numbers is decided in each file' \
	sh -c 'ev-normalize -q -j2 in/o.json in/p.ms 2>/dev/null | jq -r .timestamp | sort -u | wc -l | grep -qx 1'

# ---- files that are none ----

mkfifo slow
slow_pipe() {
	{ exec 3>slow; head -n 3 all.ndjson >&3; sleep 0.3; tail -n +4 all.ndjson | head -n 50 >&3; } &
	ev-normalize -q -j4 in/a.03 slow in/a.04 >slow.out || return 1
	wait
	{ cat in/a.03; head -n 53 all.ndjson; cat in/a.04; } | ev-normalize -q | cmp - slow.out
}
check 'a slow pipe among files has its turn' slow_pipe
check 'standard input among files, twice' sh -c '
	ev-normalize -q -j4 in/a.03 - - in/a.04 <in/a.05 >got && cat in/a.03 in/a.05 in/a.04 |
		ev-normalize -q | cmp - got'
live_pipe() {
	mkfifo live
	{ ev-normalize -q -j4 live in/a.04 >live.out & } 2>/dev/null
	exec 4>live
	head -n 1 all.ndjson >&4
	tries=0
	while ! [ -s live.out ] && [ $((tries += 1)) -lt 200 ]; do sleep 0.1; done
	got=$(wc -l <live.out)
	exec 4>&-
	wait
	[ "$got" -eq 1 ]
}
check 'and what it gives is seen at once' live_pipe
ev-normalize -q in/a.03 >canonical
# before_pipe COMMAND ...: what comes of the first file is seen, though nobody has
# opened the pipe behind it for writing.
before_pipe() {
	rm -f nobody before.out && mkfifo nobody
	{ timeout 20 "$@" nobody >before.out & } 2>/dev/null
	tries=0
	while ! [ -s before.out ] && [ $((tries += 1)) -lt 50 ]; do sleep 0.1; done
	got=$(wc -c <before.out)
	exec 4<>nobody 4>&-
	wait
	[ "$got" -gt 0 ] && [ "$got" -eq "$(wc -c <before.out)" ]
}
check 'a pipe that nobody writes to yet: what came before is seen' before_pipe ev-normalize -q -j4 in/a.03
check 'by one thread too' before_pipe ev-normalize -q -j1 in/a.03
check 'by any program' before_pipe ev-dedup -q canonical

# ---- what goes wrong behind it ----

check 'a full disk gives 1 and one reason' sh -c '
	ev-normalize -q -j4 in/a.0* big.gz >/dev/full 2>full.err; [ $? -eq 1 ] &&
		[ "$(cat full.err)" = "ev-normalize: standard output: No space left on device" ]'
check 'a full disk for rejects too' sh -c '
	ev-normalize -q -j4 --rejects /dev/full in/a.0* in/q.* big.gz >/dev/null 2>full.err; [ $? -eq 1 ] &&
		[ "$(cat full.err)" = "ev-normalize: /dev/full: No space left on device" ]'
for disposition in DEFAULT IGNORE; do
	check "a reader that has gone is death by SIGPIPE, silent ($disposition)" \
		gives 141 perl "$TOP/tests/contract/gone.pl" "$disposition" ev-normalize -q -j4 big.gz in/a.0* big.gz
done
check 'a reader of the first lines has them' sh -c '
	ev-normalize -q -j4 in/a.0* big.gz big.gz | head -n 5 >got && head -n 5 all.ndjson |
		ev-normalize -q | cmp - got'
few_descriptors() {
	set -- all.ndjson all.ndjson all.ndjson all.ndjson
	set -- "$@" "$@" "$@"
	(ulimit -n 8 && ev-normalize -q -j64 "$@") >few && ev-normalize -q -j1 "$@" | cmp - few
}
check 'more lanes than files may be open' few_descriptors
check '--jobs 0 is refused' gives 2 ev-normalize --jobs 0 in/a.03

done_testing
