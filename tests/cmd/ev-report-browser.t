#!/bin/sh
# The page of ev-report --html in Chromium: on a screen and a phone, light and dark, on
# paper; with axe-core, which looks whether everybody can read it.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/server/server.sh"

folder=$(HOME=$home sh "$TOP/tests/server/browser") || absent "no browser: $folder"

ev-sample -q --seed 5 --users 900 --days 40 | ev-normalize -q >events
ev-segment -q --as-of 2021-06-21 events >users
ev-segment -q events >later
ev-convert -q --exposure 'Message Sent' --goal 'Order Completed' --users users events |
	jq -c '(.user_id | explode[0] % 5 * 86400) as $on | def on: if . then
			(.[0:19] + "Z" | fromdate + $on | todate | .[0:19] + ".000Z") else . end;
		.exposed_at |= on | if .converted_at then .converted_at |= on else . end' >conversions
ev-report -q --users users --after later --events events --exposure 'Message Sent' \
	--cem --goal "Order Completed" --sequential --cuped l28 --html page.html conversions >report

# Names that could turn round, break out, or be too wide; many levels; eight messages.
jq -nc '["control", "<script>console.log(1)</script>", "\"&", "שלום עולם", "0" * 300, "a b", "c", "d"] as $message |
	["dormant", "שלום \u202eעולם", "W" * 300, "resurrected", "power", "x y z x y z x y z"] as $level |
	range(0; 4800) | {user_id: "u\(.)", message: $message[. % 8], activity: $level[(. / 8 | floor) % 6],
		exposed_at: "2021-06-0\(. % 5 + 1)T00:00:00.000Z", converted: (. % 7 == 0)} |
	if .converted then .converted_at = .exposed_at[0:10] + "T05:00:00.000Z" else . end |
	. + {goal: ("G" * 200), window_s: 604800, mature: true}' >hostile
jq -c '{user_id, l28: ((.user_id[1:] | tonumber) % 29), activity: (.activity + "2")}' hostile >hostile.later
ev-report -q --after hostile.later --sequential --html hostile.html hostile >out

awk 'BEGIN { print "{\"user_id\":\"a\",\"message\":\"m\",\"converted\":true}" }' |
	ev-report -q --html small.html >out

# Something wrong of each kind, to see that it is seen.
sed 's|</main>|<p style="width:2000px;color:#ccc;background:#fff">wide<img src="no.png"/></p></main>|
	s|--s0:#68717f|--s0:#f0f0f0|g; s|</body>|<script>console.log("said")</script></body>|
	s|<figure id="cells"|<figure hidden="" id="cells"|' page.html >broken.html

for name in page hostile small broken; do
	CHROMIUM=$(command -v chromium) timeout 120 node "$TOP/tests/server/browser.js" \
		"$folder" "$name.html" >"$name.seen" 2>"$name.err" || { echo "Bail out! $(tail -n 1 "$name.err")"; exit 1; }
done

# seen FILE CONDITION: of each of its five views
seen() {
	jq -se "length == 5 and all(.[]; $2)" "$1.seen" >/dev/null || { jq -c . "$1.seen"; return 1; }
}
# not_seen FILE CONDITION: of none
not_seen() {
	jq -se "length == 5 and all(.[]; $2 | not)" "$1.seen" >/dev/null || { jq -c . "$1.seen"; return 1; }
}

for name in page hostile small; do
	check "$name: nothing is wider than the window, at 1280, 390 and on paper" \
		seen $name '.wide <= .width and .out == [] and .opened <= .width'
	check "$name: nothing is asked for, nothing said" seen $name '.said == []'
	check "$name: nothing is hidden" seen $name '.hidden == []'
	check "$name: letters do not lie on each other" seen $name '.collisions == []'
	check "$name: contrast of letters, lines and marks" seen $name '.contrast == []'
	check "$name: axe-core finds nothing" seen $name '.rules > 25 and .violations == []'
done
check 'all figures are there' seen page \
	'.figures == ["cells", "pooled", "matched", "forest", "over-time", "wait", "active", "retention", "often", "moves"]'
check 'what is too wide would be seen' not_seen broken '.wide <= .width'
check 'so would what a page says or asks for' seen broken \
	'(.said | index("said")) and (.said | any(test("no.png")))'
check 'so would a figure that is hidden' seen broken '.hidden | any(test("cells"))'
check 'so would lines that are too pale' seen broken '.scheme == "dark" or (.contrast | any(test("s0")))'
check 'so would what axe-core looks for' seen broken '.violations | any(test("image-alt|color-contrast"))'

done_testing
