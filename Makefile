# SPDX-License-Identifier: Apache-2.0
#
# make run    set up and serve; ARGS="-addr 127.0.0.1:9000" passes flags on
# make test   set up and run every check
# make setup  only set up

.PHONY: run test setup check-go check-wasm check-js check-browser clean

run: setup
	@exec build/netlinklab serve $(ARGS)

setup:
	@go run ./backend/cmd/setup -for run

test:
	@go run ./backend/cmd/setup -for test
	@$(MAKE) --no-print-directory check-go check-wasm check-js check-browser

# Tests that need a kernel of their own, a browser or a tool are asked to run
# here by NETLINKLAB_VM; they fail, and never skip, where something is missing.
check-go: export NETLINKLAB_VM = 1
check-go:
	go vet ./...
	go test -race -timeout 20m ./...

# The browser's half once more as it runs in the browser.
check-wasm:
	GOOS=js GOARCH=wasm go vet ./wasm/...
	GOOS=js GOARCH=wasm go test -exec "$$(go env GOROOT)/lib/wasm/go_js_wasm_exec" ./wasm/...

check-js:
	cd static && npm run --silent check

check-browser:
	cd static && npm run --silent browser

clean:
	rm -rf build static/dist static/node_modules
	mkdir -p static/dist && touch static/dist/.keep
