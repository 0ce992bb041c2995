import { Button } from "@mantine/core";
import type { Row } from "@velum/tabular";
import { type FormEvent, memo, type NamedExoticComponent, useEffect } from "react";
import { Card } from "../layout/card.tsx";
import { LockIcon } from "../shell/icons.tsx";
import type { OpenedModel } from "../worker/messages.ts";
import { Examples } from "./examples.tsx";
import { FeatureField } from "./feature-field.tsx";
import classes from "./predict.module.css";
import { useForm } from "./use-form.ts";

/** A form made from a contract. */
export interface FormCardProps {
  readonly opened: OpenedModel;
  readonly isBusy: boolean;
  /** A row to put into the form: another object each time. */
  readonly filled: { readonly row: Row } | undefined;
  readonly onAsk: (row: Row) => void;
  readonly onClear: () => void;
}

/** The values of one case. It is not drawn again while steps of a request come in. */
export const FormCard: NamedExoticComponent<FormCardProps> = memo(function FormCard(props: FormCardProps) {
  const { opened, isBusy, filled, onAsk, onClear } = props;
  const { title, schema } = opened.contract;
  const { texts, errors, change, leave, fill, clear, submit } = useForm(schema);
  useEffect(() => {
    if (filled !== undefined) fill(filled.row);
  }, [filled, fill]);
  const ask = (event: FormEvent): void => {
    event.preventDefault();
    const row = submit();
    if (row !== undefined) onAsk(row);
  };
  return (
    <Card title={title} hint={`${schema.features.length} values of one case.`}>
      <Examples opened={opened} onChoose={fill} />
      <form onSubmit={ask} noValidate data-tour="form">
        <div className={classes["fields"]}>
          {schema.features.map((feature) => (
            <FeatureField
              key={feature.name}
              feature={feature}
              text={texts[feature.name] ?? ""}
              error={errors[feature.name]}
              onChange={change}
              onLeave={leave}
            />
          ))}
        </div>
        <div className={classes["actions"]}>
          <Button type="submit" size="md" data-tour="submit" leftSection={<LockIcon />} loading={isBusy}>
            Encrypt and predict
          </Button>
          <Button
            variant="subtle"
            color="gray"
            onClick={() => {
              clear();
              onClear();
            }}
          >
            Clear
          </Button>
        </div>
      </form>
    </Card>
  );
});
