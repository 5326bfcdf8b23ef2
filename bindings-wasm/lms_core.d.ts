/* tslint:disable */
/* eslint-disable */
/** A JSON document: its text, or the value itself. */
export type Json = string | object;

/** A question: its `type`, and what that type asks for. */
export interface Question {
    type: string;
    [field: string]: unknown;
}

/** The answer to a question: what the question's documentation says, as plain data. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Answer = any;

/** One of many answers: the answer, or why this one was refused. */
export type Answered =
| { answer: Answer; error?: undefined }
| { answer?: undefined; error: { code: string; message: string; details: Details } };

/** Where and what, by the kind of error. */
export interface Details {
    /** Every problem of a document or question. */
    problems?: Problem[];
}

/** One thing wrong with a document. */
export interface Problem {
    /** A JSON path such as `$.courses[3].title`. */
    path: string;
    /** The stable code. */
    code: string;
    /** The default English text. */
    message: string;
}

/** What every method throws. Branch on `code`, show `message`. */
export interface LmsError extends Error {
    name: "LmsError";
    code: string;
    details: Details;
}



/**
 * All definitions, compiled and checked. Compile once, keep it, ask it.
 */
export class Catalogue {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Asks one question about many learners in one crossing. Answers a list in the order of the records.
     */
    askEach(records: Json[], question: Question | string): Answered[];
    /**
     * As `ask`, but answers the JSON text itself: the same bytes in every language.
     */
    askText(question: Question | string): string;
    /**
     * Asks a question that needs no learner.
     */
    ask(question: Question | string): Answer;
    /**
     * Compiles definitions, given as a JSON text or an object.
     *
     * Throws an `LmsError` whose `details.problems` lists every problem with its JSON path.
     */
    static compile(definitions: Json): Catalogue;
    /**
     * Loads what the host knows about one learner, given as a JSON text or an object.
     */
    loadRecord(record: Json): Learner;
}

/**
 * One learner: a loaded record with the catalogue it is judged by. It never changes: `evolve` makes another one.
 */
export class Learner {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Asks many questions about this learner in one crossing. Answers a list in the order of the questions.
     */
    askMany(questions: (Question | string)[]): Answered[];
    /**
     * As `ask`, but answers the JSON text itself: the same bytes in every language.
     */
    askText(question: Question | string): string;
    /**
     * Asks any question about this learner.
     */
    ask(question: Question | string): Answer;
    /**
     * Where the learner stands with a certificate, why, and until when.
     */
    certificateStatus(about: { certification: string; now: string }): Answer;
    /**
     * Puts a command, such as `{ type: "enrol", course: "first-aid" }`, to the rules. `by` is who gives it.
     *
     * Answers `accepted` with the events and the record after them, or `rejected` with the reason. Nothing is
     * stored: the host stores the events, the record, or both.
     */
    decide(about: { command: Question; now: string; by?: string; roster?: object }): Answer;
    /**
     * May this learner enrol in a course, or in one run of it, and if not, why not?
     */
    eligibility(about: { course: string; now: string; offering?: string; seats?: unknown }): Answer;
    /**
     * Folds events, in their envelope and in their order, into a new learner. This one stays as it is.
     */
    evolve(events: Json): Learner;
    /**
     * The learner's grade in a course, or in one run of it: current, final, best and worst totals. Without a `viewer` as
     * staff see it; ask as `learner` for what you show to one, which leaves out what is hidden.
     */
    grade(about: { course: string; now: string; offering?: string; viewer?: string; suppose?: object }): Answer;
    /**
     * Where the learner stands on a path, and what is next.
     */
    pathProgress(about: { path: string; now: string; version?: number }): Answer;
    /**
     * The record as JSON text in its envelope: what a host stores, and `loadRecord` reads for ever.
     */
    saveRecord(): string;
}
