# stores.sh - the three stores behind one interface, for tests that are the same
# for all of them; after server.sh, with $TOP/tests/server/radosgw.sh for s3.
# shellcheck shell=sh disable=SC2034,SC2154 # variables for the tests; home is server.sh's
. "$TOP/tests/server/radosgw.sh"
# shellcheck disable=SC2046 # words
unset $(env | sed -n 's/^\(AWS_[A-Z0-9_]*\)=.*/\1/p')

# setup WHAT, or azurite: $got is what tests/server/setup says; fails where it fails.
setup() {
	case $1 in
	azurite) got=$(HOME=$home sh "$TOP/tests/server/azurite") ;;
	*) got=$(HOME=$home sh "$TOP/tests/server/setup" "$1") ;;
	esac
}

# store_missing gcs|s3|az: why it cannot be had, if it cannot.
store_missing() {
	setup sdk || { echo "no clients: $got"; return; }
	case $1 in
	gcs) setup gcs || echo "no fake-gcs-server: $got" ;;
	s3) radosgw_missing | tr '\n' ' ' | sed 's/^./not installed: &/' ;;
	az) setup azurite || echo "no Azurite: $got" ;;
	esac
}

# store gcs|s3|az: starts a real one. Then $kind, $scheme ("gs"), $program, and
# $origin ("127.0.0.1:PORT"); where it cannot be had, the file is skipped.
store() {
	kind=$1 program=$1-fetch
	why=$(store_missing "$kind")
	[ -z "$why" ] || absent "$why"
	setup sdk
	sdk=$got
	"store_$kind"
	at "http://$origin"
}

# each_store COMMAND ...: for each of them that can be had; the others are named.
each_store() {
	for kind in gcs s3 az; do
		why=$(store_missing "$kind")
		if [ -z "$why" ]; then
			store "$kind"
			"$@"
		elif [ "${EVKIT_SERVERS:-}" = all ]; then check "$kind: $why" false
		else skip "$kind: all of it" "$why"; fi
	done
}

# $gcs_backend: by "memory", names can be of any length; by "filesystem", there can
# be many.
store_gcs() {
	scheme=gs
	setup gcs
	mkdir -p gcs-data gcs-root
	port=$(free_port)
	origin=127.0.0.1:$port
	"$got" -backend "${gcs_backend:-memory}" -data "$T/gcs-data" -filesystem-root "$T/gcs-root" \
		-host 127.0.0.1 -port "$port" -scheme http -public-host "$origin" -log-level error >gcs.log 2>&1 &
	servers="$servers $!"
	until_true http GET "http://$origin/storage/v1/b?project=p" || bail fake-gcs-server
}

store_s3() {
	scheme=s3
	AWS_ACCESS_KEY_ID=AKTEST AWS_SECRET_ACCESS_KEY=SeCrEt/+key
	export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
	radosgw "$T" "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY" || bail radosgw
	origin=127.0.0.1:$port
	# It answers before it has its pools.
	until_true vendor buckets
}

store_az() {
	scheme=az
	setup azurite
	port=$(free_port)
	origin=127.0.0.1:$port
	node "$got/node_modules/.bin/azurite-blob" --blobHost 127.0.0.1 --blobPort "$port" \
		--disableTelemetry --inMemoryPersistence --skipApiVersionCheck >azurite.log 2>&1 &
	servers="$servers $!"
	until_true grep -q 'successfully listens' azurite.log || bail Azurite
	AZURE_STORAGE_ACCOUNT=devstoreaccount1
	AZURE_STORAGE_KEY=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==
	export AZURE_STORAGE_ACCOUNT AZURE_STORAGE_KEY
}

bail() {
	echo "Bail out! $1 does not start"
	exit 1
}

# at URL: the store is asked there from now on, which leads to the same server.
at() {
	endpoint=$1
	[ "$kind" != az ] || endpoint=$1/devstoreaccount1
}

# fetch OPTION ...: our program, at that store; behind $prefix, if that is set.
fetch() {
	# shellcheck disable=SC2086 # words
	case $kind in
	gcs) ${prefix-} gcs-fetch --endpoint "$endpoint" --anonymous "$@" ;;
	*) ${prefix-} "$program" --endpoint "$endpoint" "$@" ;;
	esac
}

# vendor COMMAND ...: what the vendor's own client does (client.js).
vendor() {
	account=http://$origin
	[ "$kind" != az ] || account=$account/devstoreaccount1
	NODE_NO_WARNINGS=1 node "$TOP/tests/server/client.js" "$kind" "$sdk" "$account" "$@"
}
