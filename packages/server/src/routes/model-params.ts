import Type, { type TObject, type TOptional, type TString } from "typebox";

/** Path of one model, with or without a version. What the names may be is the registry's to judge. */
export const ModelParams: TObject<{ model: TString; version: TOptional<TString> }> = Type.Object({
  model: Type.String(),
  version: Type.Optional(Type.String()),
});

export type ModelParams = Type.Static<typeof ModelParams>;

/** Paths of a model, in its last version or a named one. */
export const MODEL_PATHS: readonly string[] = ["/v2/models/:model", "/v2/models/:model/versions/:version"];
