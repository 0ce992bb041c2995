import { createContext, registers } from "@velum/ckks";
import { startThreads } from "@velum/ckks/threads";
import { afterAll, expect, test, vi } from "vitest";
import { numbersOf, runSquareNetwork, squareNetworkOf, unitRanges } from "../../compiler/reference/square-networks.ts";
import { diagonalTargets } from "../../compiler/src/passes/choose-parameters.ts";
import { buildDiagonal } from "../../compiler/src/passes/diagonal/build-diagonal.ts";
import { networkLevels } from "../../compiler/src/passes/diagonal/diagonal-network.ts";
import { spawnHelper } from "../../server/src/threads/spawn-helper.ts";
import { diagonalClient } from "../reference/run-diagonal.ts";
import { execute } from "./execute.ts";
import { loadProgram } from "./load-program.ts";
import type * as protection from "./protect.ts";

/** What is about to be masked, run by run: masks are drawn anew each time, even from a source that repeats itself. */
const unmasked: Buffer[] = [];
vi.mock("./protect.ts", async (original) => {
  const { protect } = await original<typeof protection>();
  return {
    protect: (...args: Parameters<typeof protect>) => {
      const [{ context }, , , operand] = args;
      const words = registers.storeRegister(context, operand).parts.map(({ residues }) => residues);
      unmasked.push(
        Buffer.concat(words.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength))),
      );
      return protect(...args);
    },
  };
});

const threads = [await startThreads(2, spawnHelper), await startThreads(3, spawnHelper)];
afterAll(() => Promise.all(threads.map(({ stop }) => stop())));

test("a whole program comes to the same result, to the bit, on one, two and three threads", async () => {
  const shape = { widths: [9, 8, 8, 2], seed: 21 };
  const network = squareNetworkOf(shape);
  const demands = {
    protection: "standard",
    maxError: 0.032,
    ranges: unitRanges(9),
    range: { largest: 16, bound: 16 },
  } as const;
  const plan = buildDiagonal(network, false, diagonalTargets(networkLevels(network))[0]!, demands);
  const { parameters } = plan.target;
  const client = await diagonalClient(plan.summary, parameters);
  const asked = client.encrypt(Array.from({ length: 9 }, numbersOf(shape.seed)));
  const contexts = [await createContext(parameters), ...threads.map((crew) => crew.createContext(parameters))];
  for (const context of contexts) {
    const [answer] = execute(loadProgram(plan.verified, context), asked);
    const [first, second] = client.open(answer!, 2);
    const [expected, other] = runSquareNetwork(network, Array.from({ length: 9 }, numbersOf(shape.seed)));
    expect(Math.max(Math.abs(first! - expected!), Math.abs(second! - other!))).toBeLessThan(0.032);
  }
  expect(unmasked).toHaveLength(contexts.length);
  for (const result of unmasked) expect(Buffer.compare(result, unmasked[0]!)).toBe(0);
});
