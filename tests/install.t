#!/bin/sh
# make install puts programs, pages and completions under DESTDIR and PREFIX,
# make uninstall takes them away, and a second make has nothing to do.
. "$(dirname "$0")/lib.sh"

MAKEFLAGS=
export MAKEFLAGS
make_in() {
	make -s -C "$TOP" SETUP=: B="${B:-$TOP/build}" SAN="${SAN:-}" DESTDIR="$T/root" PREFIX=/opt/evkit "$@"
}
at=$T/root/opt/evkit

# bash_completes PROGRAM TYPED WANTED
bash_completes() {
	bash -c '. "$1" && "_$(echo "$2" | tr - _)" "$2" "$3" "$2" && echo "${COMPREPLY[*]}"' bash \
		"$at/share/bash-completion/completions/$1" "$1" "$2" >got
	echo "$3" | same - got
}

each_installed() {
	for c in "$TOP"/cmd/*.c; do
		p=$(basename "$c" .c)
		"$at/bin/$p" --version && [ -f "$at/share/man/man1/$p.1" ] &&
			[ -s "$at/share/zsh/site-functions/_$p" ] || return 1
	done
	[ -f "$at/share/man/man7/evkit.7" ] && [ -f "$at/share/man/man5/ev-event.5" ]
}

nothing_left() {
	make_in uninstall || return 1
	! find "$T/root" -type f | grep .
}

check 'a second make has nothing to do' make_in -q all
check 'make install' make_in install
check 'programs, pages and completions are there' each_installed
check 'bash completes an option' bash_completes ev-decode --max-r --max-rejects
check 'bash leaves file names alone' bash_completes ev-decode max ''
if command -v zsh >/dev/null; then
	check 'zsh takes its completion' zsh -n "$at/share/zsh/site-functions/_ev-decode"
else
	skip 'zsh takes its completion' 'zsh is not installed'
fi
check 'make uninstall leaves nothing' nothing_left

done_testing
