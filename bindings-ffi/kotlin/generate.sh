#!/bin/sh
# Called by the Maven build: builds the engine, writes its Kotlin side into target/, and lays the library
# where JNA finds it on the class path, so that the jar carries it.
# usage: generate.sh [release|dev]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
profile=${1:-release}
case $profile in
  dev) folder=debug ;;
  *) folder=$profile ;;
esac
target=${CARGO_TARGET_DIR:-$PWD/target}
case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) library=liblms_core_ffi.so place=linux-x86-64 ;;
  Linux-aarch64) library=liblms_core_ffi.so place=linux-aarch64 ;;
  Darwin-x86_64) library=liblms_core_ffi.dylib place=darwin-x86-64 ;;
  Darwin-arm64) library=liblms_core_ffi.dylib place=darwin-aarch64 ;;
  *) echo "no place is known for the library on $(uname -s) $(uname -m)" >&2; exit 1 ;;
esac
cargo build --locked --quiet -p lms-core-ffi --features bindgen --profile "$profile"
"$target/$folder/uniffi-bindgen" generate --library "$target/$folder/$library" \
  --language kotlin --no-format --out-dir "$here/target/generated-sources/uniffi"
mkdir -p "$here/target/native/$place"
cp "$target/$folder/$library" "$here/target/native/$place/"
