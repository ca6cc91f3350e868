# Every habit of this project, one word each. `make` alone lists them.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
SHELL := /bin/bash

python := .venv/bin/python
typed := $(wildcard gateway services shared infra tests)
# What pytest runs for `make test`, in this order, as far as it exists.
suites := $(wildcard tests/unit tests/contract tests/integration tests/e2e tests/simulation tests/faults)
export ONCE TENANT CLIENT ROLE PARTS FULL STORED BENCH_OUT

# A target between ifneq and endif is listed where its folder or file exists.
.PHONY: help
help: ## List these commands
	@awk -F ':.*## ' \
	    '/^ifneq/ { split($$0, part, "[ )]"); skip = system("test -e " part[3]) } /^endif/ { skip = 0 } \
	     /^[a-z-]+:.*## / && !skip { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: environment
environment:
	@infra/local/setup dev --python-only

.PHONY: servers
servers:
	@infra/local/setup dev

ifneq ($(wildcard infra/demo*),)
.PHONY: demo
demo: ## Show Coulisse at work on this machine (ONCE=1: one round, then stop)
	@infra/local/demo
endif

.PHONY: up
up: ## Start broker, database, gateway and services, and print their addresses
	@infra/local/setup local
	@$(python) -m infra.local up

.PHONY: down
down: ## Stop what `make up` started; what is stored stays
	@if [ -x $(python) ]; then $(python) -m infra.local down; fi

.PHONY: status
status: ## Show what runs, and where
	@infra/local/setup local
	@$(python) -m infra.local status

.PHONY: logs
logs: ## Follow the logs of all programs
	@infra/local/setup local
	@$(python) -m infra.local logs

.PHONY: key
key: ## Print a new API key (TENANT=acme CLIENT=shop ROLE=integrator; without ROLE it may do everything)
	@$(python) -m infra.key

.PHONY: check
check: environment ## Check style, types, imports and unit tests
	@.venv/bin/ruff check --quiet $(typed)
	@.venv/bin/ruff format --quiet --check $(typed)
	@.venv/bin/mypy --strict $(typed)
	@.venv/bin/lint-imports --no-logo
	@$(python) -m pytest -q -n 2 tests/unit

.PHONY: test
test: servers check ## Run every test, as CI does
	@$(python) -m pytest -q -n 2 --dist loadfile $(filter-out tests/unit tests/e2e tests/faults,$(suites))
	@$(python) -m pytest -q $(filter tests/e2e tests/faults,$(suites))

ifneq ($(wildcard tests/simulation),)
.PHONY: simulate
simulate: environment ## Live through random worlds of cases with every fault (SEEDS=n: how many, SEED=n: this one, CORES=n)
	@$(python) -W ignore -m tests.simulation $(if $(SEED),--seed $(SEED)) $(if $(SEEDS),--seeds $(SEEDS)) $(if $(CORES),--cores $(CORES))
endif

ifneq ($(wildcard tests/faults),)
.PHONY: faults
faults: servers ## Kill broker, database and services under load; count what is lost (MINUTES=10 or KILLS=n CASES=n, SEED=n)
	@$(python) -W ignore -m tests.faults $(if $(SEED),--seed $(SEED)) $(if $(SERVERS),--servers $(SERVERS)) \
	    $(if $(MINUTES),--minutes $(MINUTES)) $(if $(KILLS),--kills $(KILLS)) $(if $(CASES),--cases $(CASES)) \
	    $(if $(PACE),--pace $(PACE)) $(if $(ONLY),--only "$(ONLY)")

.PHONY: hostile
hostile: servers ## Send malformed and adversarial messages among good ones (COUNT=10000, SEED=n)
	@$(python) -W ignore -m tests.faults.hostile $(if $(SEED),--seed $(SEED)) $(if $(COUNT),--count $(COUNT))
endif

ifneq ($(wildcard tests/performance),)
.PHONY: bench
bench: servers ## Measure what this machine does in a second (PARTS=peers,hot for some parts, FULL=1 at full size, STORED=50000 cases)
	@$(python) -m tests.performance.bench
endif

.PHONY: failed
failed: ## Failed messages of all organisations: DO="list", "show ID", "retry ID" ... as `coulisse failed` has it
	@infra/local/setup local
	@$(python) -m infra.failed $(DO)

