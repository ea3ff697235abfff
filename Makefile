# Comptoir. `make demo` and `make check` do all their own set-up; see README.md.
# Sources are found by wildcard: a new file needs no line here.

VERSION := 0.1.0
CC      ?= gcc
ifeq ($(origin CC),default)
CC      := gcc
endif
SAN     ?=
BUILD   := build/$(CC)$(if $(SAN),-san)

PKGS_SHARED := jansson libunistring
PKGS_SERVER := libssh libpq libsodium inih libzip libxml-2.0 uchardet xlsxwriter
PKGS_TUI    := ncursesw libssh
pkg = $(shell pkg-config $(1) $(filter-out libunistring,$(2)) 2>/dev/null)

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
	-Wwrite-strings -Wformat=2 -Wvla -Wundef -Werror
CPPFLAGS += -D_GNU_SOURCE -DCOMPTOIR_VERSION='"$(VERSION)"' -I. -I$(BUILD)
CFLAGS   ?= -O2 -g
override CFLAGS += -std=c11 $(WARN) -fno-strict-aliasing -fstack-protector-strong \
	$(if $(SAN),-fsanitize=address$(comma)undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer,-D_FORTIFY_SOURCE=2)
comma := ,
CFLAGS_PKG := $(call pkg,--cflags,$(PKGS_SHARED) $(PKGS_SERVER) $(PKGS_TUI))
LIBS_SHARED := $(call pkg,--libs,$(PKGS_SHARED)) -lunistring
LIBS_SERVER := $(call pkg,--libs,$(PKGS_SERVER)) -lcsv -lpthread
LIBS_TUI    := $(call pkg,--libs,$(PKGS_TUI)) -lpanelw
LDFLAGS  += $(if $(SAN),-fsanitize=address$(comma)undefined) -Wl,-z,relro,-z,now

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
SQL     := $(wildcard sql/*/*.sql)
$(BUILD)/sql_data.c: $(SQL) scripts/embed scripts/sql-order
	@mkdir -p $(@D)
	scripts/embed sql_data $$(scripts/sql-order) >$@
$(BUILD)/sql_data.o: $(BUILD)/sql_data.c
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(SHARED): $(call lib_of,shared) $(BUILD)/po_data.o
$(SERVER): $(call lib_of,server) $(BUILD)/sql_data.o
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
	$(CC) $(LDFLAGS) -o $@ $^ $(LIBS_SERVER) $(LIBS_TUI) $(LIBS_SHARED) -lcmocka

unit: $(TESTS)
	@set -e; for t in $(TESTS); do echo "== $$t"; $$t; done

clean:
	rm -rf build

.PHONY: all unit clean
.SECONDARY:
-include $(shell find build -name '*.d' 2>/dev/null)

# --- screen tests ---------------------------------------------------------------------------------------------
# Programs under tests/screen that press keys on a pty and look at it through libvterm. UPDATE=1 accepts new goldens.
SCREEN_TESTS := $(patsubst tests/screen/%.c,$(BUILD)/screen/%,$(wildcard tests/screen/*_test.c))
SCREEN_RIG   := $(patsubst %.c,$(BUILD)/%.o,$(filter-out %_test.c,$(wildcard tests/screen/*.c)))
$(BUILD)/screen/%: $(BUILD)/tests/screen/%.o $(SCREEN_RIG) $(SHARED)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(LIBS_SHARED) -lvterm -lutil -lcmocka
screen: $(BUILD)/comptoir $(SCREEN_TESTS)
	@set -e; for t in $(SCREEN_TESTS); do echo "== $$t"; COMPTOIR=$(BUILD)/comptoir $$t; done
.PHONY: screen
# --- end of screen tests --------------------------------------------------------------------------------------
