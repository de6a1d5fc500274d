#!/bin/sh
# startup.sh FILE - how long programs take that have nothing to do, as lines "command,
# median, least", in milliseconds, by hyperfine without a shell
set -eu
to=$1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
mkdir one
echo "{\"a\":1}" >one/a.ndjson

# Standard input is empty there. Notes on outliers are left out: the median is asked for.
timed() {
	hyperfine -N --warmup 5 --runs "${RUNS:-60}" --style none --export-json times "$1" >/dev/null 2>&1
	jq -r '.results[0] | [.command, .median * 1000, .min * 1000] | @tsv' times >>"$to"
}

: >"$to"
for program in "$BIN"/*; do
	timed "${program##*/} --version"
done
for command in ev-decode ev-normalize ev-dedup ev-segment 'ev-convert --exposure a --goal b' \
	'gcs-fetch file://one/' 's3-fetch file://one/' 'az-fetch file://one/'; do
	timed "$command -q"
done
