import type { Row, TableSchema } from "@velum/tabular";
import { useState } from "react";
import { type FormErrors, type FormTexts, fieldError, formErrors, rowOfTexts, textsOfRow } from "./field-text.ts";

/** The form of one schema. */
export interface PatientForm {
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
export function useForm(schema: TableSchema): PatientForm {
  const [texts, setTexts] = useState<FormTexts>({});
  const [errors, setErrors] = useState<FormErrors>({});
  const judge = (name: string, text: string): string | undefined => {
    const feature = schema.features.find((one) => one.name === name);
    return feature === undefined ? undefined : fieldError(feature, text);
  };
  const setError = (name: string, error: string | undefined): void =>
    setErrors(({ [name]: _, ...rest }) => (error === undefined ? rest : { ...rest, [name]: error }));
  const replace = (next: FormTexts): void => {
    setTexts(next);
    setErrors({});
  };
  return {
    texts,
    errors,
    change(name, text) {
      setTexts((before) => ({ ...before, [name]: text }));
      if (errors[name] !== undefined) setError(name, judge(name, text));
    },
    leave(name) {
      const text = texts[name] ?? "";
      if (text !== "") setError(name, judge(name, text));
    },
    fill: (row) => replace(textsOfRow(schema, row)),
    clear: () => replace({}),
    submit() {
      const found = formErrors(schema, texts);
      setErrors(found);
      const first = schema.features.find(({ name }) => found[name] !== undefined);
      if (first === undefined) return rowOfTexts(schema, texts);
      document.getElementById(`field-${first.name}`)?.focus();
      return undefined;
    },
  };
}
