#!/bin/sh
# tests/setup, as far as it can be tested without installing anything.
. "$(dirname "$0")/lib.sh"

# Elsewhere: a PATH without dpkg and apt-get.
elsewhere() {
	gives 1 env PATH="$T/none" "$(command -v sh)" "$TOP/tests/setup" 2>said || return 1
	says 'libjansson-dev' said && says 'SETUP=:' said
}

# A Debian where one package is missing, with an apt-get that only tells.
missing() {
	mkdir -p fake
	cat >fake/apt-get <<-'END'
		#!/bin/sh
		echo "apt-get $*"
	END
	cat >fake/dpkg-query <<-'END'
		#!/bin/sh
		for p; do [ "$p" = libxxhash-dev ] || echo "installed:$p"; done
	END
	printf "#!/bin/sh\n" >fake/apt-cache
	printf '#!/bin/sh\necho 0\n' >fake/id
	chmod +x fake/*
	PATH=$T/fake:$PATH gives 0 sh "$TOP/tests/setup" >said 2>&1 || return 1
	says 'apt-get installs: libxxhash-dev' said &&
		says 'apt-get -q install -y --no-install-recommends libxxhash-dev' said
}

check 'on another system: what is needed, status 1' elsewhere
check 'on Debian: says what, then installs only that' missing
check 'a wrong option gives 2' gives 2 sh "$TOP/tests/setup" --all

done_testing
