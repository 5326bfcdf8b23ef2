// The engine's own WebAssembly module: it asks its host for nothing, and still answers everything.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { root, vectors, documentOf } from "./support.mjs";

const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
const file = join(target, "wasm32-unknown-unknown/release/lms_wasm_purity.wasm");
const module = new WebAssembly.Module(readFileSync(file));

test("the engine's wasm build imports nothing", () => {
  assert.deepEqual(WebAssembly.Module.imports(module), []);
});

test("without any import it answers every vector", () => {
  const { exports } = new WebAssembly.Instance(module, {});
  // No JSON string holds a line feed, so this changes white space only.
  const oneLine = (text) => text.replaceAll("\n", " ");
  let count = 0;
  for (const vector of vectors()) {
    const { catalogue, record, question = null } = vector;
    const input = [
      oneLine(documentOf(catalogue)),
      record === undefined ? "" : oneLine(documentOf(record)),
      JSON.stringify(question),
    ].join("\n");
    const bytes = new TextEncoder().encode(input);
    const address = exports.room(bytes.length);
    new Uint8Array(exports.memory.buffer, address, bytes.length).set(bytes);
    const answered = exports.run();
    const answer = new TextDecoder().decode(
      new Uint8Array(exports.memory.buffer, exports.answer_address(), exports.answer_length()),
    );
    const wanted = vector.error === undefined ? JSON.stringify(vector.answer) : vector.error.code;
    assert.equal(answer, wanted, vector.name);
    assert.equal(answered, vector.error === undefined ? 1 : 0, vector.name);
    count += 1;
  }
  assert.notEqual(count, 0);
});
