#!/bin/sh
# run.sh full|quick|report - our programs and what else one could pick, on the same
# work, in the same run
#
# `make bench` and `make bench-quick` call it; "report" writes the last run's once more.
# In build/bench: data, kept between runs; peers; rounds.tsv, every single time;
# report.md and report.ndjson. Which commands is the table tests/bench/forms, which
# targets the table tests/bench/targets.
#
# Rounds are interleaved: in each, every form runs once, so that a slow minute of the
# machine is everybody's. Ratios are of two times of the same round, their median
# counts. Outputs are compared before anything is timed.
set -eu
TOP=$(cd "$(dirname "$0")/../.." && pwd)
W=${W:-$TOP/build/bench} PEERS=$TOP/tests/bench/peers
NODE_PATH=$W/peers/node_modules LC_ALL=C TZ=UTC
PATH=${BIN:-$TOP/build/bin}:$PATH
export TOP W PEERS NODE_PATH LC_ALL TZ PATH
unset EVKIT_SCAN EVKIT_INFLATE
tab=$(printf '\t')

case ${1-} in
full) sizes='tenth one three' rounds=7 sample=tenth compared=any ;;
quick) sizes=tenth rounds=3 sample=hundredth compared=tenth ;;
report) sizes='' rounds=0 sample='' compared='' ;;
*) echo 'usage: run.sh full|quick|report' >&2; exit 2 ;;
esac
rounds=${ROUNDS:-$rounds} sizes=${SIZES:-$sizes}

# ---- what is needed ----

# Three times over are three names of each object.
three_times() {
	rm -rf "$W/three"
	mkdir -p "$W/three/gz"
	for i in 1 2 3; do
		for f in "$W"/one/gz/*.gz; do ln "$f" "$W/three/gz/$i-${f##*/}"; done
	done
	cp "$W/one/asof" "$W/three/"
}

make_data() {
	case $sample in hundredth) sh "$TOP/tests/bench/data" "$W/hundredth" 10500 1086 ;; esac
	sh "$TOP/tests/bench/data" "$W/tenth" 105000 10860
	case $sizes in *one*) sh "$TOP/tests/bench/data" "$W/one" 1050000 108600 ;; esac
	case $sizes in *three*) three_times ;; esac
}

# use SIZE: the variables that commands have
use() {
	GZ=$W/$1/gz PLAIN=$W/$1/plain.ndjson CSV=$W/$1/events.csv ASOF=$(cat "$W/$1/asof")
	export GZ PLAIN CSV ASOF
}

# has FORM: is what it needs installed? Peers of one name are there or not together.
has() {
	case $1 in
	ev*) ;;
	duckdb*) [ -d "$NODE_PATH/@duckdb" ] ;;
	chdb*) [ -d "$NODE_PATH/chdb" ] ;;
	jq*) command -v jq mawk ;;
	mlr*) command -v mlr ;;
	perl*) perl -MJSON::XS -MText::CSV_XS -e 1 ;;
	igzip*) command -v igzip ;;
	esac >/dev/null 2>&1
}

# forms SIZE|any: rows of the table that run at this size, of peers that are there
forms() {
	grep -v '^#' "$TOP/tests/bench/forms" | while IFS=$tab read -r job form at command; do
		case " $at any " in *" $1 "*) ;; *) continue ;; esac
		has "$form" && printf '%s\t%s\t%s\n' "$job" "$form" "$command"
	done
}

# ---- are the outputs the same? ----

# Fields without null, keys in order, sorted: what the job is about.
facts() {
	case $1 in
	[ac]) jq -cS 'with_entries(select(.value != null))' ;;
	[bp]) jq -c '[.user_id, .events, .recency_days, .l7, .l28, .tenure_days, .first_seen, .last_seen]' ;;
	d) jq -c '[.user_id, .exposed_at[:10], .exposed_at[11:19], .converted]' ;;
	esac | sort | cksum
}

agree() {
	use "$sample"
	forms "$compared" | grep -v '^limit' >"$W/agree"
	ours='' nothing=$(cksum </dev/null)
	while IFS=$tab read -r job form command; do
		# Two writers into one pipe mix their lines.
		case $form in *-two) continue ;; esac
		sum=$(sh -c "$command" </dev/null | facts "$job")
		case $form in ev) ours=$sum ;; esac
		[ "$sum" = "$ours" ] && [ "$sum" != "$nothing" ] && continue
		echo "run.sh: job $job: what $form writes is not what ev writes: $sum, $ours" >&2
		exit 1
	done <"$W/agree"
	echo "bench: the outputs of $(wc -l <"$W/agree") commands agree"
}

# ---- rounds ----

# one ROUND SIZE JOB FORM COMMAND
one() {
	rm -f "$W/cost"
	status=0
	"$W/measure" "$W/cost" sh -c "$5" </dev/null >/dev/null || status=$?
	[ "$status" -eq 0 ] || { echo "run.sh: $3, $4: exit status $status" >&2; exit 1; }
	printf '%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$4" "$(cat "$W/cost")" >>"$W/rounds.tsv"
}

