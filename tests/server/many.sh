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

# The objects of client.js's fill, as files below a folder: 00001 to 10001.
many_files() {
	mkdir -p "$1" && perl -e 'for $i (1 .. $ARGV[1]) {
		open my $f, ">", sprintf "%s/%05d +&%%.ndjson", $ARGV[0], $i or die; print $f "{\"i\":$i}\n" }' "$1" "$many"
}

filled() {
	case $kind in
	gcs) many_files gcs-data/cont/many ;;
	*) vendor fill cont "$many" && vendor open cont ;;
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
	name=$1 start=$(date +%s%N)
	shift
	"$@" >got
	status=$?
	ms=$((($(date +%s%N) - start) / 1000000)) objects=$(wc -l <got)
	echo "$name: $objects objects in $ms ms, $((objects * 1000 / (ms + 1))) a second" >>speeds
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
rclone_at() {
	export RCLONE_CONFIG="$T/none" RCLONE_CONFIG_X_ENDPOINT="http://$origin"
	case $kind in
	gcs) export RCLONE_CONFIG_X_TYPE='google cloud storage' RCLONE_CONFIG_X_ANONYMOUS=true \
		RCLONE_CONFIG_X_ENDPOINT="http://$origin/storage/v1/" ;;
	s3) export RCLONE_CONFIG_X_TYPE=s3 RCLONE_CONFIG_X_PROVIDER=Ceph RCLONE_CONFIG_X_ENV_AUTH=true ;;
	az)
		sas="http://$origin/devstoreaccount1/cont?$(cat token)"
		export RCLONE_CONFIG_X_TYPE=azureblob RCLONE_CONFIG_X_ENDPOINT='' RCLONE_CONFIG_X_SAS_URL="$sas" ;;
	esac
	timed 'rclone cat' timeout 8 rclone cat -q x:cont/many
	timed 'rclone copy --transfers 16' rclone_copy
}
rclone_copy() {
	timeout 8 rclone copy --transfers 16 --checkers 16 -q x:cont/many copied
	find copied -type f ! -name '*.partial'
}

urls() {
	case $kind in
	gcs) at="http://$origin/storage/v1/b/cont/o/many%2F" query='?alt=media' ;;
	s3) at="http://$origin/cont/many/" query='' ;;
	az) at="http://$origin/devstoreaccount1/cont/many/" query='' ;;
	esac
	perl -e 'printf "url = \"%s%05d%%20%%2B%%26%%25.ndjson%s\"\n", $ARGV[0], $_, $ARGV[1] // "" for 1 .. $ARGV[2]' \
		"$at" "$query" "$many"
}

curl_parallel() {
	urls >urls
	timed 'curl -Z --parallel-max 16, no listing' timeout 8 curl -sS -f -Z --parallel-max 16 -K urls
}

compare_many() {
	[ "${EVKIT_SERVERS:-}" = all ] || absent 'many objects: make check-servers'
	many=10001
	[ "$1" != az ] || many=${EVKIT_MANY:-2001}
	missing=$(nginx_missing; command -v rclone curl >/dev/null || echo 'rclone, curl')
	[ -z "$missing" ] || absent "not installed: $(echo "$missing" | tr '\n' ' ')"
	if [ "$1" = gcs ]; then gcs_backend=filesystem kind=gcs && filled; fi
	store "$1"
	[ "$1" = gcs ] || filled || { echo 'Bail out! nothing can be uploaded'; exit 1; }
	nginx_before "$origin" nginx || { cat nginx/said; echo 'Bail out! nginx does not start'; exit 1; }
	check "$many objects are listed in order" listed
	check '... in 11 pages' in_pages
	check 'their records come in order, 16 at a time' in_order
	if [ -n "${SAN:-}" ]; then skip 'memory stays under 64 MiB' 'sanitizers take their own'
	else check 'memory stays under 64 MiB' bounded; fi
	{ rclone_at; curl_parallel; } 2>>others.said
	echo "peak memory: $(tail -n 1 peak) KiB" >>speeds
	sed 's/^/# /' speeds
}
