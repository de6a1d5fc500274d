#!/bin/sh
# Which of the objects are fetched: --match, --since, --until, --missing, --dry-run.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/server/server.sh"

mkdir -p b/a/c s/b/p s/meta
for name in a/c/x.ndjson a/y.ndjson a/z.csv w.ndjson; do
	case $name in
	*.csv) printf 'n,m\n3,4\n' ;;
	*) echo "{\"n\":\"$name\"}" ;;
	esac >"b/$name"
done
touch -d '2021-06-11T10:00:00Z' b/a/c/x.ndjson
touch -d '2021-06-11T23:59:59.999Z' b/a/y.ndjson
touch -d '2021-06-12T00:00:00Z' b/a/z.csv
touch -d '2021-06-13T00:00:00Z' b/w.ndjson

# names 'NAME ...' OPTION ...: exactly these are listed.
names() {
	printf '%s' "${1:+$1 }" | tr ' ' '\n' >want
	shift
	gives 0 gcs-fetch "$@" >list 2>err || { cat err; return 1; }
	jq -r '.uri[9:]' list >got && same want got
}

check '--match: on the whole name' names 'a/c/x.ndjson a/y.ndjson' --list --match 'b/a/**.ndjson' file://b/
check '... * stays in a folder' names 'a/y.ndjson' --list --match 'b/*/*.ndjson' file://b/
check '... given twice, one of them has to match' \
	names 'a/z.csv w.ndjson' --list --match '**.csv' --match '**/w*' file://b/
check '... together with a pattern' names 'a/z.csv' --list --match '**.csv' 'file://b/a/*'
check '... what is left out is counted, and no failure' \
	pipe 'gcs-fetch -q --summary s.json --match nothing file://b/ >got && [ ! -s got ] &&
		jq -e ".noted.excluded_objects == 4 and .noted.objects == 0" s.json'
check '... is for object records too' \
	pipe 'gcs-fetch -q --list file://b/ | gcs-fetch -q --match "**.csv" | grep -qx "{\"n\":\"3\",\"m\":\"4\"}"'
check '--since: from that time on' names 'a/y.ndjson a/z.csv w.ndjson' --list --since 2021-06-11T23:59:59.999Z file://b/
check '... a date is its midnight, UTC' names 'a/z.csv w.ndjson' --list --since 2021-06-12 file://b/
zone() {
	TZ=America/New_York names 'a/z.csv w.ndjson' --list --since 2021-06-12 file://b/
}
check '... whatever TZ says' zone
check '--until: before that time' names 'a/c/x.ndjson a/y.ndjson' --list --until 2021-06-12 file://b/
check 'both: a day' names 'a/c/x.ndjson a/y.ndjson' --list --since 2021-06-11 --until 2021-06-12 file://b/
check '... an offset is heeded' names 'a/z.csv' --list --since 2021-06-12T02:00:00+02:00 --until 2021-06-13 file://b/
days() {
	for day in 11 12 13; do
		gcs-fetch -q --list --since "2021-06-$day" --until "2021-06-$((day + 1))" file://b/ || return 1
	done | sort >got
	gcs-fetch -q --list file://b/ | sort >want
	same want got
}
check 'days that follow each other have each object once' days
check 'a single object is looked at too' names '' --list --until 2021-06-11 file://b/w.ndjson
fetched() {
	gcs-fetch -q --until 2021-06-12 file://b/w.ndjson file://b/a/y.ndjson >got &&
		echo '{"n":"a/y.ndjson"}' >want && same want got
}
check '... when it is fetched' fetched
bare() {
	printf '{"uri":"file://b/%s"}\n' w.ndjson a/y.ndjson |
		gcs-fetch -q --until 2021-06-12 >got && same want got
}
check '... and where a record has no time' bare

# wrong STATUS WHY OPTION ...
wrong() {
	status=$1 why=$2
	shift 2
	gives "$status" gcs-fetch "$@" >got 2>err && says "$why" err
}
check 'a time that is none' wrong 2 "--since 'yesterday': not a date or a time" --since yesterday file://b/
check '... no 30 February' wrong 2 "--until '2021-02-30'" --until 2021-02-30 file://b/
check '--missing takes two words' wrong 2 "--missing 'ignore': not error or skip" --missing ignore file://b/
check '--dry-run and --raw exclude each other' wrong 2 '--dry-run and --raw' --dry-run --raw file://b/

