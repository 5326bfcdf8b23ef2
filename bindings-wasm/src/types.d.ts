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
