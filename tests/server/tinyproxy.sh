# tinyproxy.sh - a proxy that others wrote; after server.sh.
# shellcheck shell=sh disable=SC2034 # ports are for the tests

# tinyproxy_start FOLDER [USER PASSWORD]: starts one, that wants to know who asks
# if they are given; its port becomes $port. It says what it does in FOLDER/log.
tinyproxy_start() {
	mkdir -p "$1"
	port=$(free_port)
	cat >"$1/conf" <<-END
		Port $port
		Listen 127.0.0.1
		Timeout 60
		MaxClients 100
		Allow 127.0.0.1
		Allow ::1
		LogLevel Connect
		LogFile "$1/log"
		PidFile "$1/pid"
		DisableViaHeader Yes
		${2:+BasicAuth $2 $3}
	END
	tinyproxy -d -c "$1/conf" >"$1/said" 2>&1 &
	servers="$servers $!"
	until_true perl -MIO::Socket::INET -e \
		'IO::Socket::INET->new(PeerAddr => "127.0.0.1:'"$port"'") or exit 1'
}
