import { readBundle, writeBundle } from "@velum/protocol";

/** The same bundle with another report. */
export function withReport(bundle: Uint8Array, report: string | null): Uint8Array {
  const { contract, plans } = readBundle(bundle);
  const tensors = new Map(plans.flatMap(({ program }) => [...program.tensors]));
  const programs = plans.map(({ program: { program } }) => program);
  return writeBundle({ contract, programs, tensors, salt: saltOf(bundle), report });
}

/** From the manifest, a text in the JSON head of the container. */
function saltOf(bundle: Uint8Array): Uint8Array {
  const length = Number(new DataView(bundle.buffer, bundle.byteOffset).getBigUint64(0, true));
  const head = JSON.parse(Buffer.from(bundle.subarray(8, 8 + length)).toString());
  return Buffer.from(JSON.parse(head.__metadata__.velum).salt, "hex");
}
