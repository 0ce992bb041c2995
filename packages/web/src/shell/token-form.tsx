import { Button, PasswordInput } from "@mantine/core";
import { type FormEvent, type ReactElement, useState } from "react";
import { Card } from "../layout/card.tsx";
import { useApp } from "../state/app-state.ts";

/** Asks for the token that the server printed when it started. */
export function TokenForm(): ReactElement {
  const { enterToken } = useApp();
  const [token, setToken] = useState("");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (token.trim() !== "") enterToken(token.trim());
  };
  return (
    <Card title="This server wants a token" width="narrow">
      <form onSubmit={submit}>
        <PasswordInput
          label="Token"
          description="Printed when the server was started, at the end of its address. It stays in this tab."
          value={token}
          onChange={(event) => setToken(event.currentTarget.value)}
          autoComplete="off"
          data-autofocus
        />
        <Button type="submit" mt="md">
          Connect
        </Button>
      </form>
    </Card>
  );
}
