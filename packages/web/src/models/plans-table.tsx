import { Table } from "@mantine/core";
import type { ReactElement } from "react";
import { bytesText, countText } from "../text/quantities.ts";
import type { OpenedModel } from "../worker/messages.ts";

/** Plans with what they cost and promise. */
export function PlansTable({ opened }: { readonly opened: OpenedModel }): ReactElement {
  return (
    <Table.ScrollContainer minWidth={720}>
      <Table verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Plan</Table.Th>
            <Table.Th>Rows a request</Table.Th>
            <Table.Th>Request</Table.Th>
            <Table.Th>Answer</Table.Th>
            <Table.Th>Ring</Table.Th>
            <Table.Th>Error at most</Table.Th>
            <Table.Th>Protection</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {opened.contract.plans.map((plan, i) => (
            <Table.Tr key={plan.name}>
              <Table.Th scope="row">{plan.name}</Table.Th>
              <Table.Td>{countText(plan.packing.rows)}</Table.Td>
              <Table.Td>{bytesText(opened.sizes[i]!.request)}</Table.Td>
              <Table.Td>{bytesText(opened.sizes[i]!.response)}</Table.Td>
              <Table.Td>{countText(plan.parameters.ringDegree)}</Table.Td>
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
