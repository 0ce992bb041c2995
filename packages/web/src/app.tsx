import { MantineProvider } from "@mantine/core";
import type { ReactElement } from "react";
import type { PageSettings } from "./security/page-settings.ts";
import { Shell } from "./shell/shell.tsx";
import { AppStateProvider } from "./state/app-state-provider.tsx";
import { theme } from "./theme.ts";
import type { VelumWorker } from "./worker/velum-worker.ts";

/** What the page starts with. */
export interface AppProps {
  readonly settings: PageSettings;
  readonly token: string | undefined;
  readonly worker: VelumWorker;
}

/** The whole page. */
export function App({ settings, token, worker }: AppProps): ReactElement {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => settings.nonce}>
      <AppStateProvider settings={settings} token={token} worker={worker}>
        <Shell />
      </AppStateProvider>
    </MantineProvider>
  );
}
