# many.sh - one test for all stores: 10,001 objects, 11 pages of 1000. After lib.sh
# and server.sh:
#
#	compare_many gcs|s3|az
#
# How fast that is, beside rclone and curl, is said and not judged.
# shellcheck shell=sh disable=SC2154 # kind, scheme, origin, plain, front are of these
. "$TOP/tests/server/stores.sh"
. "$TOP/tests/server/nginx.sh"
many=10001

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

# Azure gives 5000 a page; nginx asks for fewer where it is told to.
in_pages() {
	at "http://127.0.0.1:$plain"
	if [ "$kind" != az ]; then fetch -q --list "$scheme://cont/many/" >got
	else
		vendor sas cont >token &&
			env -u AZURE_STORAGE_KEY az-fetch --key token --header 'X-Page: 1000' --endpoint "$endpoint" \
				-q --list "$scheme://cont/many/" >got
	fi || return 1
	at "http://$origin"
	same list got || return 1
	pages=$(grep -c 'list-type=2\|comp=list\|maxResults=' "$front/log")
	[ "$pages" -eq 11 ] || { echo "$pages pages"; return 1; }
}

# timed NAME COMMAND ...: its seconds go to times, with what it wrote in got.
timed() {
	name=$1 start=$(date +%s%N)
	shift
	"$@" >got
	status=$?
	printf '%s %d ms, %d bytes, status %d\n' "$name" $((($(date +%s%N) - start) / 1000000)) \
		"$(wc -c <got)" $status >>times
	return $status
}

in_order() {
	prefix='/usr/bin/time -f %M -o peak' timed "$program -j 16:" fetch -q --jobs 16 "$scheme://cont/many/" &&
		seq "$many" | sed 's/.*/{"i":&}/' >want && same want got
}

bounded() {
	tail -n 1 peak && [ "$(tail -n 1 peak)" -lt $((64 << 10)) ]
}

# What others do with the same objects, 16 at a time; `rclone cat` takes one after
# the other, so it is given 20 seconds.
rclone_at() {
	export RCLONE_CONFIG="$T/none" RCLONE_CONFIG_X_ENDPOINT="http://$origin"
	case $kind in
	gcs) export RCLONE_CONFIG_X_TYPE='google cloud storage' RCLONE_CONFIG_X_ANONYMOUS=true \
		RCLONE_CONFIG_X_ENDPOINT="http://$origin/storage/v1/" ;;
	s3) export RCLONE_CONFIG_X_TYPE=s3 RCLONE_CONFIG_X_PROVIDER=Ceph RCLONE_CONFIG_X_ENV_AUTH=true ;;
	az) export RCLONE_CONFIG_X_TYPE=azureblob RCLONE_CONFIG_X_ENDPOINT='' \
		RCLONE_CONFIG_X_SAS_URL="http://$origin/devstoreaccount1/cont?$(cat token)" ;;
	esac
	timed 'rclone cat, 20 s of it:' timeout 20 rclone cat -q x:cont/many 2>rclone.said
	timed 'rclone copy --transfers 16:' timeout 60 \
		rclone copy --transfers 16 --checkers 16 -q x:cont/many copied 2>rclone.said || return 1
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
	timed 'curl -Z --parallel-max 16 (no listing):' curl -sS -f -Z --parallel-max 16 -K urls 2>curl.said
}

compare_many() {
	[ "${EVKIT_SERVERS:-}" = all ] || absent '10,001 objects: make check-servers'
	missing=$(nginx_missing; command -v rclone curl >/dev/null || echo 'rclone, curl')
	[ -z "$missing" ] || absent "not installed: $(echo "$missing" | tr '\n' ' ')"
	if [ "$1" = gcs ]; then gcs_backend=filesystem kind=gcs && filled; fi
	store "$1"
	[ "$1" = gcs ] || filled || { echo 'Bail out! nothing can be uploaded'; exit 1; }
	nginx_before "$origin" nginx || { cat nginx/said; echo 'Bail out! nginx does not start'; exit 1; }
	check '10,001 objects are listed in order' listed
	check '... in 11 pages' in_pages
	check 'their records come in order, 16 at a time' in_order
	if [ -n "${SAN:-}" ]; then skip 'memory stays under 64 MiB' 'sanitizers take their own'
	else check 'memory stays under 64 MiB' bounded; fi
	rclone_at || echo "rclone: $(head -n 1 rclone.said)" >>times
	curl_parallel || echo "curl: $(head -n 1 curl.said)" >>times
	echo "peak: $(tail -n 1 peak) KiB" >>times
	sed 's/^/# /' times
}
