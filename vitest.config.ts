import { defineConfig } from "vitest/config";

// Tests read sources through the condition `velum-source`, so that no stale `dist` can pass one.
export default defineConfig({
  resolve: { conditions: ["velum-source"] },
  ssr: { resolve: { conditions: ["velum-source"] } },
  test: {
    // One worker for each core: by default one less, which on two cores leaves one idle.
    maxWorkers: "100%",
    include: [
      "packages/*/src/**/*.test.ts",
      "scripts/**/*.test.ts",
      "conformance/src/**/*.test.ts",
      "bench/src/**/*.test.ts",
      "e2e/src/**/*.test.ts",
    ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
