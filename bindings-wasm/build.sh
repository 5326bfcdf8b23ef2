#!/bin/sh
# Builds pkg/node and pkg/web: the engine as WebAssembly with its JavaScript side.
# usage: build.sh [release|dev]
set -eu
cd "$(dirname "$0")/.."
profile=${1:-release}
target=${CARGO_TARGET_DIR:-$PWD/target}
case $profile in
  dev) folder=debug ;;
  *) folder=$profile ;;
esac
cargo build --locked --quiet -p lms-core-wasm --lib --target wasm32-unknown-unknown --profile "$profile"
cargo run --locked --quiet -p lms-core-wasm --features bindgen --bin lms-wasm-bindgen -- \
  "$target/wasm32-unknown-unknown/$folder/lms_core_wasm.wasm" bindings-wasm/pkg
# The browser's side is a module, whatever the package around it is.
echo '{ "type": "module" }' >bindings-wasm/pkg/web/package.json
