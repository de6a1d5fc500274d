# radosgw.sh - Ceph's object gateway, which speaks S3 and checks signatures and
# clocks; from Debian, with a monitor and one OSD in memory. After server.sh.
# shellcheck shell=sh disable=SC2034 # port is for the tests

# radosgw_missing: what is not installed, if anything.
radosgw_missing() {
	[ "${EVKIT_SERVERS:-}" != none ] || echo EVKIT_SERVERS=none
	for program in ceph-mon ceph-osd radosgw radosgw-admin monmaptool ceph s3cmd; do
		command -v "$program" >/dev/null || echo "$program"
	done
}

ceph_conf() {
	cat <<-END
		[global]
		fsid = $1
		mon_initial_members = a
		mon_host = [v1:127.0.0.1:$2/0]
		public_addr = 127.0.0.1
		cluster_addr = 127.0.0.1
		auth_cluster_required = none
		auth_service_required = none
		auth_client_required = none
		ms_bind_msgr2 = false
		osd_pool_default_size = 1
		osd_pool_default_min_size = 1
		mon_allow_pool_size_one = true
		osd_pool_default_pg_num = 4
		osd_pool_default_pgp_num = 4
		osd_pool_default_pg_autoscale_mode = off
		mon_max_pg_per_osd = 5000
		osd_crush_chooseleaf_type = 0
		osd_objectstore = memstore
		osd_class_update_on_start = false
		osd_crush_update_on_start = false
		memstore_device_bytes = 1073741824
		mon_data_avail_crit = 1
		mon_data_avail_warn = 2
		run_dir = $ceph/run
		admin_socket = $ceph/run/\$name.\$pid.asok
		log_file = $ceph/\$name.log
		mon_data = $ceph/mon
		osd_data = $ceph/osd
		[client.rgw.a]
		rgw_frontends = beast endpoint=127.0.0.1:$3
		rgw_thread_pool_size = 32
	END
}

# Behind TERM, an OSD takes its time; there is nothing that it could lose.
radosgw_stop() {
	for pid in $ceph_pids; do
		kill -9 "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
	done
	ceph_pids=''
}

ceph_start() {
	"$@" -c "$ceph/conf" -f >"$ceph/said" 2>&1 &
	ceph_pids="$ceph_pids $!"
}

# radosgw FOLDER ID SECRET: starts it, with a user; its port becomes $port. Takes
# about ten seconds. Two tries: a port that was free may be another test's by then.
radosgw() {
	radosgw_once "$@" && return
	sed 's/^/# /' "$ceph/made" "$ceph/said" 2>/dev/null
	radosgw_stop
	rm -rf "$ceph"
	radosgw_once "$@"
}

radosgw_once() {
	ceph=$1/ceph ceph_pids=''
	trap 'radosgw_stop; stop_servers; rm -rf "$T" "$LOG"' EXIT
	mkdir -p "$ceph/run" "$ceph/mon" "$ceph/osd"
	fsid=$(cat /proc/sys/kernel/random/uuid) osd=$(cat /proc/sys/kernel/random/uuid)
	mon=$(free_port) port=$(free_port)
	ceph_conf "$fsid" "$mon" "$port" >"$ceph/conf"
	{
		monmaptool --create --addv a "[v1:127.0.0.1:$mon]" --fsid "$fsid" "$ceph/monmap" &&
			ceph-mon --mkfs -i a --monmap "$ceph/monmap" -c "$ceph/conf"
	} >"$ceph/made" 2>&1 || return 1
	ceph_start ceph-mon -i a
	until_true timeout 10 ceph -c "$ceph/conf" osd new "$osd" || return 1
	ceph-osd -i 0 --mkfs --osd-uuid "$osd" -c "$ceph/conf" >>"$ceph/made" 2>&1 || return 1
	# By itself it sometimes asks too early ("wrong fsid"), and ends.
	timeout 10 ceph -c "$ceph/conf" osd crush add osd.0 1 root=default >>"$ceph/made" 2>&1 || return 1
	ceph_start ceph-osd -i 0
	ceph_start command radosgw -n client.rgw.a
	until_true http GET "http://127.0.0.1:$port/" || return 1
	timeout 60 radosgw-admin -c "$ceph/conf" user create --uid=t --display-name=t \
		--access-key="$2" --secret-key="$3" >>"$ceph/made" 2>&1
}
