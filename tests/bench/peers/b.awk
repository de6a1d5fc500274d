# One record a user, of lines "user TAB day": how many events, active days, first and
# last day. jq and perl have no table that is faster.
BEGIN { FS = "\t"; of = day(ASOF) }

function day(date,	y, m) {
	y = substr(date, 1, 4); m = substr(date, 6, 2)
	if (m < 3) { y--; m += 12 }
	return 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * m - 457) / 5) + substr(date, 9, 2)
}

{
	events[$1]++
	if (!(($1, $2) in seen)) {
		seen[$1, $2] = 1
		if (!($2 in ago)) ago[$2] = of - day($2)
		if (ago[$2] < 7) l7[$1]++
		if (ago[$2] < 28) l28[$1]++
		if (!($1 in first) || $2 < first[$1]) first[$1] = $2
		if ($2 > last[$1]) last[$1] = $2
	}
}

END {
	for (u in events)
		printf "{\"user_id\":\"%s\",\"recency_days\":%d,\"l7\":%d,\"l28\":%d,\"tenure_days\":%d,\"events\":%d,\"first_seen\":\"%s\",\"last_seen\":\"%s\"}\n",
			u, ago[last[u]], l7[u], l28[u], ago[first[u]], events[u], first[u], last[u]
}
