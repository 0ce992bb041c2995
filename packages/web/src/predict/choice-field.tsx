import type { CategoricalFeature } from "@velum/tabular";
import type { ReactElement } from "react";
import type { FieldProps } from "./feature-field.tsx";
import classes from "./predict.module.css";

/** A few categories beside each other: radio buttons, so that arrow keys choose and the tab key passes. */
export function ChoiceField({ feature, text, error, onChange, onLeave }: FieldProps<CategoricalFeature>): ReactElement {
  const name = `field-${feature.name}`;
  return (
    <fieldset className={classes["choice"]} aria-describedby={`${name}-help`} onBlur={() => onLeave(feature.name)}>
      <legend>{feature.label}</legend>
      <div id={`${name}-help`} className={classes["choiceHelp"]}>
        {feature.description ?? (feature.optional ? "May be left out." : "\u{a0}")}
      </div>
      <div className={classes["options"]} data-error={error !== undefined}>
        {feature.categories.map(({ code, label }, i) => (
          <label key={String(code)} className={classes["option"]}>
            <input
              id={i === 0 ? name : undefined}
              type="radio"
              name={name}
              value={String(code)}
              checked={text === String(code)}
              required={!feature.optional}
              aria-invalid={error !== undefined}
              onChange={() => onChange(feature.name, String(code))}
            />
            <span>{label}</span>
          </label>
        ))}
      </div>
      {error !== undefined && <p className={classes["choiceError"]}>{error}</p>}
    </fieldset>
  );
}
