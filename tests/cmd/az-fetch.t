#!/bin/sh
# az-fetch without Azure: files, options, where credentials come from, what is
# asked for, and what is made of replies. az-fetch-server.t has a real server.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/server/server.sh"

mkdir -p b/a
printf '{"a":1}\n{"a":2}\n' | gzip -n >b/a/x.gz
printf 'k,v\n1,2\n' >b/a/y.csv

# fails STATUS WHY OPTION ...: that status and that reason, nothing of a secret.
fails() {
	status=$1 why=$2
	shift 2
	gives "$status" az-fetch "$@" >got 2>err && says "$why" err && ! grep -aE 'c2VjcmV0|sig=|secret' err
}
# gets TEXT OPTION ...: that on stdout, status 0.
gets() {
	printf "$1" >want
	shift
	gives 0 az-fetch -q "$@" >got 2>err || { cat err; return 1; }
	same want got
}

# ---- files and options ----

check 'files: the records in them' gets '{"a":1}\n{"a":2}\n{"k":"1","v":"2"}\n' file://b/a/
check 'files: listed, then fetched, with their names' \
	pipe 'az-fetch -q --list "file://b/**.csv" | az-fetch -q --with-source |
		grep -qx "{\"_source\":\"file://b/a/y.csv:2\",\"k\":\"1\",\"v\":\"2\"}"'
check '--raw: bytes as they are' pipe 'az-fetch -q --raw file://b/a/x.gz | cmp - b/a/x.gz'
check '--from and --records' pipe 'echo "{\"x\":[{\"y\":1}]}" >r.json &&
	az-fetch -q --records x file://r.json | grep -qx "{\"y\":1}" &&
	az-fetch -q --from csv file://b/a/y.csv | grep -q k'
check 'a URI of another store names its program' fails 1 'try gcs-fetch' gs://b/x
check '--jobs 0 is refused' fails 2 'not a number from 1 to 64' --jobs 0 file://b/a/
check '--header that is none is refused, unseen' fails 2 "'Name: value'" --header c2VjcmV0 file://b/a/

# ---- credentials that are wrong: said before anything is asked for ----

check 'no account' fails 1 'no account: give --account NAME' az://c/o
check 'row 26: a key file that is missing: nothing is read' \
	fails 1 'none: No such file' --key none --account me file://b/a/
check '... not one record' same /dev/null got
key() {
	printf "$1" >key
	fails 1 "$2" --key key ${3:+--account "$3"} file://b/a/
}
check 'row 26: a key that is no base64' key '%%%%\n' 'key: the account'"'"'s key is no base64' me
check 'an empty key' key '\n' 'is no base64' me
check 'row 26: a SAS token with a space in it' key 'sv=1 &sig=c2VjcmV0' 'is no SAS token' me
check 'row 26: a connection string without account' key 'AccountKey=c2VjcmV0;x=y' 'names neither AccountName'
check 'one that is of another account than --account' \
	key 'AccountName=you;AccountKey=c2VjcmV0' 'is of account you, not of me' me
check 'an account that is no name' key 'c2VjcmV0' 'only small letters and digits' 'evil.example.com/'
check 'an endpoint that is no URL' fails 1 'no http:// or https:// URL' --account me --anonymous \
	--endpoint ftp://x az://c/o
sas='sv=2021-12-02&ss=b&sig=c2VjcmV0'
check 'a SAS token goes to nobody by plain http' \
	env AZURE_STORAGE_SAS_TOKEN="$sas" sh -c '! az-fetch --endpoint http://example.com/x az://c/o 2>err &&
		grep -q "would send the SAS token unencrypted to example.com" err'
check 'nor does an access token' fails 1 'would send the access token unencrypted' --account me \
	--endpoint http://example.com az://c/o
check 'nor a client secret' env AZURE_TENANT_ID=t AZURE_CLIENT_ID=i AZURE_CLIENT_SECRET=c2VjcmV0 \
	AZURE_AUTHORITY_HOST=http://example.com sh -c '! az-fetch --account me az://c/o 2>err &&
		grep -q "would send the credentials unencrypted" err && ! grep c2VjcmV0 err'
