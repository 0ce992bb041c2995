import { Table } from "@mantine/core";
import type { PlanSummary } from "@velum/protocol";
import type { ReactElement } from "react";
import { bytesText, countText } from "../text/quantities.ts";
import type { OpenedModel } from "../worker/messages.ts";

const TITLES = [
  ...["Plan", "Rows a request", "Request", "Answer", "Ring", "Modulus", "Steps", "Keys", "Error at most", "Protection"],
];

/** Plans with what they cost and promise. */
export function PlansTable({ opened }: { readonly opened: OpenedModel }): ReactElement {
  return (
    <Table.ScrollContainer minWidth={940} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            {TITLES.map((title) => (
              <Table.Th key={title}>{title}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {opened.contract.plans.map((plan, i) => (
            <Table.Tr key={plan.name}>
              <Table.Th scope="row">{plan.name}</Table.Th>
              <Table.Td>{countText(plan.packing.rows)}</Table.Td>
              <Table.Td>{bytesText(opened.sizes[i]!.request)}</Table.Td>
              <Table.Td>{bytesText(opened.sizes[i]!.response)}</Table.Td>
              <Table.Td>N = {countText(plan.parameters.ringDegree)}</Table.Td>
              <Table.Td>{modulusText(plan)}</Table.Td>
              <Table.Td>{stepsText(plan)}</Table.Td>
              <Table.Td>{keysText(plan, opened.sizes[i]!.keySet)}</Table.Td>
              <Table.Td>{plan.precision.maxError}</Table.Td>
              <Table.Td>
                {plan.protection.level}, {plan.protection.modelPrivacy}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** Bits of all primes together, the special ones included. */
function modulusText({ parameters: { primes, specialPrimes } }: PlanSummary): string {
  const bits = [...primes, ...specialPrimes].reduce((sum, prime) => sum + Math.log2(prime), 0);
  return `${bits.toFixed(1)} bits`;
}

/** How many steps the server computes on ciphertext, and through how many levels. */
function stepsText({ nodes, input, response }: PlanSummary): string {
  const count = nodes.reduce((sum, node) => sum + node.count, 0);
  return `${countText(count)}, levels ${input.level} to ${response.level}`;
}

function keysText({ keys: { relinearization, rotations } }: PlanSummary, bytes: number): string {
  const count = (relinearization === null ? 0 : 1) + rotations.length;
  return count === 0 ? "one-time" : `set of ${count}, ${bytesText(bytes)}`;
}
