# The face of the build; meson and ninja do the work, tools/ and tests/ hold what each word runs.
BUILD ?= build
PORT ?= 8080
SECONDS_EACH ?= 60
export PORT

all: $(BUILD)/build.ninja
	@ninja -C $(BUILD)
	@ln -f $(BUILD)/app/motcua $(BUILD)/motcua

$(BUILD)/build.ninja:
	@meson setup $(BUILD) >/dev/null || { meson setup $(BUILD); exit 1; }

run:
	@tools/install-deps.sh run
	@tools/run.sh $(BUILD)

test:
	@tools/install-deps.sh test
	@tests/run.sh

check:
	@tools/install-deps.sh test
	@tools/check.sh

fuzz:
	@tools/install-deps.sh test
	@tools/fuzz.sh $(SECONDS_EACH)

bench:
	@tools/install-deps.sh bench
	@tests/bench/bench.sh

screens:
	@tools/install-deps.sh test
	@tests/browser/run.sh screenshots

deb:
	@tools/install-deps.sh run
	@tools/deb.sh

clean:
	@rm -rf build build-asan build-clang build-fuzz build-release tests/browser/out tests/bench/out

.PHONY: all run test check fuzz bench screens deb clean
