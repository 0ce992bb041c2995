import { checkSchema, type TableSchema } from "@velum/tabular";
import { CliError } from "../cli-error.ts";
import { readWholeFile } from "../files/read-file.ts";

const MAX_BYTES = 2 ** 20;

/** Names, units, ranges and categories from a JSON file. @throws CliError FILE; TabularError SCHEMA_INVALID with the field */
export async function readSchemaFile(path: string): Promise<TableSchema> {
  const bytes = await readWholeFile(path, "the schema", MAX_BYTES);
  return checkSchema(parse(new TextDecoder().decode(bytes)));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CliError("FILE", "The schema is not JSON.");
  }
}
