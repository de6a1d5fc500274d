# server.sh - starting servers in a test and stopping them; plain sh, after lib.sh.
# shellcheck shell=sh

servers=''
stop_servers() {
	for pid in $servers; do
		kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null
	done
	servers=''
}
trap 'stop_servers; rm -rf "$T" "$LOG"' EXIT

# Nothing of this machine's may reach the programs.
unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY all_proxy no_proxy NO_PROXY
unset GOOGLE_APPLICATION_CREDENTIALS CLOUDSDK_CONFIG GCE_METADATA_HOST GCE_METADATA_IP
unset GOOGLE_CLOUD_QUOTA_PROJECT STORAGE_EMULATOR_HOST CURL_CA_BUNDLE SSL_CERT_FILE
# shellcheck disable=SC2046 # words
unset $(env | sed -n 's/^\(AZURE_[A-Z_]*\|IDENTITY_[A-Z]*\)=.*/\1/p')
# shellcheck disable=SC2034 # for the tests
home=$HOME
HOME=$T
export HOME

# until_true COMMAND ...: waits for it, 20 seconds at most.
until_true() {
	for _ in $(seq 400); do
		"$@" >/dev/null 2>&1 && return 0
		sleep .05
	done
	return 1
}

# faults FOLDER [UPSTREAM]: starts faults.pl on FOLDER; its port becomes $port.
faults() {
	rm -f "$1/port"
	# Not our stdout: prove waits until everybody has closed it.
	perl "$TOP/tests/server/faults.pl" "$1" "$1/port" ${2:+"$2"} >/dev/null 2>"$1/faults.err" &
	servers="$servers $!"
	until_true test -s "$1/port" || return 1
	# shellcheck disable=SC2034 # for the tests
	port=$(cat "$1/port")
}

# plan FOLDER [RULE ...]: what goes wrong from now on; forgets what was asked.
plan() {
	folder=$1
	shift
	rm -rf "$folder"/used.* "$folder/log"
	printf '%s\n' "$@" >"$folder/plan"
}

# A port of 127.0.0.1 that nobody has at the moment.
free_port() {
	perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(LocalAddr => "127.0.0.1", Listen => 1)->sockport'
}

http() {
	perl "$TOP/tests/server/http.pl" "$@"
}

# absent REASON: a server cannot be had, or EVKIT_SERVERS=none asks for none. All of the file is skipped, by name; for
# `make check-servers` that is a failure.
absent() {
	if [ "${EVKIT_SERVERS:-}" = all ]; then
		printf '1..1\nnot ok 1 - %s\n' "$1"
		exit 1
	fi
	echo "1..0 # SKIP $1"
	exit 0
}
