// What a TypeScript host writes, and what the types keep it from writing. Compiled by `npm run types`, never run.
import { Catalogue, type LmsError, type Problem } from "lms-core";

export function standing(definitions: object, record: string, now: string): string {
  using catalogue = Catalogue.compile(definitions);
  using learner = catalogue.loadRecord(record);
  const status = learner.certificateStatus({ certification: "first-aid", now });
  const text: string = learner.askText({ type: "certificateTimeline", certification: "first-aid" });
  const later = learner.evolve({ schema: "lms.events", version: 1, data: [] });
  const stored: string = later.saveRecord();
  for (const each of catalogue.askEach([record, stored], { type: "certificateStatus", now })) {
    if (each.error) console.log(each.error.code);
  }
  return status.standing + text;
}

export function problems(definitions: string): Problem[] {
  try {
    Catalogue.compile(definitions).free();
    return [];
  } catch (error) {
    return (error as LmsError).details.problems ?? [];
  }
}

export function mistakes(catalogue: Catalogue): void {
  // @ts-expect-error a catalogue is compiled, not constructed
  new Catalogue();
  // @ts-expect-error a number is no document
  Catalogue.compile(1);
  // @ts-expect-error a question has a type
  catalogue.ask({ certification: "first-aid" });
  // @ts-expect-error `now` is never guessed
  catalogue.loadRecord("{}").certificateStatus({ certification: "first-aid" });
}
