# The commands of this project. Everything is installed into .venv/, once for each state of pyproject.toml.
# Variables: PYTHON (3.11 or later), PORT of the preview, TRACKER_DATA (folder of real data; tests that need it are skipped without).

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
INSTALLED := .venv/.installed
SUBJECTS := search known-item lists versions duplicates accounts firewall
BROWSERS := chromium google-chrome chromium-browser google-chrome-stable

.DEFAULT_GOAL := help
.PHONY: help site test check lint bench browser ssh clean

help:
	@echo "make site   the example site on http://127.0.0.1:$(PORT), built again on every save"
	@echo "make test   every test"
	@echo "make check  linters, types, import rules, and every test"
	@echo "make lint   the same without the tests"
	@echo "make bench  what is claimed, measured: builds and search beside their peers, versions, verdicts, duplicates, lists, firewall"
	@echo "make clean  removes what the others made"

site: $(INSTALLED)
	@$(BIN)/tracker serve --port $(PORT)

test: $(INSTALLED) browser ssh
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile

lint: $(INSTALLED)
	@$(BIN)/ruff check --quiet --output-format concise .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy --no-error-summary
	@said=$$($(BIN)/lint-imports --no-logo) || { echo "$$said"; exit 1; }

check: lint test

bench: $(INSTALLED) browser
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --editable '.[bench]'
	@$(BIN)/python -m bench build --issues 1000 --issues 10000 --repeat 3
	@for subject in $(SUBJECTS); do echo; $(BIN)/python -m bench $$subject || exit 1; done

# Debian keeps venv in a package of its own, and its browser in another.
$(INSTALLED): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed; name one as  make PYTHON=python3.12 ..." if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || $(call apt_install,python3-venv)
	@echo "setting up .venv ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

browser:
	@for name in $(BROWSERS); do command -v $$name >/dev/null && exit 0; done; \
	if command -v apt-get >/dev/null; then echo "installing chromium for the browser tests ..."; $(call apt_install,chromium fonts-liberation); \
	else echo "no chromium and no apt-get here: the browser tests need one"; fi

# Without it the tests of signatures are skipped, and say so.
ssh:
	@command -v ssh-keygen >/dev/null || { command -v apt-get >/dev/null || { echo "no ssh-keygen and no apt-get here: tests of signatures are skipped"; exit 0; }; \
	echo "installing openssh-client for the tests of signatures ..."; $(call apt_install,openssh-client); }

clean:
	rm -rf .venv .tracker site .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

define apt_install
{ as_root=; [ "$$(id -u)" = 0 ] || as_root=sudo; \
$$as_root apt-get -qq update >/dev/null && \
DEBIAN_FRONTEND=noninteractive $$as_root apt-get -qq install --yes --no-install-recommends -o Dpkg::Use-Pty=0 $(1) >/dev/null; }
endef
