/** One thing that a chart shows. */
export interface Series {
  readonly label: string;
  readonly kind: "line" | "bars";
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** An axis from its first mark to its last. */
export interface Axis {
  readonly title: string;
  readonly marks: readonly number[];
  readonly text?: (mark: number) => string;
}

const [WIDTH, HEIGHT] = [720, 340];
const [LEFT, RIGHT, TOP, BOTTOM] = [74, 16, 66, 52];

/** Readable on white and on black, whatever shows the picture; without script, font or reference to anything outside. */
const STYLE = `text{font:13px system-ui,sans-serif;fill:#3d4752}.title{font-weight:600;font-size:15px;fill:#1a1f26}.grid{stroke:#dfe3e8}.s0{--c:#2563c4}.s1{--c:#c2571a}.s2{--c:#237a4b}
path.series{fill:none;stroke:var(--c);stroke-width:2.2;stroke-linejoin:round}rect.bar{fill:var(--c);opacity:.55}circle{fill:var(--c)}.key{fill:var(--c)}.back{fill:#fff}
@media(prefers-color-scheme:dark){text{fill:#aab4bf}.title{fill:#e4e8ec}.grid{stroke:#2c343d}.back{fill:#101418}.s0{--c:#6aa5ff}.s1{--c:#f0985a}.s2{--c:#62c48d}}`;

/**
 * A chart as an SVG document.
 * @example writeFileSync("noise.svg", chart("Noise", { title: "products", marks: [0, 5] }, { title: "error", marks: [0, 1] }, [series]));
 */
export function chart(title: string, x: Axis, y: Axis, series: readonly Series[]): string {
  const across = scale(x, LEFT, WIDTH - RIGHT);
  const up = scale(y, HEIGHT - BOTTOM, TOP);
  const body = [
    ...x.marks.map((mark) => label(across(mark), HEIGHT - BOTTOM + 18, "middle", textOf(x, mark))),
    ...y.marks.map(
      (mark) =>
        `<path class="grid" d="M${LEFT} ${up(mark)}H${WIDTH - RIGHT}"/>${label(LEFT - 8, up(mark) + 4, "end", textOf(y, mark))}`,
    ),
    label((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, "middle", x.title),
    `<text text-anchor="middle" transform="translate(16 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)">${y.title}</text>`,
    ...series.map((one, index) => `<g class="s${index}">${draw(one, across, up)}${key(one.label, index)}</g>`),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}"><style>${STYLE}</style>
<rect class="back" width="${WIDTH}" height="${HEIGHT}" rx="8"/><text class="title" x="${LEFT}" y="22">${title}</text>
${body.join("\n")}
</svg>
`;
}

type Place = (value: number) => number;

function scale({ marks }: Axis, from: number, to: number): Place {
  const [first, last] = [marks[0]!, marks[marks.length - 1]!];
  return (value) => tenth(from + ((value - first) / (last - first)) * (to - from));
}

function draw({ kind, points }: Series, across: Place, up: Place): string {
  if (kind === "line") {
    const path = points.map(([x, y], i) => `${i === 0 ? "M" : "L"}${across(x)} ${up(y)}`).join("");
    const dots = points.length > 40 ? [] : points.map(([x, y]) => `<circle cx="${across(x)}" cy="${up(y)}" r="3.2"/>`);
    return `<path class="series" d="${path}"/>${dots.join("")}`;
  }
  const width = tenth(across(points[1]![0]) - across(points[0]![0]) - 1);
  return points
    .map(([x, y]) => {
      const height = tenth(HEIGHT - BOTTOM - up(y));
      return `<rect class="bar" x="${tenth(across(x) - width / 2)}" y="${up(y)}" width="${width}" height="${height}"/>`;
    })
    .join("");
}

const key = (text: string, index: number): string =>
  `<rect class="key" x="${LEFT + 200 * index}" y="36" width="12" height="12" rx="2"/>${label(LEFT + 18 + 200 * index, 47, "start", text)}`;
const label = (x: number, y: number, anchor: string, text: string): string =>
  `<text x="${tenth(x)}" y="${tenth(y)}" text-anchor="${anchor}">${text}</text>`;
const textOf = ({ text = String }: Axis, mark: number): string => text(mark);
/** A tenth of a unit is less than a pixel. */
const tenth = (value: number): number => Math.round(10 * value) / 10;
