# many.sh - one test for all stores: 10,001 objects, 11 pages of 1000. After lib.sh
# and server.sh:
#
#	compare_many gcs|s3|az
#
# Azurite looks at all of an account's objects for each request, 15 ms where there
# are 10,000: so it has 2,001 of them, 11 pages of 200; EVKIT_MANY=10001 takes five
# minutes. How fast it is, beside rclone and curl, is said and not judged.
# shellcheck shell=sh disable=SC2154 # kind, scheme, origin, plain, front are of these
. "$TOP/tests/server/stores.sh"
. "$TOP/tests/server/nginx.sh"
. "$TOP/tests/server/others.sh"

# The objects of client.js's fill, as files below a folder: 00001 to 10001.
many_files() {
	mkdir -p "$1" && perl -e 'for $i (1 .. $ARGV[1]) {
		open my $f, ">", sprintf "%s/%05d +&%%.ndjson", $ARGV[0], $i or die; print $f "{\"i\":$i}\n" }' "$1" "$many"
}

filled() {
	case $kind in
	gcs) many_files gcs-data/cont/many ;;
	*) vendor fill cont "$many" ;;
	esac
}

listed() {
	fetch -q --list "$scheme://cont/many/" >list || return 1
	jq -r .uri list >got
	seq "$many" | sed "s/.*/0000&/; s/.*\(.....\)\$/$scheme:\/\/cont\/many\/\1 +\&%.ndjson/" >want
	same want got
}

# Azure gives 5000 a page; nginx asks it for fewer where it is told to.
in_pages() {
	at "http://127.0.0.1:$plain"
	if [ "$kind" != az ]; then fetch -q --list "$scheme://cont/many/" >got
	else
		vendor sas cont >token &&
			env -u AZURE_STORAGE_KEY az-fetch --key token --header "X-Page: $((many / 10))" --endpoint "$endpoint" \
				-q --list "$scheme://cont/many/" >got
	fi || return 1
	at "http://$origin"
	same list got || return 1
	pages=$(grep -c 'list-type=2\|comp=list\|maxResults=' "$front/log")
	[ "$pages" -eq 11 ] || { echo "$pages pages"; return 1; }
}

# timed NAME COMMAND ...: how many objects a second, to the file speeds; what it
# wrote, a line an object, is in got.
timed() {
	name=$1
	shift
	took "$@"
	objects=$(wc -l <got)
	echo "$name: $objects objects in $ms ms, $((objects * 1000 / ms)) a second" >>speeds
	return $status
}

in_order() {
	prefix='/usr/bin/time -f %M -o peak' timed "$program --jobs 16" fetch -q --jobs 16 "$scheme://cont/many/" &&
		seq "$many" | sed 's/.*/{"i":&}/' >want && same want got
}

bounded() {
	tail -n 1 peak && [ "$(tail -n 1 peak)" -lt $((64 << 10)) ]
}

# What others do with the same objects, each for at most 8 seconds.
others() {
	others_begin
	url_parts
	perl -e 'printf "url = \"%smany%s%05d%%20%%2B%%26%%25.ndjson%s\"\n", $ARGV[0], $ARGV[1], $_, $ARGV[3] for 1 .. $ARGV[2]' \
		"$url_begin" "$([ "$kind" = gcs ] && echo %2F || echo /)" "$many" "$url_end" >urls
	timed 'rclone cat' timeout 8 rclone cat -q x:cont/many
	timed 'rclone copy --transfers 16' rclone_copy
	timed 'curl -Z --parallel-max 16, no listing' timeout 8 curl -sS -f -Z --parallel-max 16 -K urls
}
rclone_copy() {
	timeout 8 rclone copy --transfers 16 --checkers 16 -q x:cont/many copied
	find copied -type f ! -name '*.partial'
}

compare_many() {
	[ "${EVKIT_SERVERS:-}" = all ] || absent 'many objects: make check-servers'
	many=10001
	[ "$1" != az ] || many=${EVKIT_MANY:-2001}
	missing=$(nginx_missing; others_missing)
	[ -z "$missing" ] || absent "not installed: $(echo "$missing" | tr '\n' ' ')"
	# shellcheck disable=SC2034 # for store
	if [ "$1" = gcs ]; then gcs_backend=filesystem kind=gcs && filled; fi
	store "$1"
	[ "$1" = gcs ] || filled || { echo 'Bail out! nothing can be uploaded'; exit 1; }
	nginx_before "$origin" nginx || { cat nginx/said; echo 'Bail out! nginx does not start'; exit 1; }
	check "$many objects are listed in order" listed
	check '... in 11 pages' in_pages
	check 'their records come in order, 16 at a time' in_order
	if [ -n "${SAN:-}" ]; then skip 'memory stays under 64 MiB' 'sanitizers take their own'
	else check 'memory stays under 64 MiB' bounded; fi
	others 2>others.said
	echo "peak memory: $(tail -n 1 peak) KiB" >>speeds
	sed 's/^/# /' speeds
}
