# make run: the app. make test: everything that is checked. Each makes its own virtual environment.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
RUN := .venv
TEST := .venv-test
# only what checks the JavaScript: neither the app nor its tests in Python need Node.js
NODE := node_modules

.PHONY: run fast test test-fast test-js test-browser test-rest test-training test-quick check check-js with-node films moving screenshots clean

run: $(RUN)/done
	$(RUN)/bin/streamlit run app.py

$(RUN)/done: requirements.txt
	$(PYTHON) -m venv $(RUN)
	$(RUN)/bin/pip install --quiet --requirement requirements.txt
	touch $@

# engines that are faster than torch on many machines, and one for the visitors' browsers
fast: $(RUN)/done
	$(RUN)/bin/pip install --quiet --requirement requirements-fast.txt
	$(RUN)/bin/python -m explainer.engines.onnx_files
	$(RUN)/bin/python -m explainer.engines.choice
	$(RUN)/bin/python -m explainer.server.device_runtime

$(TEST)/done: requirements.txt requirements-fast.txt requirements-rooms.txt requirements-dev.txt
	$(PYTHON) -m venv $(TEST)
	$(TEST)/bin/pip install --quiet --requirement requirements-dev.txt
	touch $@

with-node:
	@node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null && command -v npm >/dev/null || \
	{ echo "The JavaScript is checked and tested with Node.js 20 or newer and its npm; please install them: https://nodejs.org" >&2; exit 1; }

$(NODE)/done: package.json package-lock.json | with-node
	npm ci --ignore-scripts --no-audit --no-fund
	touch $@

# all tests; those in a browser need Chromium and are skipped, saying so, where there is none.
# They mostly wait, so the others run beside them, on one thread: two that wait for each other while
# a third process keeps a core busy take longer than one alone. Two at a time, and the shortest parts last:
# one begins when the browser has done, the other when the rest has, and both ends come about together
test: $(TEST)/done
	OMP_WAIT_POLICY=passive $(MAKE) --jobs 2 --keep-going --output-sync=line \
	test-js test-browser test-rest test-training test-quick

# skipped, saying so, where there is no Node.js; never in CI
test-js: $(if $(CI),with-node)
	@if command -v node >/dev/null; then node --test --test-reporter=spec tests/javascript/*.test.js; \
	else echo "There is no Node.js here: the tests of the JavaScript are skipped." >&2; fi

test-browser: $(TEST)/done
	$(TEST)/bin/python -m pytest -m browser --durations=15

ONE_THREAD := EXPLAINER_THREADS=1 OMP_NUM_THREADS=1
WITHOUT_BROWSER := $(ONE_THREAD) $(TEST)/bin/python -m pytest -m "not browser" --durations=15

TRAINING := tests/training
QUICK := tests/core tests/media tests/networks tests/ui

test-rest: $(TEST)/done
	$(WITHOUT_BROWSER) $(TRAINING:%=--ignore=%) $(QUICK:%=--ignore=%)

test-training: $(TEST)/done
	$(WITHOUT_BROWSER) $(TRAINING)

test-quick: $(TEST)/done
	$(WITHOUT_BROWSER) $(QUICK)

# two minutes' worth, while you work: no browser, no server, no training
test-fast: $(TEST)/done
	$(ONE_THREAD) $(TEST)/bin/python -m pytest -m "not browser and not slow"

check: $(TEST)/done
	$(TEST)/bin/ruff format --check .
	$(TEST)/bin/ruff check .
	$(TEST)/bin/mypy
	$(TEST)/bin/lint-imports
	$(TEST)/bin/hadolint Dockerfile
	$(MAKE) check-js

check-js: $(NODE)/done
	$(NODE)/.bin/biome ci --error-on-warnings .
	$(NODE)/.bin/tsc

# what a first visit shows, after a checkpoint has changed
films: $(RUN)/done
	$(RUN)/bin/python -m explainer.experiments.shipped
	$(RUN)/bin/python -m explainer.experiments.convergence

# what moves at the top of the README
moving: $(RUN)/done
	$(RUN)/bin/python docs/moving_picture.py

# the pages in the README, after a page or a checkpoint has changed
screenshots: $(TEST)/done
	$(TEST)/bin/python docs/screenshots.py

clean:
	rm -rf $(RUN) $(TEST) $(NODE)
