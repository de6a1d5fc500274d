# others.sh - rclone and curl at the same store, to be compared with; after
# stores.sh. What they do is said and not judged: machines differ.
# shellcheck shell=sh disable=SC2034,SC2154 # kind, origin are stores.sh's; the rest is for tests

# others_missing: what is not installed, if anything.
others_missing() {
	for program in rclone curl; do
		command -v "$program" >/dev/null || echo "$program"
	done
	[ -x /usr/bin/time ] || echo time
}

# others_begin: curl may read the bucket cont, rclone knows the store as x:.
others_begin() {
	[ "$kind" = gcs ] || vendor open cont
	export RCLONE_CONFIG="$T/none" RCLONE_CONFIG_X_ENDPOINT="http://$origin"
	case $kind in
	gcs) export RCLONE_CONFIG_X_TYPE='google cloud storage' RCLONE_CONFIG_X_ANONYMOUS=true \
		RCLONE_CONFIG_X_ENDPOINT="http://$origin/storage/v1/" ;;
	s3) export RCLONE_CONFIG_X_TYPE=s3 RCLONE_CONFIG_X_PROVIDER=Ceph RCLONE_CONFIG_X_ENV_AUTH=true ;;
	az)
		sas="http://$origin/devstoreaccount1/cont?$(vendor sas cont)"
		export RCLONE_CONFIG_X_TYPE=azureblob RCLONE_CONFIG_X_ENDPOINT='' RCLONE_CONFIG_X_SAS_URL="$sas" ;;
	esac
}

# An object's URL is what stands in $url_begin, its name as one part of a path,
# and what stands in $url_end.
url_parts() {
	url_end=
	case $kind in
	gcs) url_begin="http://$origin/storage/v1/b/cont/o/" url_end='?alt=media' ;;
	s3) url_begin="http://$origin/cont/" ;;
	az) url_begin="http://$origin/devstoreaccount1/cont/" ;;
	esac
}

# took COMMAND ...: its output goes to the file got; $ms is how long it took.
took() {
	start=$(date +%s%N)
	"$@" >got
	status=$?
	ms=$((($(date +%s%N) - start) / 1000000 + 1))
	return $status
}