check 'half of an identity' env AZURE_CLIENT_SECRET=c2VjcmV0 AZURE_TENANT_ID=t \
	sh -c '! az-fetch --account me az://c/o 2>err && grep -q "AZURE_CLIENT_SECRET is set, but AZURE_CLIENT_ID is not" err'
check 'files need none of it' env AZURE_STORAGE_CONNECTION_STRING=x AZURE_CLIENT_SECRET=c2VjcmV0 \
	sh -c 'az-fetch -q file://b/a/ | grep -q a'

# ---- a server of our own ----

mkdir s
: >s/plan
faults s || { skip 'the rest' 'no perl that can serve'; done_testing; }
end="http://127.0.0.1:$port/acct"
printf 'c2VjcmV0' >key

page() {
	echo "*^/acct/c\?.*comp=list json <?xml version=\"1.0\"?><EnumerationResults><Blobs>$1</Blobs><NextMarker/></EnumerationResults>"
}
blob='<Blob><Name>o</Name><Properties><Last-Modified>Fri, 11 Jun 2021 10:41:23 GMT</Last-Modified><Etag>0x1</Etag><Content-Length>8</Content-Length></Properties></Blob>'
keyed() {
	az-fetch --endpoint "$end" --account acct --key key "$@"
}
# keyed_gets TEXT OPTION ... and keyed_fails STATUS WHY OPTION ...
keyed_gets() {
	printf "$1" >want
	shift
	gives 0 keyed "$@" >got 2>err || { cat err s/log; return 1; }
	same want got
}
keyed_fails() {
	status=$1 why=$2
	shift 2
	gives "$status" keyed "$@" >got 2>err && says "$why" err && ! grep -aE 'c2VjcmV0|sig=|SharedKey' err
}
# had N PATTERN: the log has so many such lines.
had() {
	[ "$(grep -c -e "$2" s/log)" -eq "$1" ] || { cat s/log; return 1; }
}

plan s "$(page "$blob")" '*/c/o status 200 {"o":1}\n'
check 'a prefix is listed and fetched' keyed_gets '{"o":1}\n' az://c/
check 'pinned by ETag, in quotes' had 1 '^If-Match: "0x1"'
check 'x-ms-version is a fixed one' had 2 '^x-ms-version: 2021-12-02'
check 'every request is signed' had 2 '^Authorization: SharedKey acct:[A-Za-z0-9+/]*=$'
signature() {
	printf 'GET\n\n\n\n\n\n\n\n"0x1"\n\n\n\nx-ms-date:%s\nx-ms-version:2021-12-02\n/acct/acct/c/o' \
		"$(sed -n 's/^x-ms-date: //p' s/log | tail -n 1)" |
		openssl dgst -sha256 -mac HMAC -macopt key:secret -binary | base64 >want
	sed -n 's/^Authorization: SharedKey acct://p' s/log | tail -n 1 >got
	same want got
}
check 'the signature is the one that openssl makes' signature
record() {
	keyed -q --list az://c/ >got || return 1
	echo '{"uri":"az://c/o","size":8,"updated":"2021-06-11T10:41:23.000Z","etag":"0x1"}' >want
	same want got
}
check 'an object record' record
unverified() {
	keyed_gets '{"o":1}\n' --summary sum.json az://c/ && jq -e '.noted.unverified_objects == 1' sum.json
}
plan s "$(page "$blob")" '*/c/o status 200 {"o":1}\n'
check 'without MD5: counted as unverified' unverified
sent() {
	keyed --header 'x-ms-client-request-id: abc' --header 'X-More: yes' az://c/ >got 2>err || return 1
	had 2 '^X-More: yes' && had 2 '^x-ms-client-request-id: abc'
}
plan s "$(page "$blob")" '*/c/o status 200 {"o":1}\n'
check '--header is sent' sent

# Names
names='<Blob><Name Encoded="true">a%0Ab%25</Name><Properties><Etag>0x1</Etag><Content-Length>1</Content-Length></Properties></Blob>'
names="$names"'<Blob><Name>%41&amp;&lt;x&gt;+é</Name><Properties><Etag>0x1</Etag><Content-Length>1</Content-Length></Properties></Blob>'
plan s "$(page "$names")"
listed_names() {
	keyed -q --list az://c/ >list || { cat list; return 1; }
	jq -c .uri list >got
	printf '%s\n' '"az://c/a\nb%"' '"az://c/%41&<x>+é"' >want
	same want got
}
check 'row 27: names come decoded, by %XX only where that is said' listed_names

