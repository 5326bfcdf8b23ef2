/** Any JSON document: its text, or the value itself. */
export type Json = string | object;
