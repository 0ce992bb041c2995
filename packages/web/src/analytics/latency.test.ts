import { expect, it } from "vitest";
import { latencyFigures, type RequestCost } from "./latency.ts";

const request = (server: number | undefined, roundTrip: number): RequestCost => ({
  milliseconds: { keygen: 1, encrypt: 2, server, roundTrip, decrypt: 3 },
  bytes: { request: 100, response: 50 },
});

it("leaves the first request out, and takes what the server computed out of the round trip", () => {
  const figures = latencyFigures([request(500, 900), request(4, 10), request(5, 12), request(6, 20)])!;
  expect(figures.requests).toBe(3);
  const medians = Object.fromEntries(figures.parts.map(({ part, median }) => [part, median]));
  expect(medians).toEqual({ keygen: 1, encrypt: 2, network: 7, server: 5, decrypt: 3 });
  expect([figures.total?.median, figures.total?.p90]).toEqual([18, 26]);
});

it("has no part for the server where it says nothing", () => {
  const figures = latencyFigures([request(undefined, 10)])!;
  expect(figures.parts.map(({ part }) => part)).toEqual(["keygen", "encrypt", "network", "decrypt"]);
});

it("is nothing where nothing was asked", () => {
  expect(latencyFigures([])).toBeNull();
});
