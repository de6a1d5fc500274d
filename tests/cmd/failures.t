#!/bin/sh
# What a fetcher of objects must survive, in 28 rows. A test of a row begins its
# sentence with "row N: "; most stand with the rest of their store. Here are those
# that are the same for all stores, and at the end the list that none is missing.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/server/server.sh"

# Row, stores, what goes wrong.
cat >rows <<'END'
1 gcs,s3,az a token or key ends in mid-run
2 gcs,s3,az 401: renewed, once
3 gcs,s3,az 403: said in the server's words, and as whom, not tried again
4 gcs,s3,az 408, 429, 5xx: tried again, not before Retry-After
5 gcs,s3,az reset or closed before the reply
6 gcs,s3,az reset or closed in the body
7 gcs,s3,az stalled
8 gcs,s3,az a body shorter than its Content-Length
9 gcs,s3,az a body that is short, and no length was said
10 gcs,s3,az checksums differ
11 gcs,s3,az overwritten since it was listed
12 gcs,s3,az deleted since it was listed
13 gcs,s3,az a page token is refused
14 gcs,s3,az a page token goes round; an empty page
15 gcs,s3 requester pays
16 gcs,s3,az clocks that differ
17 gcs,s3,az proxies
18 gcs,s3,az IPv6
19 gcs,s3,az redirects
20 gcs,s3,az a full disk; a reader that has gone
21 gcs,s3,az SIGINT and SIGTERM
22 gcs,s3,az a name that does not resolve
23 gcs,s3,az certificates that are not trusted
24 gcs,s3,az compressed: stored so, on the way, decompressed on the way
25 gcs,s3,az HTTP/2 and its streams
26 gcs,s3,az credentials that are broken
27 gcs,s3,az hostile names
28 gcs,s3,az one URI of many fails
END

mkdir -p s/b/p s/meta
for i in 1 2 3 4; do seq 600 | sed "s/.*/{\"o\":$i,\"n\":&,\"pad\":\"xxxxxxxxxxxxxxxxxxxxxxxxx\"}/" >"s/b/p/$i"; done
cat s/b/p/? >all
seq 60000 | sed 's/.*/{"n":&,"pad":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}/' >s/b/big
# Its checksum would be slow to make.
echo nocrc >s/meta/big
head -n 1 s/b/big >first
: >s/plan
faults s || { skip 'all rows' 'no perl that can serve'; done_testing; }
printf 'X-Key: c2VjcmV0a2V5\n' >headers

# fetch OPTION ...: the store's program, which asks the server.
fetch() {
	"$store-fetch" --anonymous --endpoint "http://127.0.0.1:$port" "$@"
}
# at NAME: a pattern for requests of that object's bytes.
at() {
	echo "/$1(\$|\\?alt)"
}
gets() {
	file=$1
	shift
	gives 0 fetch "$@" >got 2>err || { cat err; return 1; }
	same "$file" got
}
fails() {
	status=$1 why=$2
	shift 2
	gives "$status" fetch "$@" >got 2>err && says "$why" err
}

# ---- row 10: with --verify=before nothing is given that is damaged ----

damaged_once() {
	plan s "$(at big) flip 3000000"
	gets s/b/big --verify before "$uri/big" && says "its $sum is not the store's" err && says 'trying again' err
}
damaged() {
	plan s "*$(at big) flip 3000000"
	fails 1 "$uri/big: its $sum is not the store's" --verify before "$uri/big" && [ ! -s got ]
}
damaged_streaming() {
	plan s "*$(at big) flip 3000000"
	fails 1 "$uri/big: its $sum is not the store's" "$uri/big" && [ -s got ]
}
held_back() {
	plan s "$(at big) cut 3000000" "$(at big) break 1000" "*$(at big) status 503"
	fails 4 "$uri/big: 503" --verify before --retry-time 2s "$uri/big" && [ ! -s got ]
}

# ---- row 20 ----

full() {
	plan s
	gives 1 fetch -q "$uri/p/" >/dev/full 2>err && says 'No space left' err
}
gone() {
	plan s
	export store port
	bash -c '"$store-fetch" -q --anonymous --endpoint "http://127.0.0.1:$port" "$1" | head -n 1 >got
		[ "${PIPESTATUS[0]}" -eq 141 ]' sh "$uri/big" 2>err && same first got && [ ! -s err ]
}

# ---- row 21 ----

ended() {
	plan s "$(at p/2) stall 20000"
	: >got
	perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' "$store-fetch" -q --anonymous \
		--endpoint "http://127.0.0.1:$port" "$uri/p/" >got 2>err &
	pid=$!
	until_true grep -aq '"o":2' got
	kill "-$1" $pid
	wait $pid
	status=$?
	echo "status $status" && cat err
	[ $status -eq "$2" ] && [ ! -s err ] && [ "$(tail -c 1 got | wc -l)" -eq 1 ] &&
		head -c "$(wc -c <got)" all >want && same want got
}

# ---- --state: killed in the middle of an object, and run again ----

