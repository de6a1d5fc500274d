# report.awk - of rounds.tsv, memory.tsv and targets: report.md and report.ndjson
#
#	awk -v md=FILE -v ndjson=FILE -f report.awk targets memory.tsv rounds.tsv startup.tsv

BEGIN { FS = "\t" }

FILENAME ~ /targets$/ {
	if (!/^#/) target[$1, $2] = $3
	next
}

FILENAME ~ /memory/ { peak[$1, $2, $3] = $4; next }
FILENAME ~ /startup/ { startup[++starts] = $0; next }

# round size job form wall user system
{
	key = $2 SUBSEP $3 SUBSEP $4
	if (!(key in n)) rows[++count] = key
	n[key]++
	round[key, n[key]] = $1
	wall[key, n[key]] = $5
	cpu[key, n[key]] = $6 + $7
	at[$1, key] = $5
}

# The median of the values v[1] ... v[k]; sorts them.
function median(k,	i, j, t) {
	for (i = 2; i <= k; i++) {
		t = v[i]
		for (j = i - 1; j > 0 && v[j] > t; j--) v[j + 1] = v[j]
		v[j + 1] = t
	}
	return k % 2 ? v[(k + 1) / 2] : (v[k / 2] + v[k / 2 + 1]) / 2
}

# wall, least, most, cpu, ratio to ours of one row
function settle(key,	i, k, f, ours) {
	split(key, f, SUBSEP)
	ours = f[1] SUBSEP f[2] SUBSEP "ev"
	for (i = 1; i <= n[key]; i++) v[i] = cpu[key, i]
	used[key] = median(n[key])
	for (i = 1; i <= n[key]; i++) v[i] = wall[key, i]
	took[key] = median(n[key]); least[key] = v[1]; most[key] = v[n[key]]
	k = 0
	for (i = 1; i <= n[key]; i++)
		if ((round[key, i], ours) in at) v[++k] = wall[key, i] / at[round[key, i], ours]
	if (k) { ratio[key] = median(k); low[key] = v[1]; high[key] = v[k] }
}

function megabytes(key) {
	return key in peak ? sprintf("%.1f", peak[key] / 1000) : "-"
}

function is_peer(form) {
	return form !~ /^(ev|igzip)/
}

# The fastest peer of a job at a size, by its median time.
function best_peer(size, job,	i, f, best) {
	for (i = 1; i <= count; i++) {
		split(rows[i], f, SUBSEP)
		if (f[1] == size && f[2] == job && is_peer(f[3]) && (best == "" || took[rows[i]] < took[best]))
			best = rows[i]
	}
	return best
}

function compare(job, size, wanted,	best, ours, limit, f, met) {
	limit = job ~ /[abd]/ ? size SUBSEP "limit" SUBSEP "igzip" : ""
	ours = size SUBSEP job SUBSEP "ev"
	best = best_peer(size, job)
	if (!(ours in n) || best == "") return
	split(best, f, SUBSEP)
	met = wanted == "" ? "" : ratio[best] >= wanted ? "yes" : "**no**"
	printf "| %s | %s | %s | %.2f | %s %.2f | %.2f [%.2f..%.2f] | %s | %s |\n", job, size,
		limit in took ? sprintf("%.2f", took[limit]) : "-", took[ours], f[3], took[best], ratio[best], low[best], high[best], wanted == "" ? "-" : wanted, met >md
	printf "{\"kind\":\"target\",\"job\":\"%s\",\"size\":\"%s\",\"ev_s\":%.3f,\"peer\":\"%s\",\"peer_s\":%.3f,\"ratio\":%.3f,\"target\":%s,\"met\":%s}\n",
		job, size, took[ours], f[3], took[best], ratio[best], wanted == "" ? "null" : wanted,
		wanted == "" ? "null" : met == "yes" ? "true" : "false" >ndjson
}

function compare_all(	i, f, job, size) {
	print "\n## Against the fastest form of the fastest peer\n" >md
	print "Seconds: medians. Limit: igzip inflating the same objects. Ratio: peer's time by ours,\nmedian of the rounds [least..most].\n" >md
	print "| job | size | limit | ours | fastest peer | ratio | goal | met |\n|---|---|---|---|---|---|---|---|" >md
	for (i = 1; i <= count; i++) {
		split(rows[i], f, SUBSEP)
		size = f[1]; job = f[2]
		if (f[3] == "ev") compare(job, size, target[job, size])
	}
}

function all(	i, f) {
	print "\n## All that was run\n" >md
	print "CPU: seconds of all cores. MB: all processes together, at their peaks.\n" >md
	print "| size | job | form | runs | wall s | least | most | CPU s | MB | by ours |\n|---|---|---|---|---|---|---|---|---|---|" >md
	for (i = 1; i <= count; i++) {
		split(rows[i], f, SUBSEP)
		printf "| %s | %s | %s | %d | %.3f | %.3f | %.3f | %.3f | %s | %s |\n", f[1], f[2], f[3], n[rows[i]],
			took[rows[i]], least[rows[i]], most[rows[i]], used[rows[i]], megabytes(rows[i]),
			rows[i] in ratio ? sprintf("%.2f", ratio[rows[i]]) : "-" >md
		printf "{\"kind\":\"form\",\"size\":\"%s\",\"job\":\"%s\",\"form\":\"%s\",\"runs\":%d,\"wall_s\":%.3f,\"least_s\":%.3f,\"most_s\":%.3f,\"cpu_s\":%.3f,\"peak_kb\":%s,\"ratio\":%s}\n",
			f[1], f[2], f[3], n[rows[i]], took[rows[i]], least[rows[i]], most[rows[i]], used[rows[i]],
			rows[i] in peak ? peak[rows[i]] : "null",
			rows[i] in ratio ? sprintf("%.3f", ratio[rows[i]]) : "null" >ndjson
	}
}

# Where a peer has less of something than the best form of ours.
function lost(	i, f, ours, any) {
	print "\n## What others win\n" >md
	for (i = 1; i <= count; i++) {
		split(rows[i], f, SUBSEP)
		ours = f[1] SUBSEP f[2] SUBSEP "ev"
		if (!is_peer(f[3]) || !(ours in n)) continue
		if (ratio[rows[i]] < 1) any = say(f, "time", took[rows[i]], took[ours], "s")
		if (used[rows[i]] < used[ours]) any = say(f, "CPU time", used[rows[i]], used[ours], "s")
		if (rows[i] in peak && peak[rows[i]] < peak[ours])
			any = say(f, "memory", peak[rows[i]] / 1000, peak[ours] / 1000, "MB")
	}
	if (!any) print "Nothing in this run." >md
}

function say(f, what, theirs, ours, unit) {
	printf "- %s at size %s: %s has less %s, %.2f %s, ours %.2f\n", f[2], f[1], f[3], what, theirs, unit, ours >md
	printf "{\"kind\":\"lost\",\"job\":\"%s\",\"size\":\"%s\",\"form\":\"%s\",\"what\":\"%s\",\"theirs\":%.3f,\"ours\":%.3f,\"unit\":\"%s\"}\n",
		f[2], f[1], f[3], what, theirs, ours, unit >ndjson
	return 1
}

function memory(	i, f, size, wanted, worst) {
	print "\n## Memory\n" >md
	for (i = 1; i <= count; i++) {
		split(rows[i], f, SUBSEP)
		if (f[3] != "ev" || !(rows[i] in peak)) continue
		wanted = target["memory", f[1]]
		printf "- %s at size %s: %s MB%s\n", f[2], f[1], megabytes(rows[i]),
			(wanted == "" ? "" : peak[rows[i]] <= wanted ? ", goal met" : ", **goal of " wanted / 1000 " MB missed**") >md
	}
}

# command median_ms least_ms
function startups(	i, f, kind, wanted) {
	if (!starts) return
	print "\n## Start-up\n\nMilliseconds of wall time, median and least, without a shell.\n" >md
	print "| command | median | least | goal | met |\n|---|---|---|---|---|" >md
	for (i = 1; i <= starts; i++) {
		split(startup[i], f, "\t")
		wanted = target["startup", f[1] ~ /-fetch/ ? "fetch" : f[1] ~ /^ev-/ ? "ev" : ""]
		printf "| `%s` | %.2f | %.2f | %s | %s |\n", f[1], f[2], f[3], wanted == "" ? "-" : wanted,
			(wanted == "" ? "" : f[2] < wanted ? "yes" : "**no**") >md
		printf "{\"kind\":\"startup\",\"command\":\"%s\",\"median_ms\":%.3f,\"least_ms\":%.3f}\n", f[1], f[2], f[3] >ndjson
	}
}

END {
	for (i = 1; i <= count; i++) settle(rows[i])
	compare_all()
	memory()
	lost()
	startups()
	all()
}
