import { NativeSelect, TextInput } from "@mantine/core";
import type { CategoricalFeature, Feature } from "@velum/tabular";
import { memo, type NamedExoticComponent, type ReactElement } from "react";
import { ChoiceField } from "./choice-field.tsx";
import { rangeText } from "./field-text.ts";
import classes from "./predict.module.css";

/** A field of the form. */
export interface FieldProps<Kind extends Feature = Feature> {
  readonly feature: Kind;
  readonly text: string;
  readonly error: string | undefined;
  readonly onChange: (name: string, text: string) => void;
  /** The field was left. */
  readonly onLeave: (name: string) => void;
}

/** Keeps the fields of a row on one line. */
const BLANK = "\u{a0}";

/** As many categories as stand beside each other. */
const FEW = 2;

/** The control that suits a feature: what a phone's keyboard and a screen reader make of it comes from the contract. */
export const FeatureField: NamedExoticComponent<FieldProps> = memo(function FeatureField(props: FieldProps) {
  const { feature, text, error, onChange, onLeave } = props;
  if (feature.kind === "categorical") {
    const own = { ...props, feature };
    return feature.categories.length <= FEW ? <ChoiceField {...own} /> : <SelectField {...own} />;
  }
  return (
    <TextInput
      id={`field-${feature.name}`}
      label={feature.label}
      description={[rangeText(feature), feature.description].filter(Boolean).join(". ")}
      value={text}
      error={error}
      inputMode={feature.minimum < 0 ? "text" : "decimal"}
      autoComplete="off"
      required={!feature.optional}
      withAsterisk={false}
      rightSection={feature.unit === "" ? undefined : <span className={classes["unit"]}>{feature.unit}</span>}
      rightSectionWidth={`${Math.max(2, feature.unit.length * 0.55 + 1.2)}rem`}
      onChange={(event) => onChange(feature.name, event.currentTarget.value)}
      onBlur={() => onLeave(feature.name)}
    />
  );
});

function SelectField({ feature, text, error, onChange, onLeave }: FieldProps<CategoricalFeature>): ReactElement {
  return (
    <NativeSelect
      id={`field-${feature.name}`}
      label={feature.label}
      description={feature.description ?? BLANK}
      value={text}
      error={error}
      required={!feature.optional}
      withAsterisk={false}
      data={[
        { value: "", label: feature.optional ? "Not known" : "Choose…" },
        ...feature.categories.map(({ code, label }) => ({ value: String(code), label })),
      ]}
      onChange={(event) => onChange(feature.name, event.currentTarget.value)}
      onBlur={() => onLeave(feature.name)}
    />
  );
}
