// Reads protoc-gen-es output on stdin and writes it with each `enum` as a frozen constant and a type of the same name:
// enums are not erasable syntax. Comments inside an enum are dropped.
import { readFileSync } from "node:fs";

const source = readFileSync(0, "utf8");
const rewritten = source.replace(/^export enum (\w+) \{$([\s\S]*?)^\}$/gm, (_, name, body) => {
  const members = [...body.matchAll(/^\s+(\w+) = (\d+),$/gm)].map(([, key, value]) => `  ${key}: ${value},`);
  return `export const ${name} = {\n${members.join("\n")}\n} as const;\nexport type ${name} = (typeof ${name})[keyof typeof ${name}];`;
});
process.stdout.write(rewritten);
