import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { checkBoundaries } from "./boundaries.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const violations = checkBoundaries(root);
for (const { file, imported, reason } of violations) console.error(`${file} imports ${imported}: ${reason}`);
if (violations.length > 0) process.exit(1);
console.log("boundaries: every import is one that the design allows");
