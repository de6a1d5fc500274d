# complete.awk - a shell completion from `PROGRAM --help`, written by make install.
#
#	PROGRAM --help | awk -v shell=bash|zsh -f man/complete.awk
#
# The first line names the program; an option's line is "  -q, --quiet  help" or
# "      --max-line SIZE  help", its help perhaps on the next line.

NR == 1 { program = $1 }

/^  (-.,|   ) --/ {
	n++
	letter[n] = substr($0, 3, 2)
	rest = substr($0, 7)
	name[n] = rest
	sub(/ .*/, "", name[n])
	rest = substr(rest, length(name[n]) + 1)
	if (rest ~ /^ [^ ]/) {
		value[n] = substr(rest, 2)
		sub(/ .*/, "", value[n])
		rest = substr(rest, length(value[n]) + 2)
	}
	sub(/^ +/, "", rest)
	help[n] = rest
	next
}

n && help[n] == "" && /^                            / { help[n] = substr($0, 29) }

function bash(	i, names) {
	for (i = 1; i <= n; i++)
		names = names " " name[i]
	id = program
	gsub(/-/, "_", id)
	printf "_%s() {\n\tcase $2 in\n", id
	printf "\t-*) mapfile -t COMPREPLY < <(compgen -W '%s' -- \"$2\") ;;\n", substr(names, 2)
	printf "\tesac\n}\ncomplete -o bashdefault -o default -F _%s %s\n", id, program
}

function zsh(	i, text) {
	printf "#compdef %s\n_arguments -s", program
	for (i = 1; i <= n; i++) {
		text = help[i]
		gsub(/'/, "'\\''", text)
		gsub(/[][:]/, "\\\\&", text)
		value[i] = value[i] == "" ? "" : ":" value[i] ":_files"
		printf " \\\n\t'%s[%s]%s'", name[i], text, value[i]
		if (letter[i] ~ /^-/)
			printf " \\\n\t'%s[%s]%s'", letter[i], text, value[i]
	}
	printf " \\\n\t'*:file:_files'\n"
}

END {
	if (shell == "zsh")
		zsh()
	else
		bash()
}
