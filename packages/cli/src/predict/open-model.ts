import { createClient, type VelumClient } from "@velum/client";
import { CliError } from "../cli-error.ts";
import { mainFile } from "../process/main-file.ts";
import { startServerProcess } from "../process/server-process.ts";
import { readToken } from "../serve/read-token.ts";

/** Which model of a server is asked. */
export interface ModelChoice {
  readonly model?: string;
  /** Digest of the contract that was accepted before; any other is refused before a row is read (C3). */
  readonly contract?: string;
  /** Holds the token of the server at an address; `VELUM_TOKEN` if left out. */
  readonly tokenFile?: string;
}

/**
 * Hands a client of the model to `use`: of a server at an address, or of one that is started for a bundle, in a process of its
 * own on loopback, and stopped afterwards.
 * @throws CliError USAGE, SERVER_PROCESS; the client's errors
 * @example await withModel("heart.velum", {}, signal, (client) => client.predict(row));
 */
export async function withModel<T>(
  target: string,
  choice: ModelChoice,
  signal: AbortSignal,
  use: (client: VelumClient) => Promise<T>,
): Promise<T> {
  if (isAddress(target)) {
    const token = await readToken(choice.tokenFile, process.env);
    return useClient({ ...addressOf(target, choice.model), ...choice, token }, signal, use);
  }
  if (choice.model !== undefined)
    throw new CliError("USAGE", "--model belongs to an address; a bundle holds one model.");
  const server = await startServerProcess(mainFile(), target, { allowModelDisclosure: true });
  try {
    const [model, another] = server.models;
    if (model === undefined || another !== undefined) throw new CliError("USAGE", "Expected one bundle, not a folder.");
    const { url, token } = server;
    return await useClient({ ...choice, url, model: model.name, token }, signal, use);
  } finally {
    await server.stop();
  }
}

/** Whether a target is a server's address and not a file. */
export const isAddress = (target: string): boolean => /^https?:\/\//i.test(target);

/** `https://host/v2/models/heart/versions/2`, or an address and a name apart. @throws CliError USAGE */
export function addressOf(
  target: string,
  model: string | undefined,
): { readonly url: string; readonly model: string; readonly version?: string } {
  const [, url, named, version] = /^(.*?)\/v2\/models\/([^/?#]+)(?:\/versions\/([^/?#]+))?\/?$/.exec(target) ?? [];
  if (url === undefined || named === undefined) {
    if (model === undefined)
      throw new CliError("USAGE", "Name the model: --model, or an address that ends in /v2/models/NAME.");
    return { url: target, model };
  }
  if (model !== undefined && model !== named)
    throw new CliError("USAGE", "The address names another model than --model.");
  return { url, model: named, ...(version === undefined ? {} : { version }) };
}

interface ClientChoice {
  readonly url: string;
  readonly model: string;
  readonly version?: string;
  readonly contract?: string;
  readonly token: string | undefined;
}

async function useClient<T>(
  { url, model, version, contract, token }: ClientChoice,
  signal: AbortSignal,
  use: (client: VelumClient) => Promise<T>,
): Promise<T> {
  const client = await createClient(
    {
      url,
      model,
      ...(version === undefined ? {} : { version }),
      ...(contract === undefined ? {} : { expectedContractDigest: contract }),
      ...(token === undefined ? {} : { token }),
    },
    { signal },
  );
  try {
    return await use(client);
  } finally {
    client.close();
  }
}
