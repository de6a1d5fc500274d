#!/bin/sh
# The Makefile of evkit(7): a target a day, and none that is half there.
. "$(dirname "$0")/../lib.sh"

sed -n '/^A backfill/,/^\.Ed/p' "$TOP/man/evkit.7" | sed '1,/^\.Bd/d; /^\.Ed/d; s/\\&//; s/\\e/\\/' >Makefile
ev-sample -q --users 30 --days 3 --seed 5 --bucket bucket
bad=$(find bucket -path '*/1622592000000/*.gz' | head -n 1)
cp "$bad" good.gz
head -c 100 good.gz >"$bad"

unset MAKEFLAGS MFLAGS MAKELEVEL
check 'a day that is damaged fails' sh -c '! make -k >made 2>err'
check '... and leaves no target' test ! -e days/2021-06-02.events
check '... the other days are there' test -s days/2021-06-01.events -a -s days/2021-06-03.events
stat -c '%n %y' days/*.events >before
cp good.gz "$bad"
check 'run again, it is made' make
check '... and only that' \
	pipe 'stat -c "%n %y" days/*.events >after; ! cmp -s before after && grep -v 06-02 after | cmp - before'
all() {
	for day in 1622505600000 1622592000000 1622678400000; do
		gcs-fetch -q --max-rejects 10% "file://bucket/segment-logs/**/$day/**"
	done | ev-normalize -q --max-rejects 10% | sort >want
	sort days/*.events >got && [ -s want ] && same want got
}
check 'together they are what one run gives' all
check 'a third time nothing is done' pipe 'make | grep -q "Nothing to be done"'

done_testing
