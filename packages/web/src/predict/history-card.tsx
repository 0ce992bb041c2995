import { Button, Table } from "@mantine/core";
import type { Contract } from "@velum/protocol";
import type { Row } from "@velum/tabular";
import { memo, type ReactElement, useMemo } from "react";
import { type AnswerColumns, answerColumns } from "../csv/answer-columns.ts";
import { Card } from "../layout/card.tsx";
import { useApp } from "../state/app-state.ts";
import type { HistoryEntry } from "../state/history.ts";
import { bytesText, millisecondsText } from "../text/quantities.ts";

/** Predictions of this tab for one model. */
export function HistoryCard({
  contract,
  onRepeat,
}: {
  readonly contract: Contract;
  readonly onRepeat: (row: Row) => void;
}): ReactElement | null {
  const { history, clearHistory } = useApp();
  const columns = useMemo(() => answerColumns(contract), [contract]);
  const own = history.filter(({ model }) => model === contract.name);
  if (own.length === 0) return null;
  return (
    <Card
      title="History"
      hint="Kept in this tab only, and gone when it is closed or loaded again."
      aside={
        <Button variant="subtle" color="gray" size="xs" onClick={clearHistory}>
          Forget all
        </Button>
      }
    >
      <Table.ScrollContainer minWidth={480} maxHeight={320}>
        <Table verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Time</Table.Th>
              {columns.titles.map((title) => (
                <Table.Th key={title}>{title}</Table.Th>
              ))}
              <Table.Th>Took</Table.Th>
              <Table.Th>Moved</Table.Th>
              <Table.Th aria-label="Repeat" />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {own.map((entry) => (
              <HistoryLine key={entry.id} entry={entry} columns={columns} onRepeat={onRepeat} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Card>
  );
}

/** A line of its own, so that a new one leaves the others as they are. */
const HistoryLine = memo(function HistoryLine({
  entry,
  columns,
  onRepeat,
}: {
  readonly entry: HistoryEntry;
  readonly columns: AnswerColumns;
  readonly onRepeat: (row: Row) => void;
}) {
  const { bytes } = entry.answer;
  return (
    <Table.Tr>
      <Table.Td>{new Date(entry.at).toLocaleTimeString()}</Table.Td>
      {columns.cells(entry.answer).map((cell, i) => (
        <Table.Td key={columns.titles[i]}>{typeof cell === "number" ? cell.toFixed(4) : cell}</Table.Td>
      ))}
      <Table.Td>{millisecondsText(totalMilliseconds(entry))}</Table.Td>
      <Table.Td>{bytesText(bytes.request + bytes.response)}</Table.Td>
      <Table.Td ta="right">
        <Button variant="subtle" size="compact-xs" onClick={() => onRepeat(entry.row)}>
          Put in the form
        </Button>
      </Table.Td>
    </Table.Tr>
  );
});

function totalMilliseconds({ answer }: HistoryEntry): number {
  const { keygen, encrypt, roundTrip, decrypt } = answer.milliseconds;
  return keygen + encrypt + roundTrip + decrypt;
}
