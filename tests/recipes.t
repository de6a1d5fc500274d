#!/bin/sh
# The Makefiles of evkit(7) for more cores and machines do what they say.
. "$(dirname "$0")/lib.sh"

# recipe N: the Nth block of the section
recipe() {
	sed -n '/^\.Sh MORE CORES/,/^\.Sh EXIT/p' "$TOP/man/evkit.7" | sed 's/^\\&//; s/\\e$/\\/' |
		awk -v n="$1" '/^\.Bd/ { block++; next } /^\.Ed/ { after[block] = 1 } block == n && !after[n]' >Makefile
	grep -q users.ndjson Makefile
}

# The files that lie in exports/, in one run
one_run() {
	pipe 'ev-normalize -q exports/*.gz | ev-segment -q >one.ndjson'
}

# A host is this machine here.
other_machines() {
	mkdir -p bin bucket/prefix &&
	cp exports/*.gz bucket/prefix/ &&
	printf '#!/bin/sh\necho "$1" >>"%s/hosts"\nexec sh -c "$2"\n' "$T" >bin/ssh &&
	chmod +x bin/ssh &&
	PATH=$T/bin:$PATH make -s -j2 users.ndjson &&
	[ "$(sort -u hosts | wc -l)" -eq 3 ] && same one.ndjson users.ndjson
}

unset MAKEFLAGS MFLAGS MAKELEVEL
mkdir exports
ev-sample -q --users 300 --seed 1 | split -l 2000 --filter='gzip >exports/$FILE.gz' - part.

check 'evkit(7) has a Makefile for more cores' recipe 1
check 'it makes users of exports' make -s -j2
check 'in one run they are the same' one_run
check 'to the byte' same one.ndjson users.ndjson
check 'nothing is made twice' sh -c 'make -q'

cp exports/part.aa.gz exports/part.zz.gz
check 'of a new export only that is read' sh -c 'make -n | grep -c ev-normalize | grep -qx 1'
check 'it is made' make -s
check 'with it they are the same again' one_run
check 'to the byte again' same one.ndjson users.ndjson

head -c 3000 exports/part.aa.gz >exports/part.cut.gz
check 'an export that is cut stops it' sh -c '! make -s -k'
check 'and leaves no state behind' test ! -e states/part.cut
rm exports/part.cut.gz

rm -f users.ndjson
check 'evkit(7) has a Makefile for more machines' recipe 2
sed -i "s|gs://bucket/|file://$T/bucket/|" Makefile
check 'three of them make the same users' other_machines

done_testing
