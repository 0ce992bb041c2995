import type { Contract } from "@velum/protocol";
import type { Feature, Row } from "@velum/tabular";

/** What a sample is made for. */
export interface SampleTarget {
  /** Origin of the server. */
  readonly server: string;
  /** Whether it asks for a token. */
  readonly token: boolean;
  readonly contract: Contract;
}

/** A way to ask, as text that runs as it is. */
export interface CodeSample {
  readonly id: "node" | "browser" | "curl";
  readonly title: string;
  /** What is needed, and what it cannot do. */
  readonly note: string;
  readonly code: string;
}

/** Complete programs that ask this server about this model. The values are made up: the middle of each range. */
export function codeSamples(target: SampleTarget): readonly CodeSample[] {
  return [
    {
      id: "node",
      title: "Node",
      note: "npm install @velum/client, then run it as an ES module. The key is made in this process and stays there.",
      code: nodeSample(target),
    },
    {
      id: "browser",
      title: "Browser",
      note: `A page without a bundler: copy velum-client.js out of the package @velum/client beside it. A page of another origin must be allowed: velum serve --allow-origin.`,
      code: browserSample(target),
    },
    {
      id: "curl",
      title: "curl",
      note: "What the server tells of itself and its models. Encryption and decryption need a client: curl has none.",
      code: curlSample(target),
    },
  ];
}

function nodeSample({ server, token, contract }: SampleTarget): string {
  const options = token ? ", { token: process.env.VELUM_TOKEN }" : "";
  return `import { connect } from "@velum/client";

const server = connect(${JSON.stringify(server)}${options});
const client = await server.open(${JSON.stringify(contract.name)});
const answer = await client.predict(${rowText(exampleRow(contract), "")});
console.log(answer);
await client.close();
`;
}

function browserSample({ server, token, contract }: SampleTarget): string {
  const options = token ? `, { token: prompt("Token") }` : "";
  return `<!doctype html>
<title>Velum</title>
<output></output>
<script type="module">
  import { connect } from "./velum-client.js";

  const server = connect(${JSON.stringify(server)}${options});
  const client = await server.open(${JSON.stringify(contract.name)});
  const answer = await client.predict(${rowText(exampleRow(contract), "  ")});
  document.querySelector("output").textContent = JSON.stringify(answer, null, 2);
</script>
`;
}

function curlSample({ server, token, contract }: SampleTarget): string {
  const header = token ? ` -H "Authorization: Bearer $VELUM_TOKEN"` : "";
  const paths = ["/v2", "/v2/models", `/v2/models/${contract.name}`, `/v2/models/${contract.name}/contract`];
  return paths.map((path) => `curl${header} ${server}${path}\n`).join("");
}

/** A row that the contract takes: no one's values. */
export const exampleRow = ({ schema }: Contract): Row =>
  Object.fromEntries(schema.features.map((feature) => [feature.name, exampleValue(feature)]));

function exampleValue(feature: Feature): number | string {
  if (feature.kind === "categorical") return feature.categories[0]!.code;
  const middle = (feature.minimum + feature.maximum) / 2;
  const rounded = Math.round(middle);
  return rounded >= feature.minimum && rounded <= feature.maximum ? rounded : middle;
}

/** Keys are quoted only where JavaScript needs it. */
function rowText(row: Row, indent: string): string {
  const fields = Object.entries(row).map(([name, value]) => {
    const key = /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
    return `${indent}  ${key}: ${JSON.stringify(value)},\n`;
  });
  return `{\n${fields.join("")}${indent}}`;
}