# Slow peers, those that run at a tenth only, have fewer rounds.
round() {
	for size in $sizes; do
		use "$size"
		forms "$size" >"$W/forms"
		while IFS=$tab read -r job form command; do
			case $1:$form in
			[!1]:jq* | [!1]:mlr* | [!1]:perl*) [ "$rounds" -gt 3 ] && [ "$1" -le 3 ] || continue ;;
			esac
			one "$1" "$size" "$job" "$form" "$command"
		done <"$W/forms"
	done
}

all_rounds() {
	: >"$W/rounds.tsv"
	: >"$W/load.tsv"
	i=0
	while [ $((i += 1)) -le "$rounds" ]; do
		printf '%s\t%s\n' "$i" "$(cut -d' ' -f1 /proc/loadavg)" >>"$W/load.tsv"
		echo "bench: round $i of $rounds, load $(cut -d' ' -f1 /proc/loadavg)"
		round "$i"
	done
}

# Memory in a run of its own, not timed; of a quick run without the slow peers.
memory() {
	: >"$W/memory.tsv"
	for size in $sizes; do
		use "$size"
		forms "$size" >"$W/forms"
		while IFS=$tab read -r job form command; do
			case $sample:$form in hundredth:jq* | hundredth:mlr* | hundredth:perl*) continue ;; esac
			rm -f "$W/cost"
			"$W/measure" -m "$W/cost" sh -c "$command" </dev/null >/dev/null
			printf '%s\t%s\t%s\t%s\n' "$size" "$job" "$form" "$(cut -f 4 "$W/cost")" >>"$W/memory.tsv"
		done <"$W/forms"
	done
}

# ---- the report ----

version() {
	printf '%s ' "$1"
	shift
	"$@" 2>/dev/null | head -n 1
}

# What is not there is named: a report without it is no comparison with it.
versions() {
	version evkit ev-normalize --version
	version source git -C "$TOP" describe --always --dirty
	version compiler cc --version
	for p in duckdb chdb jq mlr perl igzip; do
		has "$p" || { echo "$p is not installed: not compared"; continue; }
		case $p in
		duckdb) echo "$p $(npm_version @duckdb/node-api)" ;;
		chdb) echo "$p $(npm_version chdb)" ;;
		perl) version "perl JSON::XS" perl -MJSON::XS -e 'print $JSON::XS::VERSION' && echo ;;
		igzip) version "$p" sh -c 'igzip -V 2>&1' ;;
		*) version "$p" "$p" --version ;;
		esac
	done
}

npm_version() {
	jq -r .version "$NODE_PATH/$1/package.json"
}

machine() {
	echo "# evkit beside what else one could pick"
	echo
	sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1
	echo "$(nproc) cores, $(awk '/MemTotal/ { printf "%.0f", $2 / 1e6 }' /proc/meminfo) GB, $(uname -sr), $(date -u +%F)"
	echo
	versions | sed 's/^/- /'
	echo "- load before each round: $(cut -f 2 "$W/load.tsv" | paste -sd' ' -)"
	echo
	awk '/^# a:/, 0' "$TOP/tests/bench/forms" | sed -n 's/^# \([a-z]*: .*\)/- \1/p'
	echo "- sizes: one is 1.05 million Segment calls in 33 gzip objects; tenth; three times over"
}

# What the sizes are in bytes; three times over is what it says.
data_sizes() {
	for size in tenth one; do
		[ -f "$W/$size/asof" ] || continue
		printf '{"kind":"data","size":"%s","plain":%s,"csv":%s}\n' "$size" \
			"$(wc -c <"$W/$size/plain.ndjson")" "$(wc -c <"$W/$size/events.csv")"
	done
}

write_report() {
	machine >"$W/report.md"
	awk -v md="$W/report.body" -v ndjson="$W/report.ndjson" -f "$TOP/tests/bench/report.awk" \
		"$TOP/tests/bench/targets" "$W/memory.tsv" "$W/startup.tsv" "$W/rounds.tsv"
	data_sizes >>"$W/report.ndjson"
	cat "$W/report.body" >>"$W/report.md"
	rm -f "$W/report.body"
}

install_peers() {
	[ -d "$NODE_PATH/chdb" ] && [ -d "$NODE_PATH/@duckdb" ] && return
	mkdir -p "$W/peers"
	command -v npm >/dev/null && npm install --silent --no-fund --no-audit --prefix "$W/peers" \
		@duckdb/node-api@1.5.6-r.1 chdb@3.4.0 >&2 ||
		echo 'bench: no DuckDB, no chdb: npm is not there, or cannot reach its registry' >&2
}

measure_all() {
	mkdir -p "$W"
	install_peers
	make_data
	agree
	all_rounds
	memory
	echo 'bench: start-up'
	RUNS=$((rounds * 10)) BIN=${BIN:-$TOP/build/bin} sh "$TOP/tests/bench/startup.sh" "$W/startup.tsv"
}

[ "$rounds" -eq 0 ] || measure_all
write_report
cat "$W/report.md"
