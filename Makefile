# evkit: `make demo` shows it, `make check` tests it, `make` builds it.
# Both install what is missing on Debian first (tests/setup). README.md has the rest.

CC       ?= cc
CFLAGS   ?= -O2 -g
PREFIX   ?= /usr/local
SAN      ?=
B        := build$(if $(SAN),-san)

WARN := -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wold-style-definition -Wvla -Wformat=2 -Wundef -Wcast-qual \
	-Wwrite-strings -Wpointer-arith -Wnull-dereference -Wimplicit-fallthrough -Walloca \
	$(if $(WERROR),-Werror)
HARD := -fstack-protector-strong -fstack-clash-protection $(if $(SAN),,-D_FORTIFY_SOURCE=2)
ALL_CFLAGS = -std=gnu11 -D_GNU_SOURCE -Ilib -ffile-prefix-map=$(CURDIR)=. $(HARD) $(WARN) \
	$(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer) \
	$(if $(wildcard /usr/include/zstd.h),-DHAVE_ZSTD) $(CFLAGS)
ALL_LDFLAGS = $(if $(SAN),-fsanitize=$(SAN)) -Wl,-z,relro -Wl,-z,now -Wl,--as-needed $(LDFLAGS)

PROGRAMS := $(notdir $(basename $(wildcard cmd/*.c)))
LIB      := $(patsubst lib/%.c,$B/lib/%.o,$(wildcard lib/*.c))
LIBS     := -ljansson -lcsv -lz $(if $(wildcard /usr/include/zstd.h),-lzstd) -lm -lpthread

all: $(PROGRAMS:%=$B/bin/%)

$B/lib/%.o: lib/%.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$B/cmd/%.o: cmd/%.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$B/libevkit.a: $(LIB)
	rm -f $@ && $(AR) rcs $@ $^

# The name says what is linked: only fetchers pay libcurl's start-up.
$B/bin/%-fetch: LIBS += -lcurl -lcrypto

$B/bin/%: $B/cmd/%.o $B/libevkit.a
	@mkdir -p $(@D)
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

clean:
	rm -rf build build-san

-include $(wildcard $B/*/*.d)

.SECONDARY:
.DELETE_ON_ERROR:
.PHONY: all clean
