# api-fetch.sh - what the tests of api-fetch ask; all messages gather in `said`.
# shellcheck shell=sh

# whole FILE OPTION ...: what is fetched is that file, status 0.
whole() {
	file=$1
	shift
	gives 0 api-fetch "$@" >got 2>err || { cat err; return 1; }
	cat err >>said
	same "$file" got
}
# fails STATUS WHY OPTION ...
fails() {
	status=$1 why=$2
	shift 2
	gives "$status" api-fetch "$@" >got 2>err || return 1
	cat err >>said
	says "$why" err
}
# asked: the addresses that were asked for, in order.
asked() {
	sed -n 's/^GET \([^ ]*\) .*/\1/p' s/log
}
# asked_for FORMAT: these.
asked_for() {
	# shellcheck disable=SC2059 # a format
	printf "$1" >want.log
	asked >got.log
	same want.log got.log
}
