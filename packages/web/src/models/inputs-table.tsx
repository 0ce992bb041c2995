import { Table } from "@mantine/core";
import type { Feature, TableSchema } from "@velum/tabular";
import type { ReactElement } from "react";

/** The columns that a user gives. */
export function InputsTable({ schema }: { readonly schema: TableSchema }): ReactElement {
  return (
    <Table.ScrollContainer minWidth={560} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table verticalSpacing={8}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>Meaning</Table.Th>
            <Table.Th>Takes</Table.Th>
            <Table.Th>May be left out</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {schema.features.map((feature) => (
            <Table.Tr key={feature.name}>
              <Table.Th scope="row">
                <code>{feature.name}</code>
              </Table.Th>
              <Table.Td>{[feature.label, feature.description].filter(Boolean).join(". ")}</Table.Td>
              <Table.Td>{takes(feature)}</Table.Td>
              <Table.Td>{feature.optional ? "yes" : "no"}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function takes(feature: Feature): string {
  if (feature.kind === "numeric") {
    return `${feature.minimum} to ${feature.maximum}${feature.unit === "" ? "" : ` ${feature.unit}`}`;
  }
  return feature.categories
    .map(({ code, label }) => (String(code) === label ? label : `${code} = ${label}`))
    .join(", ");
}
