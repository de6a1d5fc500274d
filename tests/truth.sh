#!/bin/sh
# tests/truth.sh [FIRST LAST [USERS]] - how often the 95% interval of ev-report holds
# the lift that ev-sample made its users with. Run by hand: 500 seeds take minutes.
#
#	$ PATH=$PWD/build/bin:$PATH sh tests/truth.sh 1 500
#	in 953 of 1000 intervals: 95.3 %
set -eu
first=${1:-1} last=${2:-500} users=${3:-1500}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
for seed in $(seq "$first" "$last"); do
	ev-sample -q --seed "$seed" --users "$users" --days 40 --truth truth | ev-normalize -q >events
	ev-segment -q --as-of "$(sed -n '1s/.*"activity_as_of":"\([^"]*\)".*/\1/p' truth)" events >users
	ev-convert -q --exposure 'Message Sent' --goal 'Order Completed' --users users events |
		ev-report -q --control control >report
	sed -n '1s/.*"lift":{\([^}]*\)}.*/\1/p' truth | tr -d '"' | tr ',:' '\n ' |
		awk 'NR == FNR { lift[$1] = $2; next }
			/"type":"total"/ && /"lift_lo"/ {
				match($0, /"message":"[^"]*"/); name = substr($0, RSTART + 11, RLENGTH - 12)
				match($0, /"lift_lo":[^,]*/); lo = substr($0, RSTART + 10, RLENGTH - 10)
				match($0, /"lift_hi":[^,]*/); hi = substr($0, RSTART + 10, RLENGTH - 10)
				print lo + 0 <= lift[name] && lift[name] <= hi + 0, name, lo, hi
			}' - report
done | tee all | awk '{ held += $1; n++ }
	END { printf "in %d of %d intervals: %.1f %%\n", held, n, 100 * held / n; exit !n }'
