# Two commands are enough for a newcomer: make run, make test.

export LANG ?= C.UTF-8
GO ?= go

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## build, then serve the demonstration county at http://localhost:8080
	DEMO=1 ./bin/renmian serve

build: ## build bin/renmian
	$(GO) build -trimpath -o bin/renmian ./cmd/renmian

test: tools ## run every test, browsers included; installs PostgreSQL, Chromium, fonts and poppler when missing
	$(GO) test -timeout 30m ./...

check: tools generated bundled ## the gate before a change lands
	test -z "$$(git ls-files '*.go' | grep -v '_templ\.go$$' | xargs gofmt -l | tee /dev/stderr)"
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	$(GO) test -race -timeout 60m ./...

acceptance: tools ## for each row of nine counties' practice, the tests that prove it and how they ended
	$(GO) run ./internal/acceptance

bench: tools ## measure: lists and searches at 1,000 and 1,000,000 cases, a public page beside a bare handler and nginx, 100,000 notices, one and three hundred people in one proposal, casting and issuing ballots, and the small parts
	$(GO) test -run '^$$' -bench . -benchtime 1s -timeout 60m ./...

generate: ## write the Go code of the templates
	$(GO) tool templ generate

generated: generate ## refuse templates whose Go code is not committed
	git diff --exit-code -- '*_templ.go'
	test -z "$$(git ls-files --others --exclude-standard -- '*_templ.go')"

bundle: ## write web/static/vendor/blindrsa.js anew from its lock file; installs npm when missing
	.ci/bundle web/static/vendor/blindrsa.js

bundled: bundle ## refuse a bundle that is not what its lock file gives
	git diff --exit-code --stat -- web/static/vendor/blindrsa.js

lint: ## vet and staticcheck
	$(GO) vet ./...
	$(GO) tool staticcheck ./...

seed: build ## load the demonstration county into the empty database in var/
	./bin/renmian seed

migrate-new: ## begin a migration: make migrate-new name=what_changes
	@test -n "$(name)" || { echo 'usage: make migrate-new name=what_changes'; exit 2; }
	@next=$$(printf '%06d' $$(($$(ls migrations/*.up.sql | wc -l) + 1))); \
	for half in up down; do : > migrations/$${next}_$(name).$$half.sql; echo migrations/$${next}_$(name).$$half.sql; done

tools:
	@.ci/install

.PHONY: help run build test check bench generate generated bundle bundled lint seed migrate-new tools
