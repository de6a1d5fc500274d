# complete.awk - a shell completion from `PROGRAM --help`, written by make install.
#
#	PROGRAM --help | awk -v shell=bash|zsh -f man/complete.awk
#
# The first line names the program; an option's line is "  -q, --quiet  help" or
# "      --max-line SIZE  help", its help perhaps on the next line.

NR == 1 { program = $1 }

# Help begins in column 29; a longer left side has its line for itself.
/^options:/ { listed = 1 }

listed && /^  (-.,|   ) --/ {
	n++
	left = / $/ ? $0 : substr($0, 1, 27)
	help[n] = / $/ ? "" : substr($0, 29)
	letter[n] = substr(left, 3, 2)
	split(substr(left, 7), part, " ")
	name[n] = part[1]
	value[n] = part[2]
	next
}

n && help[n] == "" && /^ +/ { sub(/^ +/, ""); help[n] = $0 }

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
		gsub(/\[|\]|:/, "\\\\&", text)
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
