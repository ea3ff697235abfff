# Comptoir. `make demo` and `make check` do all their own set-up; see README.md.
# Sources are found by wildcard: a new file needs no line here.

VERSION := 0.1.0
SHELL   := /bin/bash
CC      ?= gcc
ifeq ($(origin CC),default)
CC      := gcc
endif
SAN     ?=
FUZZ    ?=
BUILD   := build/$(CC)$(if $(SAN),-san)$(if $(FUZZ),-fuzz)

PKGS_SHARED := jansson libunistring
PKGS_SERVER := libssh libpq libsodium inih libzip libxml-2.0 uchardet xlsxwriter
PKGS_TUI    := ncursesw libssh
pkg = $(shell pkg-config $(1) $(filter-out libunistring,$(2)) 2>/dev/null)

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
	-Wwrite-strings -Wformat=2 -Wvla -Wundef -Werror
CPPFLAGS += -D_GNU_SOURCE -DCOMPTOIR_VERSION='"$(VERSION)"' -I. -I$(BUILD)
CFLAGS   ?= -O2 -g
comma    := ,
SANITIZE := $(if $(SAN)$(FUZZ),address$(comma)undefined)$(if $(FUZZ),$(comma)fuzzer-no-link)
override CFLAGS += -std=c11 $(WARN) -fno-strict-aliasing -fstack-protector-strong \
	$(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-sanitize-recover=undefined -fno-omit-frame-pointer,-D_FORTIFY_SOURCE=2)
CFLAGS_PKG := $(call pkg,--cflags,$(PKGS_SHARED) $(PKGS_SERVER) $(PKGS_TUI))
LIBS_SHARED := $(call pkg,--libs,$(PKGS_SHARED)) -lunistring
LIBS_SERVER := $(call pkg,--libs,$(PKGS_SERVER)) -lcsv -lpthread
LIBS_TUI    := $(call pkg,--libs,$(PKGS_TUI)) -lpanelw
PREFIX     ?= /usr/local
SYSCONFDIR ?= /etc
LDFLAGS  += $(if $(SANITIZE),-fsanitize=$(SANITIZE)) -Wl,-z,relro,-z,now

lib_of  = $(patsubst %.c,$(BUILD)/%.o,$(filter-out %/main.c,$(wildcard $(1)/*.c)))
SHARED  := $(BUILD)/libshared.a
SERVER  := $(BUILD)/libserver.a
TUI     := $(BUILD)/libtui.a
TESTS   := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/*_test.c))

all: $(BUILD)/comptoird $(BUILD)/comptoir

# The translations travel inside the programs: a missing file can never turn French off.
# A language is a folder of .po files, one a subject.
LANGS   := $(notdir $(wildcard po/*))
$(BUILD)/po/%.mo: $(wildcard po/*/*.po)
	@mkdir -p $(@D)
	msgcat --use-first po/$*/*.po | msgfmt --check-format --check-domain -o $@ -
$(BUILD)/po_data.c: $(LANGS:%=$(BUILD)/po/%.mo) scripts/embed
	@mkdir -p $(@D)
	scripts/embed po_data $(filter %.mo,$^) >$@
$(BUILD)/po_data.o: $(BUILD)/po_data.c
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(CFLAGS_PKG) -MMD -MP -c -o $@ $<

# So does the database: comptoird migrate needs no files beside it.
SQL     := $(filter-out sql/migrations/%,$(wildcard sql/*/*.sql))
$(BUILD)/sql_data.c: $(SQL) scripts/embed scripts/sql-order
	@mkdir -p $(@D)
	scripts/embed sql_data $$(scripts/sql-order) >$@
