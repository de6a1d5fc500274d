# swift.sh - OpenStack's Swift with its s3api, from Debian: another server that
# speaks S3. It checks signatures, their region's name and clocks, and its tokens
# are base64. After server.sh.
# shellcheck shell=sh disable=SC2034 # port is for the tests

# swift_missing: what is not installed, if anything.
swift_missing() {
	[ "${EVKIT_SERVERS:-}" != none ] || echo EVKIT_SERVERS=none
	for program in swift-proxy-server swift-account-server swift-container-server \
		swift-object-server swift-ring-builder memcached; do
		command -v "$program" >/dev/null || echo "$program"
	done
}

# A server that keeps accounts, containers or objects. Its log goes to a socket
# that nobody reads.
swift_conf() {
	cat >"$swift/$1.conf" <<-END
		[DEFAULT]
		bind_ip = 127.0.0.1
		bind_port = $2
		user = $(id -un)
		swift_dir = $swift
		devices = $swift/devices
		mount_check = false
		workers = 0
		log_address = $swift/nobody
		disable_fallocate = true
		fallocate_reserve = 0
		[pipeline:main]
		pipeline = $1-server
		[app:$1-server]
		use = egg:swift#$1
	END
}

swift_proxy_conf() {
	cat >"$swift/proxy.conf" <<-END
		[DEFAULT]
		bind_ip = 127.0.0.1
		bind_port = $port
		user = $(id -un)
		swift_dir = $swift
		workers = 0
		log_address = $swift/nobody
		[pipeline:main]
		pipeline = catch_errors gatekeeper cache listing_formats s3api tempauth copy slo dlo proxy-server
		[app:proxy-server]
		use = egg:swift#proxy
		account_autocreate = true
		[filter:cache]
		use = egg:swift#memcache
		memcache_servers = 127.0.0.1:$1
		[filter:s3api]
		use = egg:swift#s3api
		location = $3
		max_bucket_listing = 20
		[filter:tempauth]
		use = egg:swift#tempauth
		user_test_tester = $2 .admin
	END
	for filter in catch_errors gatekeeper listing_formats copy slo dlo; do
		printf '[filter:%s]\nuse = egg:swift#%s\n' "$filter" "$filter"
	done >>"$swift/proxy.conf"
}

# swift_ring KIND PORT: where things of that kind are kept: one copy, on one device.
swift_ring() {
	swift-ring-builder "$swift/$1.builder" create 4 1 1 &&
		swift-ring-builder "$swift/$1.builder" add "r1z1-127.0.0.1:$2/d1" 1 &&
		swift-ring-builder "$swift/$1.builder" rebalance
}

swift_start() {
	"$@" >>"$swift/said" 2>&1 &
	servers="$servers $!"
}

# swift FOLDER SECRET REGION: starts it, for the key test:tester; its port becomes
# $port. Its pages have 20 objects. The folder has to be where extended attributes are.
swift() {
	swift=$1/swift
	mkdir -p "$swift/devices/d1"
	memcached=$(free_port) port=$(free_port)
	printf '[swift-hash]\nswift_hash_path_suffix = s\n[storage-policy:0]\nname = zero\ndefault = yes\n' >"$swift/swift.conf"
	for kind in account container object; do
		of_kind=$(free_port)
		swift_conf "$kind" "$of_kind"
		swift_ring "$kind" "$of_kind" >>"$swift/made" 2>&1 || return 1
		swift_start "swift-$kind-server" "$swift/$kind.conf"
	done
	swift_proxy_conf "$memcached" "$2" "$3"
	swift_start memcached -l 127.0.0.1 -p "$memcached" -u "$(id -un)"
	swift_start swift-proxy-server "$swift/proxy.conf"
	until_true perl -MIO::Socket::INET -e \
		'IO::Socket::INET->new(PeerAddr => "127.0.0.1:'"$port"'") or exit 1'
}
