import { Table } from "@mantine/core";
import type { ReactElement } from "react";
import { countText } from "../text/quantities.ts";
import type { TableLine } from "../worker/messages.ts";
import classes from "./table.module.css";

/** The first answers of a file. */
export function TableLines({
  titles,
  lines,
  total,
}: {
  readonly titles: readonly string[];
  readonly lines: readonly TableLine[];
  readonly total: number;
}): ReactElement {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className={classes["lines"]} aria-label="First answers" tabIndex={0}>
      <Table stickyHeader verticalSpacing={6} captionSide="bottom">
        <Table.Caption>
          {lines.length < total
            ? `The first ${lines.length} of ${countText(total)} answers; the download has all.`
            : "All answers."}
        </Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Row</Table.Th>
            {titles.map((title) => (
              <Table.Th key={title}>{title}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.map(({ place, cells }) => (
            <Table.Tr key={place}>
              <Table.Td>{place}</Table.Td>
              {cells.map((cell, i) => (
                <Table.Td key={titles[i]}>{typeof cell === "number" ? cell.toFixed(4) : cell}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
