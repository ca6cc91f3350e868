// Reads an AsyncAPI document with the parser of the AsyncAPI initiative. Prints what it found as JSON.
import { readFileSync } from "node:fs";
import { Parser } from "@asyncapi/parser";

const { document, diagnostics } = await new Parser().parse(readFileSync(process.argv[2], "utf8"));
const [error, warning] = [0, 1];
console.log(JSON.stringify({
  faults: diagnostics
    .filter(({ severity }) => severity === error || severity === warning)
    .map(({ path, message }) => `${path.join("/")}: ${message}`),
  version: document?.version(),
  channels: document?.channels().all().length,
  operations: document?.operations().all().length,
}));
