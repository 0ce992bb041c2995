import { tellImported } from "../imported-model.mjs";
import { beside } from "../velum.mjs";

await tellImported(beside(import.meta.url));
