#!/bin/sh
# ev-report --html: well-formed, safe against names, with the numbers of the records.
. "$(dirname "$0")/../lib.sh"

ev-sample -q --seed 5 --users 900 --days 40 | ev-normalize -q >events
ev-segment -q --as-of 2021-06-21 events >users
ev-segment -q events >later
# Messages of one day are put on five, as they would be of a campaign.
ev-convert -q --exposure 'Message Sent' --goal 'Order Completed' --users users \
	--as-of 2021-07-08T00:00:00Z events |
	jq -c '(.user_id | explode[0] % 5 * 86400) as $on | def on: if . then
			(.[0:19] + "Z" | fromdate + $on | todate | .[0:19] + ".000Z") else . end;
		.exposed_at |= on | if .converted_at then .converted_at |= on else . end' >conversions
all() {
	ev-report -q --users users --after later --events events --exposure 'Message Sent' \
		--sequential --cuped l28 "$@"
}
all --html page conversions >report

# ask EXPRESSION FILE: XPath; h: stands for HTML.
ask() {
	xmllint --xpath "$(echo "$1" | sed 's/h:\([a-z0-9]*\)/*[local-name()="\1"]/g')" "$2"
}
asked() {
	got=$(ask "$2" "$3") && [ "$got" = "$1" ] || { echo "$got, not $1"; return 1; }
}
sound() {
	xmllint --noout "$1"
}

# ---- what a page is ----

check 'well-formed as XML' sound page
check 'no script, nothing from elsewhere' sh -c '! grep -niE "<script|javascript:|[^a-z](src|href|on[a-z]+)=|url\(|@import|<(link|iframe|img|object)" page'
check 'one address: that of the namespace' sh -c '! grep -n "http" page | grep -v "xmlns=\"http://www.w3.org/1999/xhtml\">$"'
check 'every figure is there' asked '9' 'count(//h:figure[@id="cells" or @id="pooled" or @id="forest" or
	@id="over-time" or @id="wait" or @id="active" or @id="retention" or @id="often" or @id="moves"])' page
check 'each has a heading and a caption' asked 0 'count(//h:figure[not(h:h2) or not(h:figcaption[string-length(.) > 40])])' page
check 'each drawing has a title and a description' asked 0 \
	'count(//h:svg[not(@aria-hidden)][not(h:title) or not(h:desc) or not(@aria-labelledby)])' page
check 'six drawings' asked 6 'count(//h:svg[not(@aria-hidden)])' page
check 'ids are unique' sh -c '! grep -o " id=\"[^\"]*\"" page | sort | uniq -d | grep .'
check 'five badges' asked 5 'count(//h:section[@id="health"]//h:li)' page
check 'each has a word' asked 5 'count(//h:section[@id="health"]//h:li[contains(., "good") or contains(., "look")])' page
check 'nothing is missing, nothing said to be' asked 0 'count(//*[@id="missing"])' page
check 'headings go down one by one' sh -c '[ "$(grep -o "<h[1-6]" page | uniq | tr -d "\n")" = "<h1<h2<h3" ]'
check 'cells of tables have heads' asked 0 'count(//h:table[not(.//h:th[@scope="col"]) or .//h:tbody/h:tr[not(h:th[@scope])]])' page
check 'no NaN, no inf' sh -c '! grep -niE "(nan|inf)[ ,.<%\"]" page'
check 'no 0 below 0' sh -c '! grep -nE ">(-|−)0(\.0+)?<" page'

# ---- the numbers of the records, formatted once more ----

cat >people.jq <<'END'
def commas: tostring | if length > 3 then (.[:-3] | commas) + "," + .[-3:] else . end;
def fixed($digits): . * pow(10; $digits) | round |
	if $digits == 0 then commas else tostring |
		(if length <= $digits then "0" * ($digits + 1 - length) + . else . end) |
		(.[:-$digits] | commas) + "." + .[-$digits:] end;
def digits($wide): if $wide == null then 1 elif $wide > 20 then 0 elif $wide > 0.5 then 1 else 2 end;
def signed($digits; $sign): (if . < 0 then -. else . end | fixed($digits)) as $text |
	(if $text | test("^[0.]*$") then "" elif . < 0 then "−" elif $sign then "+" else "" end) + $text;
