# evkit: `make demo` shows it, `make check` tests it, `make` builds it.
# The first two install what is missing on Debian (tests/setup); elsewhere they
# say what is needed. README.md has the rest.

CC       ?= cc
CFLAGS   ?= -O2 -g
PREFIX   ?= /usr/local
SETUP    ?= sh tests/setup
SAN      ?=
B        := build$(if $(SAN),-san)

WARN := -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wold-style-definition -Wvla -Wformat=2 -Wundef -Wcast-qual \
	-Wwrite-strings -Wpointer-arith -Wnull-dereference -Wimplicit-fallthrough -Walloca \
	$(if $(WERROR),-Werror)
HARD := -fstack-protector-strong -fstack-clash-protection $(if $(SAN),,-D_FORTIFY_SOURCE=2)
ALL_CFLAGS = -std=gnu11 -D_GNU_SOURCE -Ilib -ffile-prefix-map=$(CURDIR)=. $(HARD) $(WARN) \
	$(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer) \
	$(if $(wildcard /usr/include/zstd.h),-DHAVE_ZSTD) \
	$(if $(wildcard /usr/include/isa-l.h),-DHAVE_ISAL) $(CPPFLAGS) $(CFLAGS)
ALL_LDFLAGS = $(if $(SAN),-fsanitize=$(SAN)) -Wl,-z,relro -Wl,-z,now -Wl,--as-needed $(LDFLAGS)

