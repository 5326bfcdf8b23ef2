// What the shared vectors cannot say: errors as exceptions, handles, batches, memory.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { Catalogue } from "lms-core";

import { documentOf, root } from "./support.mjs";

const catalogue = Catalogue.compile(documentOf("catalogues/first-aid.json"));
const ada = { schema: "lms.learner", version: 1, data: { learner: "ada" } };
const now = "2026-11-22T08:00:00Z";
const award = {
  schema: "lms.events",
  version: 1,
  data: [
    {
      at: "2026-01-31T09:00:00Z",
      type: "awarded",
      certificate: "a1",
      certification: "first-aid",
      anchor: "2026-01-31",
      from: "2026-01-31",
      until: "2029-01-31",
    },
  ],
};

function refusal(call) {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof Error, `${error}`);
    assert.equal(error.name, "LmsError");
    assert.equal(typeof error.stack, "string");
    assert.notEqual(error.message, "");
    return error;
  }
  return assert.fail("nothing was thrown");
}

test("a refused catalogue says where each problem is", () => {
  const courses = [{ id: "a", title: "A", colour: "red" }, { id: "a", title: "Again" }];
  const error = refusal(() => Catalogue.compile({ schema: "lms.catalogue", version: 1, data: { courses } }));
  assert.equal(error.code, "definition_invalid");
  assert.deepEqual(
    error.details.problems.map(({ path, code }) => [path, code]),
    [["$.courses[0].colour", "field_unknown"], ["$.courses[1].id", "id_duplicate"]],
  );
});

test("what JavaScript cannot write as JSON is refused and never guessed", () => {
  const circle = {};
  circle.self = circle;
  const trap = { get title() { throw new TypeError("not today"); } };
  for (const value of [undefined, 1n, Symbol("x"), () => 0, circle, trap, { n: 1n }]) {
    assert.equal(refusal(() => Catalogue.compile(value)).code, "json_invalid");
    assert.equal(refusal(() => catalogue.ask(value)).code, "json_invalid");
  }
  assert.equal(refusal(() => catalogue.loadRecord(ada).certificateStatus(7)).code, "json_invalid");
  assert.equal(refusal(() => catalogue.askEach("no list", {})).code, "json_invalid");
});

test("a named method asks the question of its name", () => {
  const learner = catalogue.loadRecord(ada);
  const about = { certification: "first-aid", now };
  assert.deepEqual(learner.certificateStatus(about), learner.ask({ type: "certificateStatus", ...about }));
  for (const [method, about, code] of [
    ["eligibility", { course: "none", now }, "reference_unknown"],
    ["grade", { course: "none", now }, "reference_unknown"],
    ["pathProgress", { path: "none", now }, "reference_unknown"],
    ["decide", { command: { type: "dance" }, now }, "question_form"],
  ]) {
    assert.equal(refusal(() => learner[method](about)).code, code, method);
    assert.equal(refusal(() => learner.ask({ type: method, ...about })).code, code, method);
  }
  assert.equal(refusal(() => learner.certificateStatus({})).code, "question_form");
  assert.equal(refusal(() => learner.certificateStatus(undefined)).code, "question_form");
});

test("evolving makes another learner and leaves the first as it was", () => {
  const before = catalogue.loadRecord(ada);
  const after = before.evolve(award);
  const about = { certification: "first-aid", now };
  assert.equal(before.certificateStatus(about).standing, "notHeld");
  assert.notEqual(after.certificateStatus(about).standing, "notHeld");
  const stored = after.saveRecord();
  assert.equal(catalogue.loadRecord(stored).saveRecord(), stored);
  assert.equal(refusal(() => before.evolve({ ...award, version: 99 })).code, "wire_version_unsupported");
});

test("a batch answers in order and refuses only what is wrong", () => {
  const question = { type: "certificateStatus", certification: "first-aid", now };
  const records = [JSON.stringify(ada), "{}", catalogue.loadRecord(ada).evolve(award).saveRecord()];
  const answers = catalogue.askEach(records, question);
  assert.deepEqual(answers[0].answer, catalogue.loadRecord(ada).ask(question));
  assert.equal(answers[1].error.code, "wire_form");
  assert.deepEqual(answers[2].answer, catalogue.loadRecord(records[2]).ask(question));
  assert.deepEqual(catalogue.loadRecord(ada).askMany([question, "[]"]).map((each) => each.error?.code), [undefined, "question_form"]);
  assert.deepEqual(catalogue.askEach([], question), []);
});

test("a learner outlives the catalogue handle that loaded it", () => {
  const own = Catalogue.compile(documentOf("catalogues/first-aid.json"));
  const learner = own.loadRecord(ada);
  own.free();
  assert.equal(learner.certificateStatus({ certification: "first-aid", now }).standing, "notHeld");
  learner.free();
  assert.throws(() => learner.ask({ type: "certificateStatus" }));
});

test("the package for browsers answers alike, and refused calls leave no memory behind", async () => {
  const web = await import("../pkg/web/lms_core.js");
  const module = readFileSync(join(root, "bindings-wasm/pkg/web/lms_core_bg.wasm"));
  const { memory } = web.initSync({ module });
  const question = { type: "certificateStatus", certification: "first-aid", now };
  const there = web.Catalogue.compile(documentOf("catalogues/first-aid.json"));
  assert.equal(there.loadRecord(ada).askText(question), catalogue.loadRecord(ada).askText(question));

  const long = `{"courses": "${"x".repeat(4000)}`;
  const call = () => assert.throws(() => web.Catalogue.compile(long), { code: "wire_form" });
  for (let i = 0; i < 200; i += 1) call();
  const before = memory.buffer.byteLength;
  for (let i = 0; i < 5000; i += 1) call();
  assert.equal(memory.buffer.byteLength, before);
});

test("the declarations that are checked in are those of the package", () => {
  const built = readFileSync(join(root, "bindings-wasm/pkg/node/lms_core.d.ts"), "utf8");
  const file = join(root, "bindings-wasm/lms_core.d.ts");
  if (process.env.LMS_BLESS) writeFileSync(file, built);
  assert.equal(readFileSync(file, "utf8"), built);
});

test("the example tells the story that every language tells", () => {
  const told = execFileSync(process.execPath, [join(root, "bindings-wasm/examples/story.mjs")], { encoding: "utf8" });
  assert.equal(told, readFileSync(join(root, "tests/story.txt"), "utf8"));
});
