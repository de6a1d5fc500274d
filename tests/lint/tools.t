#!/bin/sh
# What compilers and checkers have to say, which is nothing.
. "$(dirname "$0")/../lib.sh"

MAKEFLAGS=
export MAKEFLAGS
gcc="-Wcast-align=strict -Wduplicated-cond -Wduplicated-branches -Wlogical-op \
-Walloc-zero -Wdate-time -Wjump-misses-init -Wstringop-overflow=4"
clang="-Wcast-align -Wunreachable-code -Wloop-analysis \
-Wformat-type-confusion -Wmissing-variable-declarations -Wshift-sign-overflow"

# compiles NAME CC FLAGS TARGET ...: in a folder of its own, without a warning
compiles() {
	name=$1 cc=$2 flags=$3
	shift 3
	make -s -k -j2 -C "$TOP" B="build-lint/$name" CC="$cc" WERROR=1 CFLAGS="-O2 -g $flags" "$@"
}

checked() {
	cppcheck --quiet --error-exitcode=1 --inline-suppr --std=c11 -I"$TOP/lib" -D_GNU_SOURCE \
		-D__x86_64__ -DHAVE_ZSTD '-Dnoreturn=__attribute__((noreturn))' --enable=warning,performance,portability \
		--suppress=missingIncludeSystem --suppress=duplicateAssignExpression '--suppress=ctuuninitvar:*/opt.c' \
		'--suppress=ctuPointerArith:*/num.c' "$TOP/lib" "$TOP/cmd"
}

# Sourced files are not followed, and dash has ulimit -v.
scripts() {
	find "$TOP/tests" "$TOP/.ci" \( -name '*.t' -o -name '*.sh' -o -name setup -o -name run \) \
		-type f -exec shellcheck -S warning -e SC1091,SC2154,SC3045 {} +
}

check 'gcc has no warning' compiles gcc gcc "$gcc" all units
check 'clang has no warning' compiles clang clang "$clang" all units
# Two of its warnings do not see through a loop over names, or an array of pointers.
check 'gcc -fanalyzer finds nothing' \
	compiles analyzer gcc '-fanalyzer -Wno-analyzer-null-argument -Wno-analyzer-malloc-leak' all
check 'cppcheck finds nothing' checked
check 'shellcheck finds nothing' scripts
check 'mandoc has no warning' mandoc -T lint -W warning "$TOP"/man/*.[157]

done_testing
