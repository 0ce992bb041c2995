import type { Row, TableSchema } from "@velum/tabular";
import { useCallback, useRef, useState } from "react";
import { type FormErrors, type FormTexts, fieldError, formErrors, rowOfTexts, textsOfRow } from "./field-text.ts";

/** The form of one schema. Its functions stay the same while it lives, so that a field is drawn again only when it changes. */
export interface CaseForm {
  readonly texts: FormTexts;
  readonly errors: FormErrors;
  readonly change: (name: string, text: string) => void;
  readonly leave: (name: string) => void;
  readonly fill: (row: Row) => void;
  readonly clear: () => void;
  /** The row, or undefined after the errors were set and the first field at fault has the focus. */
  readonly submit: () => Row | undefined;
}

/** Texts and errors. A field complains when it is left, and stops as soon as it is right. */
export function useForm(schema: TableSchema): CaseForm {
  const [texts, setTexts] = useState<FormTexts>({});
  const [errors, setErrors] = useState<FormErrors>({});
  const latest = useRef(texts);
  latest.current = texts;

  const change = useCallback(
    (name: string, text: string) => {
      setTexts((before) => ({ ...before, [name]: text }));
      setErrors((before) => (before[name] === undefined ? before : judge(schema, before, name, text)));
    },
    [schema],
  );
  const leave = useCallback(
    (name: string) => {
      const text = latest.current[name] ?? "";
      if (text !== "") setErrors((before) => judge(schema, before, name, text));
    },
    [schema],
  );
  const fill = useCallback(
    (row: Row) => {
      setTexts(textsOfRow(schema, row));
      setErrors({});
    },
    [schema],
  );
  const clear = useCallback(() => {
    setTexts({});
    setErrors({});
  }, []);
  const submit = useCallback(() => {
    const found = formErrors(schema, latest.current);
    setErrors(found);
    const first = schema.features.find(({ name }) => found[name] !== undefined);
    if (first === undefined) return rowOfTexts(schema, latest.current);
    document.getElementById(`field-${first.name}`)?.focus();
    return undefined;
  }, [schema]);
  return { texts, errors, change, leave, fill, clear, submit };
}

/** The errors after one field was looked at. */
function judge({ features }: TableSchema, errors: FormErrors, name: string, text: string): FormErrors {
  const feature = features.find((one) => one.name === name);
  const error = feature && fieldError(feature, text);
  if (error === errors[name]) return errors;
  const { [name]: _, ...rest } = errors;
  return error === undefined ? rest : { ...rest, [name]: error };
}
