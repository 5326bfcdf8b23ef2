// Reads pictures with the programs that draw them: `node check.mjs picture...` (`.mmd`, `.dot`, `.svg`).
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("");
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid");
const { instance } = await import("@viz-js/viz");
const viz = await instance();

const readers = {
  mmd: async (text) => (await mermaid.parse(text)).diagramType,
  dot: async (text) => {
    const { status, errors } = viz.render(text, { format: "json" });
    // It warns where it has no font at hand; that says nothing about the picture.
    const wrong = errors.filter(({ level }) => level !== "warning");
    if (status !== "success" || wrong.length > 0) throw new Error(JSON.stringify(wrong));
    return "graph";
  },
  svg: async (text) => {
    const document = new window.DOMParser().parseFromString(text, "image/svg+xml");
    const broken = document.querySelector("parsererror");
    if (broken) throw new Error(broken.textContent);
    if (!document.querySelector("svg > title")?.textContent) throw new Error("no title");
    if (!document.querySelector("svg > desc")?.textContent) throw new Error("no description");
    if (document.querySelector("script, style, foreignObject, image, use, a")) throw new Error("something else than a drawing");
    // Nothing is fetched: no references, no style that could name any, and no event handlers.
    for (const element of document.querySelectorAll("*"))
      for (const { name, value } of element.attributes)
        if (/^on|href|^src$|^style$/i.test(name) || /url\(/i.test(value)) throw new Error(`${name}="${value}"`);
    return "drawing";
  },
};

let failed = 0;
for (const file of process.argv.slice(2)) {
  try {
    await readers[file.split(".").pop()](readFileSync(file, "utf8"));
  } catch (error) {
    failed += 1;
    console.error(`${file}: ${error.message}`);
  }
}
console.log(`${process.argv.length - 2 - failed} pictures read, ${failed} not`);
process.exit(failed === 0 && process.argv.length > 2 ? 0 : 1);