folders='<Blob><Name>f</Name><Properties><Etag>0x1</Etag><Content-Length>0</Content-Length></Properties><Metadata><hdi_isfolder>true</hdi_isfolder></Metadata></Blob>'
folders="$folders"'<Blob><Name>g</Name><Properties><ResourceType>directory</ResourceType><Etag>0x1</Etag><Content-Length>0</Content-Length></Properties></Blob>'
plan s "$(page "$folders$blob")" '*/c/o status 200 {"o":1}\n'
check 'the markers of folders are no objects' keyed_gets '{"o":1}\n' az://c/
hash() {
	keyed_gets '{"h":1}\n' 'az://c/o#12' && had 1 '^GET /acct/c/o%2312 '
}
plan s '/c/o#12 status 200 {"h":1}\n'
check 'a # is the name'"'"'s own' hash
hostile() {
	printf '%s\n' '{"uri":"az://c/o","etag":"x\r\nX-Evil: 1"}' | gives 1 keyed >got 2>err && says 'its etag is none' err
}
check 'an etag that would be a header is none' hostile

# Pages
next() {
	echo "<EnumerationResults><Blobs>$1</Blobs><NextMarker>$2</NextMarker></EnumerationResults>"
}
other=$(echo "$blob" | sed 's/<Name>o/<Name>p/')
plan s 'marker=a\+b/=&<x>$ json '"$(next "$other" '')" "*comp=list json $(next '' 'a+b/=&amp;&lt;x&gt;')"
check 'row 14: an empty page is no end; markers go back as they came' \
	pipe 'keyed_list() { az-fetch -q --endpoint '"$end"' --account acct --key key --list az://c/; }
		[ "$(keyed_list | jq -r .uri)" = az://c/p ]'
plan s "*comp=list json $(next "$blob" same)"
check 'row 14: a marker that repeats is an error' keyed_fails 1 'the listing goes round' --list az://c/
plan s "marker=A json $(next "$blob" B)" "marker=B json $(next "$blob" A)" "*comp=list json $(next "$blob" A)"
check '... also by way of another' keyed_fails 1 'the listing goes round' --list az://c/
plan s 'marker status 400 <Error><Code>InvalidQueryParameterValue</Code></Error>' \
	"marker json $(next "$other" '')" "comp=list json $(next "$blob" M)" \
	"comp=list json $(next "$blob" N)"
check 'row 13: a marker that is refused: listed anew, nothing twice' \
	sh -c '[ "$('"az-fetch -q --endpoint $end --account acct --key key"' --list az://c/ | jq -r .uri | tr "\n" " ")" = "az://c/o az://c/p " ]'
plan s '*marker status 400 <Error><Code>InvalidQueryParameterValue</Code></Error>' "*comp=list json $(next "$blob" M)"
check 'row 13: one that is refused each time: an error, no loop' keyed_fails 1 '400 InvalidQueryParameterValue' --list az://c/
plan s 'comp=list json <EnumerationResults><Blobs><Blo' "comp=list json $(next "$blob" '')"
check 'a listing that comes cut off is asked for again' \
	sh -c 'az-fetch -q --endpoint '"$end"' --account acct --key key --list az://c/ | grep -q az://c/o'
plan s '*comp=list json {"no":"xml"}'
check 'what is no listing is an error' keyed_fails 1 'XML' --list az://c/
plan s '*comp=list json <html><body>Log in</body></html>'
check '... a page for browsers too' keyed_fails 1 'no listing' --list az://c/

# ---- refusals ----

# refused 'STATUS CODE MESSAGE' STATUS WHY
refused() {
	plan s "*. status $1 <?xml version=\"1.0\"?><Error><Code>$2</Code><Message>$3\nRequestId:77\nTime:2026</Message></Error>"
	keyed_fails "$4" "$5" --retry-time 0s az://c/o && ! grep -q RequestId err && had 1 '^GET'
}
check 'a blob that is not there: a prefix is named' refused 404 BlobNotFound 'The specified blob does not exist.' \
	1 "az://c/o: 404 BlobNotFound: The specified blob does not exist.; a prefix ends in '/'"
check 'a container that is not there' refused 404 ContainerNotFound 'Not there.' 1 '404 ContainerNotFound: Not there.'
check 'row 3: no permission: who it was, the role, once' refused 403 AuthorizationPermissionMismatch 'Not authorized.' \
	1 '403 AuthorizationPermissionMismatch: Not authorized.; it needs the role Storage Blob Data Reader (as the key of account acct)'
check 'row 3: a wrong key' refused 403 AuthenticationFailed 'Server failed to authenticate the request.' 1 "is the key this account's?"
check 'keys not accepted' refused 403 KeyBasedAuthenticationNotPermitted 'No.' 1 'identities only'
check 'archived' refused 409 BlobArchived 'No.' 1 'archive tier'
check 'row 4: busy: status 4' refused 503 ServerBusy 'The server is busy.' 4 '503 ServerBusy: The server is busy.'
check 'row 19: a redirect is not followed' refused 307 Moved 'x' 1 '307 Moved'
plan s "$(page "$blob")" '*/c/o status 412 <Error><Code>ConditionNotMet</Code></Error>'
check 'row 11: overwritten since it was listed' keyed_fails 1 'az://c/o: 412 ConditionNotMet; overwritten since' az://c/
plan s "$(page "$blob")" '*/c/o status 404 <Error><Code>BlobNotFound</Code></Error>'
check 'row 12: deleted since it was listed' keyed_fails 1 '; deleted since it was listed' az://c/
plan s '*. status 502 <html>bad gateway</html>'
check 'a refusal that is no XML' keyed_fails 4 'az://c/o: 502' --retry-time 0s az://c/o
plan s "$(page "$blob$other")" '/c/o status 404 <Error><Code>BlobNotFound</Code></Error>' '/c/p status 200 {"p":1}\n'
one_of_two() {
	gives 1 keyed az://c/ >got 2>err && echo '{"p":1}' >want && same want got && says 'not complete, 1 of 2: az://c/o' err
}
check 'row 28: one that fails stops no other, and is named at the end' one_of_two
plan s '/c/o status 500 x' '/c/o status 429 x' '/c/o reset' '/c/o close' '/c/o status 200 {"o":1}\n'
check 'rows 4, 5: 500, 429, a reset, an empty reply: tried again' keyed_gets '{"o":1}\n' az://c/o
plan s '/c/o after 503 2' '/c/o status 200 {"o":1}\n'
slept() {
	begin=$(date +%s%N)
	keyed_gets '{"o":1}\n' az://c/o && [ $((($(date +%s%N) - begin) / 1000000)) -ge 1900 ]
}
check 'row 4: Retry-After is waited for' slept

# Clocks
refusal='<Error><Code>AuthenticationFailed</Code><Message>Server failed to authenticate the request.</Message></Error>'
plan s "/c/o dated 3600 403 $refusal" '/c/o status 200 {"o":1}\n'
ahead() {
	keyed_gets '{"o":1}\n' az://c/o && says "clock is -3600 s off by 127.0.0.1:$port's; using theirs" err || return 1
	sed -n 's/^x-ms-date: //p' s/log | while read -r date; do date -d "$date" +%s; done | tr '\n' ' ' >dates
	read -r first second <dates
	[ $((second - first)) -ge 3599 ] && [ $((second - first)) -le 3602 ]
}
check 'row 16: a clock that is off: set right once, and said' ahead
plan s "*/c/o dated 3600 403 $refusal"
check '... once only' keyed_fails 1 '403 AuthenticationFailed' az://c/o
plan s "*/c/o dated 30 403 $refusal"
check 'a clock that is right is no reason to ask again' keyed_fails 1 '403 AuthenticationFailed' az://c/o
check '... not once' had 1 '^GET'

# ---- by a SAS token ----

sas_gets() {
	AZURE_STORAGE_SAS_TOKEN="?$sas" gives 0 az-fetch --endpoint "$end" az://c/ >got 2>err || { cat err; return 1; }
	echo '{"o":1}' >want
	same want got && had 1 '^GET /acct/c/o?sv=2021-12-02&ss=b&sig=c2VjcmV0 ' && had 1 '^GET /acct/c?.*&sv=2021-12-02&ss=b&sig=c2VjcmV0 ' &&
		had 0 '^Authorization'
}
plan s "$(page "$blob")" '*/c/o status 200 {"o":1}\n'
check 'a SAS token is added to each query' sas_gets
sas_fails() {
	export AZURE_STORAGE_SAS_TOKEN="$sas"
	fails 1 "$1" --endpoint "$end" az://c/o || return 1
	unset AZURE_STORAGE_SAS_TOKEN
}
plan s '*. status 403 <Error><Code>AuthenticationFailed</Code></Error>'
check 'one that is refused is not shown' sas_fails 'is the SAS token of this account, and has it not ended? (as a SAS token)'
sas_unseen() {
	printf '%s' "$sas" >sas
	gives 4 az-fetch --key sas --endpoint http://127.0.0.1:1/acct --retry-time 0s az://c/o 2>err && ! grep -E 'sig|c2Vj' err
}
check 'nor where there is nobody' sas_unseen

# ---- by a connection string ----

string() {
	AZURE_STORAGE_CONNECTION_STRING="$1" gives 0 az-fetch -q az://c/o >got 2>err || { cat err; return 1; }
	echo '{"o":1}' >want
	same want got && had 1 "$2"
}
plan s '*/c/o status 200 {"o":1}\n'
check 'a connection string with a key' \
	string "DefaultEndpointsProtocol=http;AccountName=acct;AccountKey=c2VjcmV0;BlobEndpoint=$end/;" '^Authorization: SharedKey acct:'
plan s '*/c/o status 200 {"o":1}\n'
check '... with a SAS token' string "BlobEndpoint=$end;SharedAccessSignature=$sas" '^GET /acct/c/o?sv=2021-12-02&ss=b&sig='
plan s '*/c/o status 200 {"o":1}\n'
anonymous() {
	gets '{"o":1}\n' --anonymous --endpoint "$end" az://c/o && had 0 '^Authorization'
}
check '--anonymous asks without any' anonymous
plan s '*. status 404 <Error><Code>ResourceNotFound</Code><Message>Not there.</Message></Error>'
check '... and if it is private, that is said' fails 1 'else it wants credentials' --anonymous --endpoint "$end" az://c/o

# ---- by an identity ----

token='json {"access_token":"tok-1","expires_in":3599,"token_type":"Bearer"}'
identity() {
	gets '{"o":1}\n' --endpoint "$end" az://c/o && had 1 '^Authorization: Bearer tok-1'
}
plan s "oauth2/v2.0/token $token" '/c/o status 200 {"o":1}\n'
principal() {
	AZURE_TENANT_ID=t/1 AZURE_CLIENT_ID=me AZURE_CLIENT_SECRET=c2VjcmV0 \
		AZURE_AUTHORITY_HOST=http://127.0.0.1:$port identity &&
		had 1 '^POST /t%2F1/oauth2/v2.0/token ' &&
		had 1 '^grant_type=client_credentials&scope=https%3A%2F%2Fstorage.azure.com%2F.default&client_id=me&client_secret=c2VjcmV0$'
}
check 'a service principal' principal
plan s "oauth2/v2.0/token $token" '/c/o status 200 {"o":1}\n'
echo assertion >federated
workload() {
	AZURE_TENANT_ID=t AZURE_CLIENT_ID=me AZURE_FEDERATED_TOKEN_FILE=federated \
		AZURE_AUTHORITY_HOST=http://127.0.0.1:$port/ identity && had 1 '^POST /t/oauth2/v2.0/token ' &&
		had 1 'client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=assertion$'
}
check 'workload identity' workload
missing() {
	AZURE_TENANT_ID=t AZURE_CLIENT_ID=me AZURE_FEDERATED_TOKEN_FILE=none \
		AZURE_AUTHORITY_HOST=http://127.0.0.1:$port fails 1 'none: No such file' --endpoint "$end" az://c/o
}
check '... without its file' missing
plan s 'metadata/identity/oauth2/token json {"access_token":"tok-1","expires_in":"3599"}' '/c/o status 200 {"o":1}\n'
machine() {
	http_proxy=http://127.0.0.1:1 no_proxy=127.0.0.1 AZURE_CLIENT_ID=id-7 \
		AZURE_POD_IDENTITY_AUTHORITY_HOST=http://127.0.0.1:$port identity && had 1 '^Metadata: true' &&
		had 1 '^GET /metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fstorage.azure.com%2F&client_id=id-7 '
}
check 'the identity of the machine' machine
plan s 'metadata/identity/oauth2/token json {"access_token":"tok-1"}' '/c/o status 200 {"o":1}\n'
no_proxy_for_it() {
	http_proxy=http://127.0.0.1:1 AZURE_POD_IDENTITY_AUTHORITY_HOST=http://127.0.0.1:$port \
		gives 4 az-fetch --retry-time 0s --endpoint "$end" az://c/o >got 2>err
	had 1 '^GET /metadata/' && had 0 '^GET /acct' && says 'az://c/o: ' err
}
check 'row 17: ... is never asked by way of a proxy; the store is' no_proxy_for_it
plan s "msi json {\"access_token\":\"tok-1\",\"expires_on\":\"$(($(date +%s) + 3000))\"}" '/c/o status 200 {"o":1}\n'
app() {
	IDENTITY_ENDPOINT=http://127.0.0.1:$port/msi IDENTITY_HEADER=c2VjcmV0 identity && had 1 '^X-IDENTITY-HEADER: c2VjcmV0'
}
check 'the identity of an app' app
plan s '*metadata status 400 {"error":"invalid_request","error_description":"Identity not found\u000d\u000aTrace ID: 1"}'
nobody() {
	AZURE_POD_IDENTITY_AUTHORITY_HOST=http://127.0.0.1:$port fails 1 \
		"no access token for this machine's managed identity: 400 invalid_request: Identity not found" \
		--endpoint "$end" az://c/o && ! grep -q Trace err
}
check 'a machine without one' nobody
nowhere() {
	AZURE_POD_IDENTITY_AUTHORITY_HOST=http://127.0.0.1:1 \
		fails 1 'no credentials: give --key FILE, set AZURE_STORAGE_CONNECTION_STRING' --account me az://c/o
}
check 'no credentials at all: what to do is said' nowhere
plan s "metadata $token" 'metadata json {"access_token":"tok-2","expires_in":3599}' \
	'/c/o status 401 <Error><Code>InvalidAuthenticationInfo</Code></Error>' '/c/o status 200 {"o":1}\n'
renewed() {
	AZURE_POD_IDENTITY_AUTHORITY_HOST=http://127.0.0.1:$port identity && had 1 '^Authorization: Bearer tok-2' && had 2 metadata/identity
}
check 'row 2: 401: a new token, once' renewed
plan s "*metadata $token" '*/c/o status 401 <Error><Code>InvalidAuthenticationInfo</Code><Message>Wrong.</Message></Error>'
refused_twice() {
	AZURE_POD_IDENTITY_AUTHORITY_HOST=http://127.0.0.1:$port fails 1 \
		"401 InvalidAuthenticationInfo: Wrong. (as this machine's managed identity)" --endpoint "$end" az://c/o && had 2 '^GET /acct'
}
check '... and no more' refused_twice
plan s 'metadata json {"access_token":"tok-1","expires_in":1}' 'metadata json {"access_token":"tok-2","expires_in":3599}' \
	'/c/o after 503 1' '/c/o status 200 {"o":1}\n'
runs_out() {
	AZURE_POD_IDENTITY_AUTHORITY_HOST=http://127.0.0.1:$port identity && had 1 '^Authorization: Bearer tok-2'
}
check 'row 1: a token that ends on the way is renewed before it does' runs_out
plan s "*metadata json {\"access_token\":\"a\\r\\nX-Evil: 1\"}"
evil() {
	AZURE_POD_IDENTITY_AUTHORITY_HOST=http://127.0.0.1:$port fails 1 'the reply has none' --endpoint "$end" az://c/o
}
check 'row 26: a token that would be a header is none' evil

done_testing
