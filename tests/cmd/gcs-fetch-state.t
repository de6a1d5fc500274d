#!/bin/sh
# --state: only what is new comes out; nothing is lost and nothing given twice,
# however a run ends.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/server/server.sh"

mkdir -p b/p s/b/p s/meta
for i in $(seq 10 29); do seq 40 | sed "s/.*/{\"o\":$i,\"n\":&}/" >"b/p/$i"; done

# gets FILE OPTION ...: that file's bytes, status 0.
gets() {
	file=$1
	shift
	gives 0 gcs-fetch "$@" >got 2>err || { cat err; return 1; }
	same "$file" got
}
fails() {
	status=$1 why=$2
	shift 2
	gives "$status" gcs-fetch "$@" >got 2>err && says "$why" err
}

cat b/p/* >all
: >none
check 'the first run gives all' gets all --state st file://b/p/
check 'the state is a file of object records' \
	pipe 'gcs-fetch -q --list file://b/p/ | cmp - st'
check 'the second gives nothing' gets none --state st --summary s.json file://b/p/
check '... and counts what it knew' jq -e '.noted.known_objects == 20 and (.noted.objects // 0) == 0' s.json
check '... also by records' pipe 'gcs-fetch -q --state st <st >got && [ ! -s got ]'
check '... and by bare ones' \
	pipe 'echo "{\"uri\":\"file://b/p/10\"}" | gcs-fetch -q --state st >got && [ ! -s got ]'
echo '{"o":"new"}' >b/p/15a
echo '{"o":"changed"}' >b/p/12
echo '{"o":"touched"}' >b/p/13
touch -d '2021-01-01' b/p/13
cat b/p/12 b/p/13 b/p/15a >new
check '--dry-run shows what is new or changed' \
	pipe 'gcs-fetch --state st --dry-run file://b/p/ 2>err | jq -r .uri >got &&
		printf "file://b/p/%s\n" 12 13 15a | cmp - got && grep -q "would fetch 3 objects of $(cat new | wc -c) bytes" err'
check '... and changes nothing' gets new --state st file://b/p/
check 'once' gets none --state st file://b/p/
check '--dry-run makes no file' pipe 'gcs-fetch -q --state no --dry-run file://b/p/12 | grep -q 12 && [ ! -e no ]'
check 'the same object twice in one run is given once' gets b/p/12 --state twice file://b/p/12 'file://b/p/12*'
check 'what --match left out is new another time' \
	pipe 'gcs-fetch -q --state m --match "**1?" file://b/p/ >a1 && gcs-fetch -q --state m file://b/p/ >a2 &&
		sort a1 a2 >got && cat b/p/* | sort | cmp - got && [ -s a1 ] && [ -s a2 ]'
check '--raw too' gets b/p/20 --raw --state raw file://b/p/20
check '... once' gets none --raw --state raw file://b/p/20

printf '{"a":1}\nbroken\n' >broken
: >lost
failed() {
	fails 1 'file://lost2: No such' --state f file://broken file://lost2 file://b/p/20 && [ "$(wc -l <f)" -eq 2 ] &&
		! grep -q lost2 f && cp b/p/20 lost2 && gets b/p/20 -q --state f file://lost2
}
check 'what failed is not noted, and given when it is there' failed
cut_off() {
	gzip -nc b/p/20 | head -c 60 >cut.gz
	gives 1 gcs-fetch -q --state g file://cut.gz >got 2>err && [ ! -s g ]
}
check '... nor what was cut off' cut_off

# ---- files that are no state ----

# refused STATUS WHY: this st2 is refused, nothing is given, and it stays as it is.
refused() {
	cp st2 before
	fails "$1" "$2" --state st2 file://b/p/20 && [ ! -s got ] && same before st2
}
{ head -n 2 st; echo 'rubbish'; tail -n 1 st; } >st2
check 'a damaged line: refused, named, left as it is' refused 1 '--state: st2:3: no object record'
# healed TAIL: two lines and that; it is dropped, and its object given again.
healed() {
	{ head -n 2 st; printf "$1"; } >st2
	gives 0 gcs-fetch --state st2 file://b/p/ >got 2>err && says 'st2: its last line was not written whole' err &&
		sed 1,2d st | jq -r '.uri[7:]' | xargs cat >want && same want got && { sort st | uniq >want; sort st2 >got; same want got; }
}
cp st all.st
gcs-fetch -q --state st3 file://b/p/ >/dev/null && mv st3 st
check 'a last line that is cut off heals: said, and that object given again' healed '{"uri":"file://b/p'
check '... when hardly anything is there' healed '{"u'
check '... zeros, as a power cut may leave them' healed '\000\000\000\000\000'
check '... --dry-run does not touch it' pipe '{ head -n 2 st; printf x; } >st4; printf "{\"uri\":" >>st4;
	{ head -n 2 st; printf "{\"uri\":"; } >st4 && cp st4 st5 && gcs-fetch -q --dry-run --state st4 file://b/p/ >got && cmp st4 st5'
{ head -n 2 st; printf 'rubbish'; } >st2
check 'what is none of ours at the end is refused' refused 1 'st2:3: no object record'
echo '{"uri":"file://b/p/20"}' >st2
check 'a record that says no version' refused 1 'st2:1: has neither a version nor a time'
echo '{"uri":"s3://b/p/20","etag":"x"}' >st2
check 'records of another store' refused 1 'st2:1: is not for this program; try s3-fetch'
check 'a folder' fails 1 'b: Is a directory' --state b file://b/p/20
check 'a device' fails 1 '/dev/null: is no file' --state /dev/null file://b/p/20
check 'a folder that is not there' fails 1 'nowhere/st: No such file' --state nowhere/st file://b/p/20
check '--list shows all there is: not with --state' fails 2 '--dry-run' --list --state st file://b/p/
check 'without its last newline it is good, and added to' \
	pipe 'head -c -1 raw >r2 && gcs-fetch -q --state r2 file://b/p/21 >got && cmp got b/p/21 &&
		[ $(wc -l <r2) -eq 2 ] && jq -es "length == 2" r2'
full() {
	[ -n "${SAN:-}" ] && return
	(ulimit -f 1 && trap '' XFSZ && exec gcs-fetch -q --state big file://b/p/ 2>err) | cat >got
	says '--state: big: ' err && jq -es 'length > 3' big &&
		gcs-fetch -q --state big file://b/p/ >>got && cat b/p/* | sort >want && sort -u got | cmp - want
}
check 'no room for it: said at once, no half line is left' full

# ---- runs that are killed, and two at a time ----

mkfifo feed
two() {
	gcs-fetch -q --state lock >one <feed 9>&- &
	exec 9>feed
	echo file://b/p/20 >&9
	until_true test -s lock
	gcs-fetch -q --state lock file://b/p/21 >got 2>err 9>&-
	status=$?
	exec 9>&-
	wait $!
	echo "status $status" && [ $status -eq 4 ] && [ ! -s got ] && says 'lock: another run has it' err &&
		gets b/p/21 --state lock file://b/p/21
}
check 'two at a time: the second gives 4, and works later' two

# Killed after a time that differs, and run again: together it is all there is, in
# order, once, where the output is a file that is appended to.
uris() {
	for f in b/p/*; do echo "file://$f"; sleep 0.01; done
}
killed() {
	rm -f k
	: >out
	uris >feed &
	gcs-fetch -q --state k >>out <feed &
	pid=$!
	sleep "0.$1"
	kill -9 $pid
	wait $pid
	wait
	gives 0 gcs-fetch -q --state k file://b/p/ >>out && cat b/p/* >want && same want out &&
		gives 0 gcs-fetch -q --state k file://b/p/ >>out && same want out
}
for moment in 05 10 15 20; do
	check "killed after 0.$moment s, run again: nothing lost, nothing twice" killed "$moment"
done

for i in $(seq 10 29); do seq 40 | sed "s/.*/{\"o\":$i,\"n\":&}/" >"s/b/p/$i"; done
faults s || { skip 'remote objects' 'no perl that can serve'; done_testing; }
STORAGE_EMULATOR_HOST=127.0.0.1:$port
export STORAGE_EMULATOR_HOST
# broken SIGNAL OPTION ...: ended in the middle of an object, of which a part was given; then
# run again.
broken() {
	signal=$1
	shift
	rm -f k
	: >out
	plan s 'p/14.alt=media stall 300' 'p/21.alt=media stall 10'
	gcs-fetch -q --state k "$@" gs://b/p/ >>out &
	pid=$!
	until_true grep -aq '"o":14' out
	kill "-$signal" $pid
	wait $pid 2>/dev/null
	plan s
	cat s/b/p/* >want
	[ "$(wc -l <out)" -gt 160 ] && [ "$(wc -l <out)" -lt 200 ] || { wc -l out; return 1; }
}
again() {
	broken "$@" || return 1
	shift
	gives 0 gcs-fetch --state k "$@" gs://b/p/ >>out 2>err && same want out &&
		says 'gs://b/p/14: ' err && says 'are there from a run that was broken off' err &&
		gives 0 gcs-fetch -q --state k gs://b/p/ >>out && same want out
}
check 'killed in the middle of an object: the rest of that one is added, the others follow' again 9
check '... so by SIGTERM' again TERM
check '... so by --raw' again 9 --raw
half_line() {
	broken 9 && truncate -s -7 out && gives 0 gcs-fetch -q --state k gs://b/p/ >>out && same want out
}
check '... so where the last line is half there' half_line
twice() {
	broken 9 || return 1
	plan s 'p/14.alt=media stall 600'
	gcs-fetch -q --state k gs://b/p/ >>out &
	pid=$!
	size=$(wc -c <out)
	until_true sh -c "[ \$(wc -c <out) -gt $size ]"
	kill -9 $pid
	wait $pid 2>/dev/null
	plan s
	gives 0 gcs-fetch -q --state k gs://b/p/ >>out && same want out
}
check '... killed there twice' twice
first() {
	broken 9 && mv s/b/p/21 s/b/p/0 || return 1
	gives 0 gcs-fetch -q --state k gs://b/p/ >>out && sort out >got && cat s/b/p/* | sort >want && same want got
	status=$?
	mv s/b/p/0 s/b/p/21
	return $status
}
check '... it comes first, whatever is new before it' first
foreign() {
	broken 9 && echo '{"foreign":1}' >>out && cp out before &&
		gives 1 gcs-fetch --state k gs://b/p/ >>out 2>err && says 'is not what belongs there' err && same before out
}
check 'what somebody else wrote behind it is not touched: an error' foreign
behind() {
	broken 9 && head -n 200 want >out && echo '{"foreign":1}' >>out && cp out before &&
		gives 1 gcs-fetch --state k gs://b/p/ >>out 2>err && says 'is not what belongs there' err && same before out &&
		truncate -s "$(sed -n 's/.*truncate -s \([0-9]*\)).*/\1/p' err)" out &&
		gives 0 gcs-fetch -q --state k gs://b/p/ >>out && same want out
}
check '... also behind all of that object; cut off where the message says, it is given anew' behind
changed() {
	broken 9 && touch -d 2020-05-05 s/b/p/14 && cp out before &&
		gives 1 gcs-fetch --state k gs://b/p/ >>out 2>err && says 'gs://b/p/14: ' err &&
		says 'that were to be completed are not' err && same before out
}
check 'overwritten meanwhile: an error, and nothing follows the half' changed
later() {
	broken 9 && cp out before && plan s '*p/14.alt=media status 503' &&
		gives 4 gcs-fetch --retry-time 0 --state k gs://b/p/ >>out 2>err && same before out || return 1
	plan s
	gives 0 gcs-fetch -q --state k gs://b/p/ >>out && same want out
}
check 'where it cannot be had now, status 4, and completed later' later
elsewhere() {
	broken 9 && : >other && gives 0 gcs-fetch -q --state k gs://b/p/ >>other &&
		cat s/b/p/1[4-9] s/b/p/2* >want && same want other
}
check 'into another file it is given again, whole' elsewhere
pipe_output() {
	broken 9 && gives 0 pipe 'gcs-fetch -q --state k gs://b/p/ | cat >other' &&
		cat s/b/p/1[4-9] s/b/p/2* >want && same want other
}
check '... so into a pipe, where nobody knows what has come' pipe_output
ended() {
	rm -f k
	: >out
	plan s '*p/29.alt=media cut 300'
	gives 4 gcs-fetch -q --retry-time 0 --state k gs://b/p/ >>out 2>err && echo '{"mine":1}' >>out || return 1
	plan s
	cat out s/b/p/29 >want && gives 0 gcs-fetch -q --state k gs://b/p/ >>out && same want out
}
check 'after a run that ended by itself, what others append is theirs' ended
before() {
	rm -f k
	: >out
	plan s '*p/29.alt=media cut 300'
	gives 4 gcs-fetch -q --verify before --retry-time 0 --state k gs://b/p/ >>out 2>err || return 1
	plan s
	cat s/b/p/* >want && gives 0 gcs-fetch -q --state k gs://b/p/ >>out && same want out
}
check 'with --verify before nothing is twice after such a failure either' before
rm -f k
gcs-fetch -q --state k gs://b/p/ >/dev/null
plan s
cat s/b/p/* >all
check 'all of it, then: generations are what counts' gets none --state k gs://b/p/
touch -d 2021-01-01 s/b/p/17
check 'the same bytes by a new generation are given again' gets s/b/p/17 --state k gs://b/p/
check 'old ones stay known' jq -es 'length == 21 and ([.[].uri] | unique | length) == 20' k
looked_up() {
	plan s
	gets s/b/p/18 --state one.k gs://b/p/18 && gets none --state one.k gs://b/p/18 &&
		[ "$(grep -c alt=media s/log)" -eq 1 ]
}
check 'a single URI is looked up, and not downloaded again' looked_up

done_testing
