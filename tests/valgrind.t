#!/bin/sh
# The pipeline under valgrind: no wrong access, nothing lost.
. "$(dirname "$0")/lib.sh"

if [ -n "${SAN:-}" ]; then
	skip 'the pipeline is clean under valgrind' 'the sanitizers look already'
	done_testing
elif ! command -v valgrind >/dev/null; then
	skip 'the pipeline is clean under valgrind' 'valgrind is not installed'
	done_testing
fi

# stage OUT PROGRAM ARG ...
stage() {
	to=$1 program=$2
	shift 2
	check "$program is clean under valgrind" sh -c '"$@" >"$0"' "$to" \
		valgrind -q --error-exitcode=99 --leak-check=full \
		--errors-for-leak-kinds=definite,indirect "$BIN/$program" -q "$@"
}

stage raw ev-sample --seed 1 --users 40 --days 10
gzip -c raw >raw.gz
stage fetched gcs-fetch "file://$T/raw.gz"
stage decoded ev-decode raw.gz
stage events ev-normalize raw.gz
stage once ev-dedup events events
stage sorted ev-dedup --stable --mem 64K events events
stage stitched ev-stitch --links links events
stage joined ev-stitch --stitch graph events
stage users ev-segment --as-of 2021-07-01 events
stage assigned ev-assign --salt s --message A --message B:2 --control none --balance balance users
stage later ev-assign --salt t --message A --control none --ledger assigned --wave 1 users
stage funnel ev-convert --step event=page_viewed --step event=order_completed events
sed 's/}$/,"converted":true}/' assigned >converted
stage report ev-report --users assigned --salt s --cuped l28 --sequential --after users \
	--message A --message B:2 --control none converted
stage table ev-report --table --users assigned --after users converted

done_testing
