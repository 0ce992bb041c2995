import { readWholeFile } from "../files/read-file.ts";

const MAX_TOKEN_BYTES = 4096;

/**
 * The token in a file, else in `VELUM_TOKEN`: never an argument, which every user of a machine can see. What a token may be is
 * judged by server and client.
 * @throws CliError FILE
 * @example const token = await readToken("token.txt", process.env);
 */
export async function readToken(
  file: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  if (file === undefined) return environment["VELUM_TOKEN"];
  const bytes = await readWholeFile(file, "the token", MAX_TOKEN_BYTES);
  return new TextDecoder().decode(bytes).trim();
}
