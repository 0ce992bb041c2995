import type { IncomingMessage } from "node:http";
import { keySetHeadBytes, looksLikeSecretKey, readKeySet, readKeySetHead } from "@velum/ckks";
import { VelumError } from "@velum/protocol";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { checkUploadHeaders } from "../http/check-upload-headers.ts";
import { refuseOtherMethods } from "../http/methods.ts";
import { readBody } from "../http/read-body.ts";
import type { KeySetStore } from "../key-sets/key-set-store.ts";
import { type KeySetTarget, keySetTarget } from "../key-sets/key-set-target.ts";
import type { ModelRegistry } from "../models/model-registry.ts";

const URL = "/v2/keys/:id";

/** An upload that was refused by its head is read to its end and dropped: its sender hears why. */
const MOST_DISCARDED: number = 2 ** 26;

/** Uploads that are read at the same time; another one is asked to come again (E4). */
const MAX_UPLOADS = 8;

/**
 * `PUT`, `HEAD` and `DELETE /v2/keys/{id}?model=m`: key sets of a model's plan. An upload has the exact length of the plan's
 * key sets; its list of keys is compared with the plan's, and its id with the address, before anything behind it is kept.
 * Whether a set was known changes nothing of what is checked (E1).
 */
export function addKeySetRoutes(app: FastifyInstance, registry: ModelRegistry, store: KeySetStore): void {
  const targetOf = ({ url }: FastifyRequest): KeySetTarget => keySetTarget(registry, url);
  const readUpload = createUploadReader(targetOf);
  app.put(
    URL,
    {
      config: { readBody: readUpload, mostDiscarded: MOST_DISCARDED },
      onRequest: async (request) => checkUploadHeaders(request.headers, targetOf(request).bytes),
    },
    async (request, reply) => {
      const { id, model, served } = targetOf(request);
      const created = store.put(id, model.contractDigest, served.plan, readChecked(targetOf(request), request.body));
      return reply.code(created ? 201 : 204).send();
    },
  );
  app.head(URL, async (request, reply) => {
    const { id, model, served } = targetOf(request);
    if (store.has(id, model.contractDigest, served.plan)) return reply.code(200).send();
    throw new VelumError("KEY_SET_UNKNOWN");
  });
  app.delete(URL, async (request, reply) => {
    const { id, model, served } = targetOf(request);
    store.delete(id, model.contractDigest, served.plan);
    return reply.code(204).send();
  });
  refuseOtherMethods(app, URL, ["PUT", "HEAD", "DELETE"]);
}

function createUploadReader(
  targetOf: (request: FastifyRequest) => KeySetTarget,
): (request: FastifyRequest, message: IncomingMessage) => Promise<Uint8Array> {
  let running = 0;
  return async (request, message) => {
    if (running >= MAX_UPLOADS) throw new VelumError("SERVER_BUSY");
    running++;
    try {
      const target = targetOf(request);
      const { context, plan } = target.served;
      const head = {
        bytes: keySetHeadBytes(context.parameters, plan.keys),
        check: (bytes: Uint8Array) => checkHead(target, bytes),
      };
      return await readBody(message, target.bytes, head);
    } finally {
      running--;
    }
  };
}

/** @throws VelumError KEY_SET_ID, SECRET_KEY_RECEIVED; CkksError as `readKeySetHead` */
function checkHead({ id, served }: KeySetTarget, head: Uint8Array): void {
  const { context, plan } = served;
  const found = withSecretKeyAlarm(head, () => readKeySetHead(head, { context, keys: plan.keys }));
  if (found !== id) {
    throw new VelumError("KEY_SET_ID", { argument: "id", expected: "that of the bytes", got: "another" });
  }
}

/** The whole, after its head. @throws VelumError BODY_EMPTY, SECRET_KEY_RECEIVED; CkksError as `readKeySet` */
function readChecked(
  { served, bytes: maxBytes }: KeySetTarget,
  body: unknown,
): ReturnType<typeof readKeySet>["keySet"] {
  if (!(body instanceof Uint8Array)) throw new VelumError("BODY_EMPTY");
  const { context, plan } = served;
  return withSecretKeyAlarm(body, () => readKeySet(body, { context, keys: plan.keys, maxBytes })).keySet;
}

/** Refused bytes are searched for a secret key in a known encoding, so that its sender learns what went wrong (E8). */
function withSecretKeyAlarm<T>(bytes: Uint8Array, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (looksLikeSecretKey(bytes)) throw new VelumError("SECRET_KEY_RECEIVED");
    throw error;
  }
}