$(BUILD)/sql_data.o: $(BUILD)/sql_data.c
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<
STEPS   := $(sort $(wildcard sql/migrations/*.sql))
$(BUILD)/migration_data.c: $(STEPS) sql/migrations scripts/embed
	@mkdir -p $(@D)
	scripts/embed migration_data $(STEPS) >$@
$(BUILD)/migration_data.o: $(BUILD)/migration_data.c
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(SHARED): $(call lib_of,shared) $(BUILD)/po_data.o
$(SERVER): $(call lib_of,server) $(BUILD)/sql_data.o $(BUILD)/migration_data.o
$(TUI): $(call lib_of,tui)
$(SHARED) $(SERVER) $(TUI):
	@rm -f $@
	ar rcs $@ $^

$(BUILD)/comptoird: $(BUILD)/server/main.o $(SERVER) $(SHARED)
	$(CC) $(LDFLAGS) -o $@ $^ $(LIBS_SERVER) $(LIBS_SHARED)
$(BUILD)/comptoir: $(BUILD)/tui/main.o $(TUI) $(SHARED)
	$(CC) $(LDFLAGS) -o $@ $^ $(LIBS_TUI) $(LIBS_SHARED)

$(BUILD)/unit/%: $(BUILD)/tests/unit/%.o $(SERVER) $(TUI) $(SHARED)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(LIBS_SERVER) $(LIBS_TUI) $(LIBS_SHARED) -lcmocka -lm

unit: $(TESTS)
	@scripts/run-unit $(TESTS)

# What fuzz_NAME.c is fed first: tests/fuzz/seeds/NAME/. FUZZ_SECONDS is for each of them.
FUZZERS := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_SECONDS ?= 60
$(BUILD)/fuzz/%: $(BUILD)/tests/fuzz/%.o $(SERVER) $(TUI) $(SHARED)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(LIBS_SERVER) $(LIBS_TUI) $(LIBS_SHARED)
run-fuzzers: $(FUZZERS)
	@scripts/run-fuzz $(FUZZ_SECONDS) $(FUZZERS)

# On a bare machine pkg-config is installed after make read this file: what needs it goes through a make of its own.
JOBS  := -j$(shell nproc)
again  = $(MAKE) --no-print-directory $(if $(filter -j%,$(MAKEFLAGS)),,$(JOBS))
setup = @scripts/install-packages

programs: all $(TESTS)

demo:
	$(setup) build run
	@$(again) -s all
	@scripts/demo start
demo-stop:
	@scripts/demo stop

check:
	$(setup) build run check
	@$(again) -s programs
	@$(again) -s programs SAN=1
	@scripts/check

sql: all
	@tests/sql/run
wire: all
	@scripts/run-all tests/wire
tour: all
	@scripts/run-all tests/demo
# What the figures are compared with, and what puts the load on.
BENCH   := $(patsubst tests/bench/%.c,$(BUILD)/bench/%,$(wildcard tests/bench/*.c))
$(BUILD)/bench/%: $(BUILD)/tests/bench/%.o $(SERVER) $(SHARED)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(LIBS_SERVER) $(LIBS_SHARED) -lm
bench-programs: all $(BENCH)
bench:
	$(setup) build run check
	@$(again) -s bench-programs
	@scripts/run-all tests/bench
stress:
	$(setup) build run check
	@$(again) -s programs
	@scripts/run-all tests/stress

print-flags:	# as a shell reads them
	@: $(info $(CPPFLAGS) $(CFLAGS) $(CFLAGS_PKG))
lint:
	$(setup) build run check lint
	@scripts/lint
fuzz:
	$(setup) build fuzz
	@$(again) -s CC=clang FUZZ=1 FUZZ_SECONDS=$(FUZZ_SECONDS) run-fuzzers

install: all
	scripts/install-files "$(BUILD)" "$(DESTDIR)" "$(PREFIX)" "$(SYSCONFDIR)"
uninstall:
	scripts/install-files --remove "$(DESTDIR)" "$(PREFIX)"
deb:
	$(setup) build deb
	@$(again) -s all
	@scripts/deb "$(VERSION)" "$(BUILD)"

clean:
	rm -rf build

.PHONY: all print-flags unit programs bench-programs run-fuzzers demo demo-stop check sql wire tour bench stress lint fuzz install uninstall deb clean
.SECONDARY:
-include $(shell find build -name '*.d' 2>/dev/null)

# --- screen tests ---------------------------------------------------------------------------------------------
# Programs under tests/screen that press keys on a pty and look at it through libvterm. UPDATE=1 accepts new goldens.
SCREEN_TESTS := $(patsubst tests/screen/%.c,$(BUILD)/screen/%,$(wildcard tests/screen/*_test.c))
SCREEN_RIG   := $(patsubst %.c,$(BUILD)/%.o,$(filter-out %_test.c,$(wildcard tests/screen/*.c)))
$(BUILD)/screen/%: $(BUILD)/tests/screen/%.o $(SCREEN_RIG) $(SHARED)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(LIBS_SHARED) -lvterm -lutil -lcmocka -lm
screen-programs: $(SCREEN_TESTS)
screen: all $(SCREEN_TESTS)
	@BUILD=$(BUILD) tests/screen/run $(SCREEN_TESTS)
.PHONY: screen screen-programs
# --- end of screen tests --------------------------------------------------------------------------------------
