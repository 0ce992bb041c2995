import { createTheme, type MantineColorsTuple, type MantineThemeOverride } from "@mantine/core";

const SANS =
  'Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif';
const MONO =
  'ui-monospace, "SF Mono", "Cascadia Mono", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace';

/** The accent, from pale to deep. */
const VELUM: MantineColorsTuple = [
  "#e6f6f3",
  "#c9ebe5",
  "#a0dcd2",
  "#6fcabc",
  "#45b8a7",
  "#279b8b",
  "#178577",
  "#0f766e",
  "#0b635c",
  "#084f4a",
];

/** Greys of the dark scheme, in the shade of the page. */
const DARK: MantineColorsTuple = [
  "#e7edef",
  "#c3cfd4",
  "#9fb0b8",
  "#6d7f87",
  "#3b484d",
  "#2a3438",
  "#11181a",
  "#161d20",
  "#0e1315",
  "#0a0e10",
];

/** One accent, quiet greys, system fonts: nothing is fetched from anywhere. */
export const theme: MantineThemeOverride = createTheme({
  colors: { velum: VELUM, dark: DARK },
  primaryColor: "velum",
  primaryShade: { light: 7, dark: 6 },
  defaultRadius: "md",
  fontFamily: SANS,
  fontFamilyMonospace: MONO,
  headings: {
    fontFamily: SANS,
    fontWeight: "650",
    sizes: {
      h1: { fontSize: "1.75rem", lineHeight: "1.25" },
      h2: { fontSize: "1.25rem", lineHeight: "1.35" },
      h3: { fontSize: "1rem", lineHeight: "1.4" },
    },
  },
  respectReducedMotion: true,
  cursorType: "pointer",
});
