#!/bin/sh
# demo.sh - a bucket of made-up Segment exports goes through the whole pipeline.
#
# `make demo` runs it after building. Everything it writes lies in build/demo.
# What it prints is counted from the programs' output, nothing is known before.
set -eu
TOP=$(cd "$(dirname "$0")/.." && pwd)
D=${DEMO:-$TOP/build/demo}
PATH=${BIN:-$TOP/build/bin}:$PATH LC_ALL=C
export PATH LC_ALL

from=$PWD
mkdir -p "$D/log"
rm -rf "$D/bucket"
cd "$D"

# stage NAME COMMAND ...: runs it with a log, and keeps its status: in a pipe,
# sh knows only that of the last command.
stage() {
	name=$1 status=0
	shift
	"$@" --summary "log/$name.json" 2>"log/$name.err" || status=$?
	echo "$status" >"log/$name.status"
}

# checked NAME ...: each stage ended with 0, or the demo ends here and says why.
checked() {
	for name; do
		status=$(cat "log/$name.status")
		[ "$status" -eq 0 ] && continue
		cat "log/$name.err" >&2
		echo "demo.sh: $name: exit status $status" >&2
		exit 1
	done
}

# count NAME FIELD: a number of the stage's summary.
count() {
	sed -n "s/.*\"$2\":\([0-9][0-9]*\).*/\1/p" "log/$1.json"
}

# reasons NAME: "15 bad_json, 3 no_identity"
reasons() {
	sed 's/.*"rejected":{\([^}]*\)}.*/\1/; s/"//g' "log/$1.json" | tr ',' '\n' |
		awk -F: 'NF > 1 { printf "%s%s %s", n++ ? ", " : "", $2, $1 }
			END { if (!n) printf "none" }'
}

# example NAME: the first reject, without the object's folders.
example() {
	sed -n 's|^[a-z-]*: [^:]*:[^:]*/\([^/]*:[0-9]*:[0-9]*: .*\)|           such as \1|p' \
		"log/$1.err" | head -n 1
}

# Fields of a record by name, for awk: of lines that our programs wrote.
# shellcheck disable=SC2016 # $0 is awk's
field='
	function field(name,	at, rest) {
		at = index($0, "\"" name "\":")
		if (!at) return ""
		rest = substr($0, at + length(name) + 3)
		sub(/^"/, "", rest)
		sub(/[",}].*/, "", rest)
		return rest
	}
'

began=$(date +%s)
stage sample ev-sample --seed 1 --users 3000 --days 30 --bucket bucket --truth truth.ndjson
checked sample

stage fetch gcs-fetch --with-source --max-rejects 1% --rejects rejects-fetch.ndjson \
	"file://$D/bucket/segment-logs/" |
	stage decode ev-decode |
	stage normalize ev-normalize --max-rejects 1% --rejects rejects-normalize.ndjson >events.ndjson
checked fetch decode normalize

# Activity is measured before the messages go out, or they would move it.
as_of=$(sed -n '1s/.*"activity_as_of":"\([^"]*\)".*/\1/p' truth.ndjson)
stage segment ev-segment --known --as-of "$as_of" --where 'event!=Message Sent' events.ndjson \
	>segments.ndjson
stage convert ev-convert --exposure 'event=Message Sent' --goal 'event=Order Completed' \
	--within 7d --users segments.ndjson events.ndjson >conversions.ndjson
stage funnel ev-convert --step 'event=Signed Up' --step 'event=Onboarding Completed' \
	--step 'event=Trial Started' --within 7d events.ndjson >funnel.ndjson
checked segment convert funnel

# What the messages did; and a next wave of them, of the same users, in equal shares.
after=$(sed -n '1s/.*"activity_end_as_of":"\([^"]*\)".*/\1/p' truth.ndjson)
stage later ev-segment --known --as-of "$after" --where 'event!=Message Sent' events.ndjson \
	>segments-later.ndjson
stage report ev-report --html report.html --users segments.ndjson --after segments-later.ndjson \
	--events events.ndjson --exposure 'event=Message Sent' --sequential conversions.ndjson >report.ndjson
stage assign ev-assign --salt demo --message A --message B --control control \
	--balance balance.ndjson segments.ndjson >assigned.ndjson
checked later report assign

# ---- what came of it ----

printf 'bucket     %s gzip objects, %s lines of made-up Segment exports, 30 days, 3000 users\n' \
	"$(count sample objects)" "$(count sample written)"
printf 'fetch      %s objects read, %s ignored; %s records, rejected: %s\n' "$(count fetch objects)" \
	"$(count fetch ignored_objects)" "$(count fetch written)" "$(reasons fetch)"
example fetch
printf 'normalize  %s events of %s records, rejected: %s\n' "$(count normalize written)" \
	"$(count normalize read)" "$(reasons normalize)"
example normalize
printf 'segment    %s users as of %s, before the messages of the next day\n' \
	"$(count segment written)" "$as_of"
printf 'convert    %s users got a message; who ordered within 7 days:\n\n' "$(count convert written)"

awk "$field"'
	function cell(l, m,	text) {
		text = sprintf("%d of %d", k[l, m], n[l, m])
		return sprintf("%14s %5.1f %%", text, n[l, m] ? 100 * k[l, m] / n[l, m] : 0)
	}
	function add(l, m) {
		n[l, m]++
		k[l, m] += field("converted") == "true"
	}
	FILENAME == "segments.ndjson" { users[field("activity")]++; users["all"]++; next }
	{
		l = field("activity")
		if (l == "") l = "(none)"
		add(l, field("message")); add("all", field("message"))
	}
	END {
		levels = split("power core casual new resurrected slipping dormant unknown (none) all", level, " ")
		printf "  %-12s %6s %22s %22s %22s\n", "activity", "users", "control", "A", "B"
		for (i = 1; i <= levels; i++) {
			l = level[i]
			if (users[l] || n[l, "control"] || n[l, "A"] || n[l, "B"])
				printf "  %-12s %6d %s %s %s\n", l, users[l], cell(l, "control"), cell(l, "A"), cell(l, "B")
		}
	}' segments.ndjson conversions.ndjson

sed 's/.*"level":\([0-9]*\),"of".*/\1/' funnel.ndjson | awk '
	{ for (i = 1; i <= $1; i++) n[i]++ }
	END { printf "\nfunnel     Signed Up %d, Onboarding Completed %d, Trial Started %d\n", n[1], n[2], n[3] }'
awk "$field"'
	function percent(x) { return sprintf("%+.0f %%", 100 * x) }
	FILENAME == "truth.ndjson" { sub(/.*"lift":/, ""); put["A"] = field("A"); put["B"] = field("B"); nextfile }
	/"type":"pooled"/ {
		m = field("message"); lo = field("lift_lo"); hi = field("lift_hi")
		text = text sprintf("%s %s %s, found %s (%s to %s)", text ? ";" : "", m, percent(put[m]),
			percent(field("lift")), percent(lo), percent(hi))
		within += put[m] >= lo && put[m] <= hi
	}
	END { printf "report     put in:%s: %d of 2 within\n", text, within }' truth.ndjson report.ndjson
tail -n 1 balance.ndjson | awk "$field"'{
	printf "assign     the next wave: %s users; messages differ by at most %s in a segment\n",
		field("users"), field("segment_apart") }'
printf 'files      %s in %s: report.html, to be opened in a browser;\n' "$(($(date +%s) - began)) s," \
	"${D#"$from/"}"
printf '           events, segments, conversions, funnel, report, assigned,\n'
printf '           rejects-*.ndjson; truth.ndjson says what was put in; log/ what each program said\n'