def wide($lo; $hi): if $lo != null and $hi != null then 100 * ($hi - $lo) else null end;
def share($value; $lo; $hi; $sign): if $value == null then "–" else
	(100 * $value | signed(digits(wide($lo; $hi)); $sign)) + " %" end;
def range($lo; $hi; $sign): if $lo == null then "–" elif $hi == null then (100 * $lo | signed(1; $sign)) + " and more" else
	digits(wide($lo; $hi)) as $d | (100 * $lo | signed($d; $sign)) + " to " + (100 * $hi | signed($d; $sign)) end;
def p: if . == null then "–" elif . < 0.0001 then "< 0.0001" else
	fixed(if . < 0.01 then 4 elif . < 0.1 then 3 else 2 end) end;
select(.type == "cell" or .type == "total") |
[(.activity // "all"), .message, (.users | commas), (.converted | commas),
	share(.rate; .rate_lo; .rate_hi; false), range(.rate_lo; .rate_hi; false),
	share(.lift; .lift_lo; .lift_hi; true), range(.lift_lo; .lift_hi; true), (.p | p), (.q | p)] | join("|")
END

# table FIGURE FILE: a row a line, the name of its group before each
table() {
	perl -CSD -0777 -ne 'my ($figure) = /<figure id="'"$1"'".*?<tbody(.*?)<\/table>/s or exit 1;
		my $group = "";
		for ($figure =~ /<tr.*?<\/tr>/gs) {
			$group = $1 if s/<th scope="rowgroup"[^>]*>(.*?)<\/th>//;
			my @cell = map { s/<[^>]*>//gr =~ s/\x{a0}/ /gr =~ s/&lt;/</gr } /<t[hd][^>]*>(.*?)<\/t[hd]>/gs;
			print join("|", $group, @cell), "\n";
		}' "$2"
}

# Numbers of six digits can round to the other side where the seventh was a 5.
as_reported() {
	jq -r -f people.jq report >want
	table cells page | cut -d'|' -f1-10 >got
	[ "$(wc -l <want)" -gt 15 ] && same want got
}
check 'the table: cells and totals as in the records' as_reported

sentence() {
	jq -r "$(sed '/^select/,$d' people.jq)"'select(.type == "pooled" and .message == "B") |
		digits(wide(.diff_lo; .diff_hi)) as $d | (100 * .diff | signed($d; true)) + " points (" +
		range(.diff_lo; .diff_hi; true) + "), a lift of " + share(.lift; .lift_lo; .lift_hi; true) +
		" (" + range(.lift_lo; .lift_hi; true) + ")"' report >want.short
	ask 'string(//h:section[@id="short"])' page | sed 's/\xc2\xa0/ /g' >got.short
	[ -s want.short ] && says "$(cat want.short)" got.short && says 'B converts more than control: +' got.short
}
check 'in short: the pooled figures, in words' sentence

last_wait() {
	jq -r "$(sed '/^select/,$d' people.jq)"'select(.type == "survival" and .message == "A" and .seconds == 604800) |
		"Of A " + share(.rate; .rate_lo; .rate_hi; false) + " (" + range(.rate_lo; .rate_hi; false) +
		") have converted after 7 days"' report >want.wait
	ask 'string(//h:figure[@id="wait"]/h:figcaption)' page | sed 's/\xc2\xa0/ /g' >got.wait
	[ -s want.wait ] && says "$(cat want.wait)" got.wait
}
check 'time to convert: the caption is the last step' last_wait

day_7() {
	jq -r "$(sed '/^select/,$d' people.jq)"'select(.type == "retention" and .message == "B" and .day == 7) |
		"B: " + share(.share; .share_lo; .share_hi; false) + " (" + range(.share_lo; .share_hi; false) +
		") were active on day 7"' report >want.day
	ask 'string(//h:figure[@id="retention"]/h:figcaption)' page | sed 's/\xc2\xa0/ /g' >got.day
	[ -s want.day ] && says "$(cat want.day)" got.day
}
check 'retention: the caption is that of day 7' day_7

power() {
	jq -s '[.[] | select(.type == "active_days" and .message == "A")] |
		([.[] | select(.l28 >= 16) | .with] | add) / .[0].users * 100' report >want.power
	ask 'string(//h:figure[@id="active"]/h:figcaption)' page | sed -n 's/^.*A: \([0-9.]*\).*were active on 16 days.*/\1/p' >got.power
	[ -s got.power ] && awk 'NR == FNR { want = $1; next } { exit $1 - want > 0.06 || want - $1 > 0.06 }' want.power got.power
}
check 'power-user curve: the share of 16 days and more' power

moved() {
	jq -r "$(sed '/^select/,$d' people.jq)"'select(.type == "migration" and .message == "A" and
		.before == "core" and .after == "core") | share(.share; .share_lo; .share_hi; false) +
		range(.share_lo; .share_hi; false)' report >want.move
	perl -CSD -0777 -ne '/<caption>A<\/caption>.*?<tr class="row"><th scope="row">core<\/th>(.*?)<\/tr>/s and
		print map { "$_\n" } map { s/<[^>]*>//gr =~ s/\x{a0}/ /gr } $1 =~ /<td.*?<\/td>/gs' page >got.move
	[ -s want.move ] && grep -qF -e "$(cat want.move)" got.move
}
check 'moves: from core to core as in the records' moved

# ---- what must not matter, what must not be written ----

shuffled() {
	shuf --random-source=page conversions >other
	shuf --random-source=page events >other.events
	ev-report -q --users users --after later --events other.events --exposure 'Message Sent' \
		--sequential --cuped l28 --html again other >report.again &&
		cmp page again && cmp report report.again
}
check 'records and events in another order: the same page, and records' shuffled
check 'with --html - the page is all there is' sh -c \
	'ev-report -q --users users --after later --events events --exposure "Message Sent" \
		--sequential --cuped l28 --html - conversions | cmp - page'
check 'it is beside --table too' sh -c 'ev-report -q --html with.table --table conversions | grep -q "users counted" && [ -s with.table ]'
check '--html - and --table: only one of them' gives 2 ev-report --html - --table conversions
full() {
	gives 1 ev-report --html /dev/full conversions >out 2>err && says 'ev-report: --html: /dev/full: cannot write: ' err
}
check 'a full disk: status 1, and said' full
nowhere() {
	gives 1 ev-report --html no/such/folder conversions >out 2>err && says 'no/such/folder' err && ! [ -s out ]
}
check 'a folder that is not there: status 1, no records' nowhere
kept() {
	mkdir sealed && echo old >sealed/page && mkdir sealed/page.part
	gives 1 ev-report -q --html sealed/page conversions >out 2>err && says old sealed/page
}
check 'a page that cannot be made leaves the old one' kept
left() {
	echo other >elsewhere && ln -s ../elsewhere sealed/left.part
	ev-report -q --html sealed/left conversions >out && sound sealed/left && says other elsewhere && ! [ -e sealed/left.part ]
}
check 'what an earlier run left beside it goes, and no link is followed' left
linked() {
	echo old >target && ln -s target link
	ev-report -q --html link conversions >out && [ -L link ] && sound target
}
check 'where a link points, the page is written there' linked

# ---- names that mean harm ----

long=$(printf '%0300d' 0)
jq -nc --arg long "$long" '["control", "<script>alert(1)</script>", "\"&'"'"'<b>", "שלום \u202eעולם", $long,
	"tab\tnul\u0000 \ufffe"] as $names |
	range(0; 900) | {user_id: "u\(.)", message: $names[. % 6], activity: $names[(. / 6 | floor) % 6],
		exposed_at: "2021-06-0\(. % 5 + 1)T00:00:00.000Z", converted: (. % 7 == 0)} |
	if .converted then .converted_at = .exposed_at[0:10] + "T05:00:00.000Z" else . end |
	. + {goal: "</title><b>", window_s: 604800, mature: true}' >hostile
jq -c '{user_id, l28: 3, activity: "\"><svg onload=alert(1)>"}' hostile >hostile.later
ev-report -q --after hostile.later --html hostile.html hostile >out
check 'hostile names: well-formed' sound hostile.html
check 'they are no markup' sh -c '! grep -niE "<script|<svg onload|<b><|</title><b>" hostile.html'
check 'they are there as text' asked '<script>alert(1)</script>' \
	'string((//h:figure[@id="cells"]//h:th[@scope="row"][contains(., "script")])[1])' hostile.html
check 'a goal too' sh -c 'grep -q "Goal: &lt;/title&gt;&lt;b&gt; within 7 days" hostile.html'
check 'right-to-left names are isolated' sh -c 'grep -q "⁨שלום .*עולם⁩" hostile.html && ! grep "שלום" hostile.html | grep -v "⁨שלום"'
check 'a long name is whole once, and short in drawings' sh -c "grep -q '$long' hostile.html && grep -q '0000000*…' hostile.html"
check 'no control bytes' sh -c '! LC_ALL=C tr -d "\n" <hostile.html | grep -qP "[\x00-\x1f\x7f]"'

# ---- little data ----

check 'no records: a page that says so' sh -c 'ev-report -q --html none </dev/null && grep -q "There are no records" none && xmllint --noout none'
one() {
	printf '%s\n' '{"user_id":"a","message":"only","converted":true}' '{"user_id":"b","message":"only","converted":false}' |
		ev-report -q --html one >out && sound one && says 'nothing to compare it with' one &&
		asked 7 'count(//*[@id="missing"]//h:dt)' one
}
check 'two users of one message: figures that are not there are named with their option' one
alike() {
	for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
		printf '{"user_id":"a%d","message":"A","converted":true}\n{"user_id":"b%d","message":"B","converted":true}\n' $i $i
	done | ev-report -q --html alike >out && sound alike && says 'B: nothing to tell them by' alike || return 1
	! says 'a lift of' alike && jq -se '[.[] | select(.type == "pooled") | has("lift")] == [false] and
		([.[] | select(.type == "cell" and .vs) | [has("mde"), .lift, (.lift_lo < -0.1)]] == [[false, 0, true]])' out
}
check 'all converted: no interval without width, no effect that nothing would hide' alike
observed() {
	ev-report -q --users users --events events --exposure 'Message Sent' --cem --goal 'Order Completed' \
		--html observed conversions >observed.ndjson && sound observed || return 1
	jq -r "$(sed '/^select/,$d' people.jq)"'select(.type == "matched" and .message == "B") | .message as $m |
		digits(wide(.diff_lo; .diff_hi)) as $d | [$m, (.users | commas), (.converted | commas),
		share(.rate; .rate_lo; .rate_hi; false), range(.rate_lo; .rate_hi; false), (.others | commas),
		share(.others_rate; null; null; false), (100 * .diff | signed($d; true)),
		range(.diff_lo; .diff_hi; true), (.p | p), (.unmatched | commas)] | join("|")' observed.ndjson >want.observed
	table matched observed | cut -c2- | grep '^B|' >got.observed
	[ -s want.observed ] && same want.observed got.observed && says 'An observation, no experiment' observed
}
check '--cem: a table as in the records, called an observation' observed
alarm() {
	awk 'BEGIN { for (i = 0; i < 900; i++) printf "{\"user_id\":\"u%d\",\"message\":\"%s\",\"converted\":false}\n",
		i, i % 3 ? "control" : "B" }' | ev-report -q --html odd >out 2>err && sound odd &&
		ask 'string(//h:section[@id="health"]//h:li[@class="stop"])' odd >word && says 'stop' word &&
		says 'do not go by what follows' odd
}
check 'users are missing: stop, in the first badge and before the sentences' alarm
many() {
	awk 'BEGIN { for (i = 0; i < 6400; i++) printf "{\"user_id\":\"u%d\",\"message\":\"m%02d\",\"activity\":\"l%d\",\"converted\":%s}\n",
		i, i % 64, i % 40, i % 7 ? "false" : "true" }' | ev-report -q --html many >out && sound many &&
		says 'The first 8 of 64 messages are drawn.' many && says 'The first 30 levels are drawn.' many
}
check '64 messages at 40 levels: some are drawn, which is said' many

done_testing
