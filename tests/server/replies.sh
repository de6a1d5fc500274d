# replies.sh - a server of replies made in the test (replies.pl); after server.sh.
# shellcheck shell=sh disable=SC2034 # port is for the tests

# replies FOLDER: starts it; its port becomes $port.
replies() {
	perl "$TOP/tests/server/replies.pl" "$1" "$1/port" >/dev/null 2>"$1/replies.err" &
	servers="$servers $!"
	until_true test -s "$1/port" || return 1
	port=$(cat "$1/port")
}

# reply FILE STATUS [HEADER ...]: with stdin as its body.
reply() {
	file=$1 status=$2
	shift 2
	cat >body
	{
		printf 'HTTP/1.1 %s Said\r\nConnection: close\r\nContent-Length: %d\r\n' "$status" \
			"$(wc -c <body)"
		[ $# -eq 0 ] || printf '%s\r\n' "$@"
		printf '\r\n'
		cat body
	} >"$file"
}

# unsized FILE: the same, 200, ended by the connection's end.
unsized() {
	{ printf 'HTTP/1.1 200 Said\r\nConnection: close\r\n\r\n'; cat; } >"$1"
}