.PHONY: recount
recount: ## Recount the key figures from the timelines while no case moves; WRITE=1 replaces what is kept
	@infra/local/setup local
	@$(python) -m infra.recount $(if $(WRITE),--write) $(TENANT)

.PHONY: verify
verify: ## Run what takes longer: all tests in a fresh clone, 2,000 worlds, ten minutes of faults, hostile messages, documents, containers
	@rm -rf build/verify && git clone --quiet . build/verify
	@env -i HOME="$$HOME" PATH=/usr/local/bin:/usr/bin:/bin SIMULATION_SEEDS=2000 build/verify/.ci/run
	@rm -rf build/verify
	@$(MAKE) faults MINUTES=10
	@$(MAKE) hostile COUNT=10000
	@$(MAKE) verify-documents
	@$(MAKE) compose-test

.PHONY: compose-test
compose-test: environment ## Run docker-compose.yml for real: stories, restart, upgrade, losses (WHOLE=1 all stories, BROKER=4.0, BEFORE=commit)
	@$(python) -W ignore -m tests.compose $(if $(WHOLE),--whole) $(if $(BROKER),--broker $(BROKER)) $(if $(BEFORE),--before $(BEFORE))

.PHONY: alerts
alerts: ## Check and try the alert rules (needs promtool: apt-get install prometheus)
	@command -v promtool > /dev/null || { \
	    echo "make alerts: promtool is missing; install Debian's package prometheus (apt-get install prometheus)." >&2; \
	    exit 1; }
	@promtool check config --syntax-only infra/observability/prometheus.yml
	@promtool check rules infra/observability/alerts.yml
	@promtool test rules infra/observability/alerts_test.yml

.PHONY: documents
documents: environment ## Write gateway/openapi.json and shared/contracts/asyncapi.json anew (BREAK=1: even if that breaks clients)
	@$(python) -W ignore -m infra.documents $(if $(BREAK),--break)

.PHONY: verify-documents
verify-documents: servers ## Try the documents: 20,000 requests, AsyncAPI's own parser, a TypeScript client (needs node, npm)
	@for tool in node npm; do command -v $$tool > /dev/null || { \
	    echo "make verify-documents: $$tool is missing; install Node.js 20 or later with npm (apt-get install nodejs npm)." >&2; \
	    exit 1; }; done
	@COULISSE_VERIFY=1 CONFORMANCE_CASES=$${CONFORMANCE_CASES:-20000} \
	    $(python) -m pytest -q tests/e2e/test_conformance.py tests/e2e/test_generated_clients.py tests/e2e/test_asyncapi.py

.PHONY: backup
backup: ## Save everything that is stored here, while it runs (TO=new folder, KEY=file with a key to seal it under)
	@test -n "$(TO)" || { echo "make backup TO=/a/new/folder" >&2; exit 2; }
	@infra/local/setup local
	@$(python) -m infra.local.backup save $(if $(KEY),--key-file "$(KEY)") "$(TO)"

.PHONY: restore
restore: ## Put a backup back into an empty clone, before `make up` (FROM=folder, KEY=file)
	@test -n "$(FROM)" || { echo "make restore FROM=/a/backup" >&2; exit 2; }
	@infra/local/setup local
	@$(python) -m infra.local.backup restore $(if $(KEY),--key-file "$(KEY)") "$(FROM)"

.PHONY: sbom
sbom: environment ## Write what the product is made of, as CycloneDX: build/sbom.json
	@mkdir -p build
	@.venv/bin/cyclonedx-py requirements requirements/runtime.txt --output-reproducible --output-format JSON \
	    --pyproject pyproject.toml --output-file build/sbom.json
	@echo "build/sbom.json"

.PHONY: audit
audit: environment ## Ask the advisory database about every locked package (needs the network)
	@$(python) -m infra.audit

.PHONY: manifests
manifests: environment ## Render k8s/ and check it: schemas, and checkov (needs kubectl)
	@$(python) -m infra.manifests

.PHONY: lock
lock: environment ## Compile requirements/*.in to hash-locked requirements/*.txt
	@infra/local/lock

.PHONY: clean
clean: down ## Remove the environment, private servers with their data, and caches
	@rm -rf .venv .local build reports .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find $(typed) -name __pycache__ -type d -prune -exec rm -rf {} +