killed() {
	rm -f k
	: >out
	plan s "$(at p/2) stall 20000"
	"$store-fetch" -q --anonymous --endpoint "http://127.0.0.1:$port" --state k "$uri/p/" >>out &
	pid=$!
	until_true grep -aq '"o":2' out
	kill -9 $pid
	wait $pid 2>/dev/null
	plan s
	[ "$(wc -l <out)" -gt 600 ] && gives 0 fetch -q --state k "$uri/p/" >>out && same all out &&
		gives 0 fetch -q --state k "$uri/p/" >>out && same all out
}

# ---- and others ----

slow() {
	plan s "$(at p/1) slow 997"
	gets s/b/p/1 --raw --stall-time 1s "$uri/p/1"
}
resolved() {
	gives 4 "$store-fetch" --anonymous --retry-time 1s --endpoint http://name.invalid "$uri/p/1" >got 2>err &&
		says 'resolve host' err && says 'trying again' err
}
spoken() {
	plan s
	gets all "$uri/p/" && ! grep -aE '^[A-Z]+ /.* HTTP/' s/log | grep -v 'HTTP/1.1$' && grep -q 'HTTP/1.1$' s/log
}
one_of_many() {
	plan s "*$(at p/2) status 403 no"
	cat s/b/p/[134] >want
	fails 1 "$uri/p/2: 403" "$uri/p/" && same want got && says 'not complete, 1 of 4: ' err
}
echoed() {
	said='you sent c2VjcmV0a2V5'
	[ "$store" = gcs ] || said="<Error><Code>No</Code><Message>$said</Message></Error>"
	plan s "*. status 403 $said"
	fails 1 'you sent ***' --header @headers "$uri/p/1" && ! grep c2Vj err
}
exposed() {
	gives 1 "$store-fetch" --anonymous --header @headers --endpoint http://example.com "$uri/p/1" >got 2>err &&
		says 'would send the headers of --header @FILE unencrypted to example.com' err
}
family() {
	plan s
	gives 0 "$store-fetch" -q --ipv4 --anonymous --endpoint "http://localhost:$port" "$uri/p/1" >got && same s/b/p/1 got &&
		fails 4 "$uri/p/1: " --ipv6 --retry-time 0 "$uri/p/1" && fails 2 'cannot both' --ipv4 --ipv6 "$uri/p/1"
}

for store in gcs s3 az; do
	case $store in
	gcs) uri=gs://b sum=md5 ;;
	*) uri=$store://b sum=md5 ;;
	esac
	check "row 10: $store: damaged on the way, with --verify=before fetched once more" damaged_once
	check "row 10: $store: ... damaged each time, nothing is given" damaged
	check "row 10: $store: ... without it, what was given is said to be damaged" damaged_streaming
	check "row 6: $store: ... what does not come whole is not given" held_back
	check "row 20: $store: a full disk" full
	check "row 20: $store: a reader that has gone, silently" gone
	check "row 21: $store: SIGTERM leaves whole records" ended TERM 143
	check "row 21: $store: SIGINT too" ended INT 130
	check "row 22: $store: a name that does not resolve is asked for again; it may come" resolved
	check "row 25: $store: HTTP/1.1 is spoken, so there are no streams" spoken
	check "row 28: $store: one that fails stops no other, and is named at the end" one_of_many
	check "row 18: $store: --ipv4 and --ipv6" family
	check "$store: killed by -9 in an object, run again with --state: nothing lost, nothing twice" killed
	check "$store: a slow server is no stalled one" slow
	check "$store: a secret that the server repeats is not shown" echoed
	check "$store: one from a file does not go over plain http" exposed
done
store=gcs uri=gs://b
head -c 83886080 /dev/zero | tr '\0' 'x' >s/b/huge
echo nocrc >s/meta/huge
plan s
check 'row 20: no room for what waits to be compared' env TMPDIR=/none sh -c '
	! gcs-fetch --raw --verify before --anonymous --endpoint "http://127.0.0.1:$0" gs://b/huge >got 2>err &&
	[ ! -s got ] && grep -q "gs://b/huge: a temporary file: No such" err' "$port"
rm s/b/huge
check '--verify takes two words' fails 2 'not before or after' --verify never "$uri/p/1"

# ---- none is missing ----

# A sentence is of the store of its file's name, or of the one behind the row.
sentences() {
	grep -oE "check ['\"]rows? [0-9, ]+: .*" "$TOP"/tests/cmd/*fetch*.t "$TOP"/tests/cmd/failures.t |
		sed "s,^.*/\([^/:]*\)[.]t:check ['\"]rows* \([0-9, ]*\): ,\1 \2:,; s/, /,/"
}
missing() {
	sentences >said
	while read -r row stores what; do
		for store in $(echo "$stores" | tr , ' '); do
			awk -v row="$row" -v store="$store" '{
				file = $1; rest = substr($0, length($1) + 2)
				n = split(substr(rest, 1, index(rest, ":") - 1), rows, /[, ]+/)
				for (i = 1; i <= n; i++)
					if (rows[i] == row && (index(file, store "-fetch") == 1 ||
					    rest ~ /:\$[a-z]+: / || index(rest, ":" store ": ")))
						found = 1
			} END { exit !found }' said || echo "row $row: $store: $what"
		done
	done <rows >lost
	! grep . lost
}
check 'every row has a test for each store that it concerns' missing

done_testing
