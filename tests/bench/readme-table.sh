#!/bin/sh
# readme-table.sh - README's table of build/bench/report.ndjson, which `make bench`
# wrote: the fastest form of each peer; what is slow was measured on a tenth
set -eu
TOP=$(cd "$(dirname "$0")/../.." && pwd)
exec jq -rs '
	def names: {a: "gzip objects to canonical events", b: "gzip objects to one record a user",
		c: "CSV to canonical events", d: "gzip objects to who converted",
		p: "plain ndjson to one record a user"};
	def forms($size; $job; $who): map(select(.kind == "form" and .size == $size and .job == $job
		and (.form == $who or (.form | startswith($who + "-")))));
	def fixed($n): pow(10; $n) as $p | (. * $p | round) as $x | "\($x / $p | floor)"
		+ if $n > 0 then "." + ("\($x % $p + $p)"[1:]) else "" end;
	def cell: if length == 0 then "-" else min_by(.wall_s)
		| "\(.wall_s | fixed(2)) s, \(.peak_kb / 1000 | fixed(0)) MB" end;
	def times: if length == 0 then "-" else min_by(.wall_s) | "\(.ratio | fixed(1)) x" end;
	def gigabytes($size; $job): (map(select(.kind == "data"))
		| map({key: .size, value: (if $job == "c" then .csv else .plain end)}) | from_entries) as $bytes
		| (if $size == "three" then 3 * $bytes.one else $bytes[$size] end) / 1e9 | fixed(1);
	. as $all | (if any(.size == "one") then {a: "three", b: "three", c: "one", d: "three", p: "one"}
		else {a: "tenth", b: "tenth", c: "tenth", d: "tenth", p: "tenth"} end) as $sizes
	| "| job | GB | evkit | DuckDB | ClickHouse | jq | Miller | perl |", "|---|---|---|---|---|---|---|---|",
	(("a", "b", "c", "d", "p") as $job | $sizes[$job] as $size | [
		names[$job], gigabytes($size; $job),
		(map(select(.form == "ev")) | forms($size; $job; "ev") | cell),
		(forms($size; $job; "duckdb") | cell), (forms($size; $job; "chdb") | cell),
		(("jq", "mlr", "perl") as $who | forms("tenth"; $job; $who) | times)
	] | "| " + join(" | ") + " |"),
	"", "Lost:",
	(map(select(.kind == "lost"))
		| if length == 0 then "nothing in this run." else
		.[] | "\(names[.job]), size \(.size): \(.form) has less \(.what), \(.theirs | fixed(2)) \(.unit), evkit \(.ours | fixed(2))" end)
	' "${1:-$TOP/build/bench/report.ndjson}"
