import "@mantine/core/styles.css";
import "./theme.css";
import { startTransition } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { readPageSettings } from "./security/page-settings.ts";
import { takeToken } from "./security/token.ts";
import { installTrustedTypes } from "./security/trusted-types.ts";
import { startWorker } from "./worker/start-worker.ts";

installTrustedTypes();
const settings = readPageSettings(document);
const token = takeToken(window);
// Scroll locks of dialogs write style elements of their own, and look for the nonce here.
Object.assign(globalThis, { __webpack_nonce__: settings.nonce });

const root = createRoot(document.getElementById("root")!);
const page = <App settings={settings} token={token} worker={startWorker()} />;
// As a transition, React draws it in slices of a few milliseconds, and the tab answers in between.
startTransition(() => root.render(page));
