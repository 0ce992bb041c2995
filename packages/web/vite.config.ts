import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig } from "vite";
import { entryIntegrity } from "./build/entry-integrity.ts";

/*
 * The page. Everything that it loads is one of its own files, under a name that holds its digest; two builds of the same
 * sources give the same bytes. Velum's packages are read as sources, so that no stale `dist` can get into the page.
 */
export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  resolve: { conditions: ["velum-source", ...defaultClientConditions] },
  plugins: [react(), entryIntegrity()],
  // Dates and machine paths stay out.
  build: {
    target: "es2023",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    sourcemap: false,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
  },
  worker: { format: "es" },
});
