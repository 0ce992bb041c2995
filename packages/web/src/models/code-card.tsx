import { Button, CopyButton, Tabs } from "@mantine/core";
import { type ReactElement, useMemo } from "react";
import { Card } from "../layout/card.tsx";
import { CheckIcon, CopyIcon } from "../shell/icons.tsx";
import { useApp } from "../state/app-state.ts";
import type { OpenedModel } from "../worker/messages.ts";
import { type CodeSample, codeSamples } from "./code-samples.ts";
import classes from "./models.module.css";

/** The few lines with which a developer asks the same. */
export function CodeCard({ opened }: { readonly opened: OpenedModel }): ReactElement {
  const { settings, hasToken } = useApp();
  const samples = useMemo(
    () => codeSamples({ server: settings.server, token: hasToken, contract: opened.contract }),
    [settings.server, hasToken, opened.contract],
  );
  return (
    <Card title="Ask it yourself" hint="Complete programs for this server and model, with made-up values.">
      <Tabs defaultValue="node" keepMounted={false}>
        <Tabs.List>
          {samples.map(({ id, title }) => (
            <Tabs.Tab key={id} value={id}>
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {samples.map((sample) => (
          <Tabs.Panel key={sample.id} value={sample.id}>
            <Sample sample={sample} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Card>
  );
}

function Sample({ sample: { title, note, code } }: { readonly sample: CodeSample }): ReactElement {
  return (
    <div className={classes["sample"]}>
      <div className={classes["sampleHead"]}>
        <p>{note}</p>
        <CopyButton value={code}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              size="xs"
              onClick={copy}
              leftSection={copied ? <CheckIcon size={14} /> : <CopyIcon size={14} />}
            >
              {copied ? "Copied" : "Copy"}
            </Button>
          )}
        </CopyButton>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className={classes["code"]} tabIndex={0} aria-label={`Code for ${title}`}>
        <pre>{code}</pre>
      </section>
    </div>
  );
}
