import { writeFileSync } from "node:fs";
import { errorsDoc } from "./errors-doc.ts";

// Run with `npx tsx --conditions=velum-source scripts/generate-errors-doc.ts` after a change of any error table.
writeFileSync(new URL("../docs/errors.md", import.meta.url), errorsDoc());
