// Reads the shared vectors; their format is described in tests/vectors/README.md.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

const folder = join(root, "tests/vectors");
const read = (file) => readFileSync(join(folder, file), "utf8");
const isShared = (file) => file.split(sep).some((part) => part === "catalogues" || part === "records");

/** Every case of every file, with the file it stands in. */
export function vectors() {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".json"))
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)))
    .filter((file) => !isShared(file))
    .sort()
    .flatMap((file) => JSON.parse(read(file)).map((vector) => ({ file, ...vector })));
}

/** The text of a catalogue or record: written out in the case, or in a file of its own. */
export function documentOf(given) {
  return typeof given === "string" ? read(given) : JSON.stringify(given);
}