dry() {
	gives 0 gcs-fetch --dry-run --match '**.ndjson' --until 2021-06-13 file://b/ >got 2>err &&
		gcs-fetch -q --list --match '**.ndjson' --until 2021-06-13 file://b/ >want &&
		same want got && [ -s got ]
	bytes=$(cat b/a/c/x.ndjson b/a/y.ndjson | wc -c)
	says "would fetch 2 objects of $((bytes)) bytes" err
}
check '--dry-run: the records of what would be fetched, and how much it is' dry
check '... which --summary has too' \
	pipe 'gcs-fetch -q --dry-run --summary s.json file://b/a/ >got && jq -e ".noted.objects == 3 and
		.measured.object_bytes == ([inputs.size] | add)" s.json got'
check '... one that is not there is a failure' wrong 1 'file://b/none: No such file' --dry-run file://b/none

# ---- gone since they were listed ----

gcs-fetch -q --list file://b/ >list
mv b/a/y.ndjson aside
check 'a file gone since: a failure' sh -c 'gcs-fetch <list >got 2>err; [ $? -eq 1 ] && [ "$(wc -l <got)" -eq 3 ]'
check '... is named' says 'file://b/a/y.ndjson: No such file' err
skipped() {
	gives 0 gcs-fetch --missing=skip --summary s.json <list >got 2>err && [ "$(wc -l <got)" -eq 3 ] &&
		says 'file://b/a/y.ndjson: No such file or directory; skipped' err &&
		jq -e '.noted.missing_objects == 1 and .noted.objects == 3 and (.noted.failed_objects // 0) == 0' s.json
}
check '--missing=skip: named, counted, status 0' skipped
check '... a URI that names nothing is a failure still' \
	wrong 1 'file://b/a/y.ndjson: No such file' --missing skip file://b/a/y.ndjson
check '... and so is a file that cannot be read for another reason' \
	pipe 'echo "{\"uri\":\"file://b/w.ndjson/x\"}" | { ! gcs-fetch --missing=skip 2>err; } && grep -q "Not a dir" err'
mv aside b/a/y.ndjson

for i in 1 2 3; do seq "$i" 300 | sed 's/.*/{"n":&}/' >"s/b/p/$i"; done
faults s || { skip 'objects gone since' 'no perl that can serve'; done_testing; }
STORAGE_EMULATOR_HOST=127.0.0.1:$port
export STORAGE_EMULATOR_HOST
rest() {
	cat s/b/p/1 s/b/p/3 >want
	plan s "$1"
	wrong 1 "gs://b/p/2: $2" gs://b/p/ && same want got || return 1
	plan s "$1"
	gives 0 gcs-fetch --missing=skip --summary s.json gs://b/p/ >got 2>err && same want got &&
		says '; skipped' err && jq -e '.noted.missing_objects == 1' s.json
}
check 'row 12: an object deleted since it was listed' rest 'p/2.alt=media status 404' 404
check 'row 11: one overwritten since' rest 'p/2.alt=media status 412' 412
half() {
	plan s 'p/2.alt=media cut 50' 'p/2.alt=media status 404'
	wrong 1 'gs://b/p/2: 404' --missing=skip --jobs 1 gs://b/p/
}
check '... when some of it was given out: a failure' half
plan s '*p/2.alt=media status 403 no'
check '403 is not gone' wrong 1 'gs://b/p/2: 403' --missing=skip gs://b/p/
plan s '*prefix= status 404 no'
check 'nor is a bucket that is not there' wrong 1 'gs://b/p/: 404' --missing=skip gs://b/p/
plan s
check 'remote objects have their time' \
	names '' --list --since 2021-06-11T10:41:23.001Z gs://b/p/
check '... to the millisecond' \
	pipe 'gcs-fetch -q --since 2021-06-11T10:41:23.000Z gs://b/p/ >got && cat s/b/p/? >want && cmp got want'
pinned() {
	plan s
	echo '{"uri":"gs://b/p/1"}' | gcs-fetch -q --since 2021-06-11 >got && same s/b/p/1 got &&
		grep -q 'GET /storage/v1/b/b/o/p%2F1?fields=' s/log && grep -q 'ifGenerationMatch' s/log
}
check 'a record without a version is looked up first, and pinned' pinned
check 'one with a version but no time cannot be told' \
	pipe 'echo "{\"uri\":\"gs://b/p/1\",\"generation\":\"7\"}" | { ! gcs-fetch --since 2021-06-11 2>err; } &&
		grep -q "gs://b/p/1: its time is not known" err'

done_testing
