import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { exported, readFunctions, secretDecisions } from "../../reference/secret-flow.ts";

// Built together with kernels.wasm, from the same optimized module.
const wat = readFileSync(fileURLToPath(new URL("../generated/kernels.wat", import.meta.url)), "utf8");
const functions = readFunctions(wat);

test.each([
  "sampleTernary",
  "sampleBinomial",
  "sampleWide",
  "signedToResidues",
  "automorphism",
  "chacha20",
  "add",
  "sub",
  "negate",
  "multiplyFixed",
  "multiplyScalarAdd",
])("no value that %s loads decides a branch, an address or a length (C9)", (name) => {
  expect(secretDecisions(functions, exported(wat, name))).toEqual([]);
});

test.each(["sampleUniform", "permute"])("the walk does see that %s depends on what it loads", (name) => {
  expect(secretDecisions(functions, exported(wat, name))).not.toEqual([]);
});

test("every branch, select and address of a loaded value is named", () => {
  const text = `
 (func $f (param $0 i32)
  (local $1 i32)
  loop $a
   local.get $0
   local.get $1
   i32.add
   br_if $a
   local.get $0
   i32.load
   if (result i32)
    i32.const 2
   else
    local.get $0
    i32.load
   end
   i32.const 1
   i32.shl
   local.set $1
   br $a
  end
 )
)`;
  expect(secretDecisions(readFunctions(text), "$f")).toEqual(["br_if $a", "if (result i32)"]);
});

test("a secret stays one when it is passed to another function", () => {
  const text = `
 (func $f (param $0 i32)
  local.get $0
  local.get $0
  i32.load
  call $g
 )
 (func $g (param $0 i32) (param $1 i32)
  local.get $0
  if
   local.get $1
   i32.load
   drop
  end
 )
)`;
  expect(secretDecisions(readFunctions(text), "$f")).toEqual(["i32.load"]);
});

test("a local that is assigned anew is public again, unless a loop brings the secret back", () => {
  const body = (after: string): string => `
 (func $f (param $0 i32)
  (local $1 i32)
  loop $a
   local.get $1
   i32.load
   local.set $1
   local.get $0
   local.set $1${after}
   br $a
  end
 )
)`;
  expect(secretDecisions(readFunctions(body("")), "$f")).toEqual([]);
  const back = "\n   local.get $0\n   i32.load\n   local.set $1";
  expect(secretDecisions(readFunctions(body(back)), "$f")).toEqual(["i32.load"]);
});