PROGRAMS := $(notdir $(basename $(wildcard cmd/*.c)))
LIB      := $(patsubst lib/%.c,$B/lib/%.o,$(wildcard lib/*.c))
UNITS    := $(patsubst tests/unit/test_%.c,$B/unit/test_%,$(wildcard tests/unit/test_*.c))
FUZZ     := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
LIBS     := -ljansson -lcsv -lz $(if $(wildcard /usr/include/zstd.h),-lzstd) \
	$(if $(wildcard /usr/include/isa-l.h),-lisal) -lm -lpthread

all: $(PROGRAMS:%=$B/bin/%)

$B/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$B/libevkit.a: $(LIB)
	rm -f $@ && $(AR) rcs $@ $^

# The name says what is linked: only fetchers pay libcurl's start-up.
$B/bin/%-fetch $B/unit/% $B/fuzz/%: LIBS += -lcurl -lcrypto -lexpat
$B/unit/%: LIBS += -lcmocka

$B/bin/%: $B/cmd/%.o $B/libevkit.a
	@mkdir -p $(@D)
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

$B/unit/test_%: $B/tests/unit/test_%.o $B/libevkit.a
	@mkdir -p $(@D)
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

# replay_X runs a corpus with any compiler; fuzz_X looks for more, with clang.
$B/fuzz/replay_%: $B/tests/fuzz/fuzz_%.o $B/tests/fuzz/replay.o $B/libevkit.a
	@mkdir -p $(@D)
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

$B/fuzz/fuzz_%: $B/tests/fuzz/fuzz_%.o $B/libevkit.a
	@mkdir -p $(@D)
	$(CC) $(ALL_LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(LIBS)

# ---- the two commands ----

demo:
	@$(SETUP)
	@$(MAKE) --no-print-directory -s all
	@BIN=$(CURDIR)/$B/bin sh tests/demo.sh

# README's picture, of the demo's page, by Chromium.
picture: demo
	@$(SETUP) --browser
	folder=$$(sh tests/server/browser) && \
		node tests/server/browser.js "$$folder" $B/demo/report.html man/ev-report.png

check:
	@$(SETUP) --test
	@$(MAKE) --no-print-directory test

# Set-up may have brought headers that the wildcards above looked for: hence
# the second make. CORPUS=FOLDER adds the tests on data of others, and on numbers of
# others, VECTORS, where a folder of that name is beside it. Many tests wait for a
# server's next try: hence more of them than cores.
VECTORS ?= $(if $(CORPUS),$(wildcard $(abspath $(CORPUS)/../vectors)))
test: all units
	BIN=$(CURDIR)/$B/bin B=$(CURDIR)/$B SAN=$(SAN) CORPUS=$(abspath $(CORPUS)) VECTORS=$(VECTORS) \
		prove -j4 tests/*.t tests/cmd/*.t

units: $(UNITS) $(FUZZ:%=$B/fuzz/replay_%)

# The same with the servers that others wrote; none may be missing then.
check-servers:
	@$(SETUP) --servers
	@EVKIT_SERVERS=all $(MAKE) --no-print-directory test

# The same with each code path that this machine has (AVX-512 or none, ISA-L or zlib, ...)
# forced in turn, sanitized, and the fuzz targets: half an hour.
check-paths:
	@$(SETUP) --test
	@$(MAKE) --no-print-directory -s all
	@BIN=$(CURDIR)/$B/bin sh tests/paths.sh | while read -r set; do \
		echo "== $$set"; \
		env $$set EVKIT_SERVERS=none $(MAKE) --no-print-directory -j2 test SAN=address,undefined CFLAGS='-O1 -g' </dev/null && \
		env $$set $(MAKE) --no-print-directory -j2 fuzz FUZZ_SECONDS=10 </dev/null || exit 1; \
	done

check-corpus:
	@test -d '$(CORPUS)' || { echo 'usage: make check-corpus CORPUS=FOLDER' >&2; exit 2; }
	@$(MAKE) --no-print-directory check

lint:
	@$(SETUP) --lint
	prove tests/lint/*.t

# FUZZ_SECONDS each; what is found lies in build-fuzz/.
FUZZ_SECONDS ?= 60
fuzz:
	@$(SETUP) --lint
	@$(MAKE) --no-print-directory B=build-fuzz CC=clang WARN= \
		SAN=fuzzer-no-link,address,undefined $(FUZZ:%=fuzz-%)

fuzz-%: $B/fuzz/fuzz_%
	@mkdir -p $B/corpus/$*
	$< -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=2048 -verbosity=0 \
		-print_final_stats=1 -artifact_prefix=$B/$*- $B/corpus/$* $(wildcard tests/fuzz/corpus/$*)

# ---- what it costs ----

# build/bench/report.md beside DuckDB, ClickHouse, jq, Miller and perl: half an hour; on
# a tenth of the data two minutes.
bench: RUN = full
bench-quick: RUN = quick
bench bench-quick:
	@$(SETUP) --bench
	@$(MAKE) --no-print-directory -s all $B/bench/measure
	@BIN=$(CURDIR)/$B/bin W=$(CURDIR)/$B/bench sh tests/bench/run.sh $(RUN)

# 10 million users beside DuckDB and chdb; 1 to 16 GB, 0.1 to 10 million users, 1 core and all.
bench-users bench-growth:
	@$(SETUP) --bench
	@$(MAKE) --no-print-directory -s all $B/bench/measure $B/bench/users
	@BIN=$(CURDIR)/$B/bin W=$(CURDIR)/$B/bench sh tests/bench/$(@:bench-%=%).sh

# After a change that is meant to cost what it costs: look at the difference.
instructions: all
	@BIN=$(CURDIR)/$B/bin WRITE=1 sh tests/instructions.t

$B/bench/%: tests/bench/%.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $<

# ---- putting it elsewhere ----

MAN   := $(wildcard man/*.[157])
BASH  := share/bash-completion/completions
ZSH   := share/zsh/site-functions

install: all
	mkdir -p $(addprefix $(DESTDIR)$(PREFIX)/,bin $(BASH) $(ZSH) $(addprefix share/man/man,1 5 7))
	for p in $(PROGRAMS); do \
		install -m 755 $B/bin/$$p '$(DESTDIR)$(PREFIX)/bin/' && \
		$B/bin/$$p --help | awk -v shell=bash -f man/complete.awk >'$(DESTDIR)$(PREFIX)/$(BASH)/'$$p && \
		$B/bin/$$p --help | awk -v shell=zsh -f man/complete.awk >'$(DESTDIR)$(PREFIX)/$(ZSH)/'_$$p || exit 1; \
	done
	for m in $(MAN); do install -m 644 $$m '$(DESTDIR)$(PREFIX)/share/man/man'$${m##*.} || exit 1; done

uninstall:
	for p in $(PROGRAMS); do rm -f '$(DESTDIR)$(PREFIX)/bin/'$$p \
		'$(DESTDIR)$(PREFIX)/$(BASH)/'$$p '$(DESTDIR)$(PREFIX)/$(ZSH)/'_$$p; done
	for m in $(MAN); do rm -f '$(DESTDIR)$(PREFIX)/share/man/man'$${m##*.}/$${m##*/}; done

clean:
	rm -rf build build-san build-fuzz build-lint

-include $(wildcard $B/*/*.d $B/tests/*/*.d)

.SECONDARY:
.DELETE_ON_ERROR:
.PHONY: all demo picture check check-servers test units check-paths check-corpus lint fuzz bench bench-quick bench-users bench-growth instructions install uninstall clean
