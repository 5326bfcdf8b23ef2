// The shared vectors, through the package as a JavaScript host uses it.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Catalogue } from "lms-core";

import { documentOf, vectors } from "./support.mjs";

function run({ catalogue, record, question = null }) {
  const compiled = Catalogue.compile(documentOf(catalogue));
  const asked = record === undefined ? compiled : compiled.loadRecord(documentOf(record));
  return { text: asked.askText(question), value: asked.ask(question) };
}

const all = vectors();

test("there are vectors", () => assert.notEqual(all.length, 0));

for (const vector of all) {
  test(`${vector.file}: ${vector.name}`, () => {
    if (vector.error === undefined) {
      const { text, value } = run(vector);
      assert.equal(text, JSON.stringify(vector.answer));
      assert.deepEqual(value, vector.answer);
      return;
    }
    assert.throws(
      () => run(vector),
      (error) => {
        assert.ok(error instanceof Error, String(error));
        assert.equal(error.code, vector.error.code, error.message);
        if ("details" in vector.error) {
          assert.equal(JSON.stringify(error.details), JSON.stringify(vector.error.details));
        }
        return true;
      },
    );
  });
}
