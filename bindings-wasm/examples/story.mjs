// Enrol, grade, certify, look at the certificate. Run it with `node examples/story.mjs` after `sh build.sh`.
import { Catalogue } from "lms-core";

const seal = (schema, data) => ({ schema, version: 1, data });

const catalogue = Catalogue.compile(
  seal("lms.catalogue", {
    courses: [
      { id: "first-aid", title: "First aid", scheme: "practical" },
      { id: "trainer", title: "Train others", prerequisites: { type: "completed", course: "first-aid" } },
    ],
    schemes: [
      {
        id: "practical",
        root: {
          id: "course",
          aggregation: { type: "sumOfPoints" },
          children: [{ type: "item", id: "exam", maximum: "40" }],
        },
      },
    ],
    certifications: [
      {
        id: "first-aider",
        title: "First aider",
        earnedBy: { type: "award" },
        validity: { type: "period", period: "P3Y" },
      },
    ],
  }),
);
let mia = catalogue.loadRecord(seal("lms.learner", { learner: "mia" }));

/** Puts a command to the rules; what happened is folded into the learner, and is what a host would store. */
function give(command, now) {
  const decision = mia.decide({ command, now, by: "office" });
  if (decision.type === "rejected") return `${command.type}: ${decision.message}`;
  mia = mia.evolve(seal("lms.events", decision.events));
  return `${command.type}: ${decision.events.map((event) => event.type).join(", ")}`;
}

console.log(give({ type: "enrol", course: "trainer" }, "2026-01-12T09:00:00Z"));
console.log(give({ type: "enrol", course: "first-aid" }, "2026-01-12T09:00:00Z"));
console.log(give({ type: "score", course: "first-aid", activity: "exam", points: "37" }, "2026-01-29T15:00:00Z"));
console.log("grade:", mia.grade({ course: "first-aid", now: "2026-01-30T15:00:00Z" }).current.percent);
console.log(give({ type: "complete", course: "first-aid", passed: true, score: "92.5" }, "2026-01-30T15:00:00Z"));
console.log(give({ type: "enrol", course: "trainer" }, "2026-02-01T09:00:00Z"));
console.log(
  give({ type: "award", certificate: "c-1", certification: "first-aider", from: "2026-01-31" }, "2026-02-01T09:00:00Z"),
);
for (const now of ["2026-06-01T00:00:00Z", "2029-01-31T00:00:00Z"]) {
  console.log(now, mia.certificateStatus({ certification: "first-aider", now }).reason);
}
