import type { IncomingMessage } from "node:http";
import { type KeySet, keySetHeadBytes, readKeySetHead } from "@velum/ckks";
import { VelumError } from "@velum/protocol";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { callerNetwork } from "../http/caller-address.ts";
import { checkContentDigest } from "../http/check-content-digest.ts";
import { checkUploadHeaders } from "../http/check-upload-headers.ts";
import { refuseOtherMethods } from "../http/methods.ts";
import { readBody } from "../http/read-body.ts";
import { expandKeySet, withSecretKeyAlarm } from "../key-sets/expand-key-set.ts";
import type { KeySetStore } from "../key-sets/key-set-store.ts";
import { type KeySetTarget, keySetTarget } from "../key-sets/key-set-target.ts";
import { createUploadPlaces, type PlaceLimits, type UploadPlaces } from "../key-sets/upload-places.ts";
import type { UploadQuota } from "../key-sets/upload-quota.ts";
import type { ModelRegistry } from "../models/model-registry.ts";

const URL = "/v2/keys/:id";

/** An upload that was refused by its head is read to its end and dropped: its sender hears why. */
const MOST_DISCARDED: number = 2 ** 26;

/** Uploads that are read at the same time, of all and of one address; another one is asked to come again (E4). */
const PLACES: PlaceLimits = Object.freeze({ all: 8, perCaller: 4 });

/** What an upload is counted by. */
export interface UploadSettings {
  readonly quota: UploadQuota;
  readonly behindProxy: boolean;
}

/**
 * `PUT`, `HEAD` and `DELETE /v2/keys/{id}?model=m`: key sets of a model's plan. An upload has the exact length of the plan's
 * key sets; its list of keys is compared with the plan's, and its id with the address, before anything behind it is kept.
 * Whether a set was known changes nothing of what is checked (E1). There is no list: one token stands for all callers, so it
 * would tell one of them the ids of the others.
 */
export function addKeySetRoutes(
  app: FastifyInstance,
  registry: ModelRegistry,
  store: KeySetStore,
  { quota, behindProxy }: UploadSettings,
): void {
  const targetOf = ({ url }: FastifyRequest): KeySetTarget => keySetTarget(registry, url);
  const callerOf = ({ raw, headers }: FastifyRequest): string => callerNetwork(raw.socket, headers, behindProxy);
  const places = createUploadPlaces(PLACES);
  const readUpload = async (request: FastifyRequest, message: IncomingMessage): Promise<KeySet> => {
    const target = targetOf(request);
    const caller = callerOf(request);
    return places.take(caller, async () => {
      quota.charge(caller, target.bytes);
      return receive(target, message, places);
    });
  };
  app.put(
    URL,
    {
      config: { readBody: readUpload, mostDiscarded: MOST_DISCARDED },
      onRequest: async (request, reply) => {
        const { bytes } = targetOf(request);
        checkUploadHeaders(request.headers, bytes);
        checkQuota(quota.wait(callerOf(request), bytes), reply);
      },
    },
    async (request, reply) => {
      const { id, model, served } = targetOf(request);
      const created = store.put(id, model.contractDigest, served.plan, request.body as KeySet);
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

/** @throws VelumError UPLOAD_QUOTA */
function checkQuota(wait: number, reply: FastifyReply): void {
  if (wait <= 0) return;
  reply.header("retry-after", String(Math.ceil(wait / 1000)));
  throw new VelumError("UPLOAD_QUOTA");
}

/** Reads, checks and expands an upload. @throws VelumError, CkksError for what is wrong with it */
async function receive(target: KeySetTarget, message: IncomingMessage, places: UploadPlaces): Promise<KeySet> {
  const { context, plan } = target.served;
  const options = { context, keys: plan.keys, maxBytes: target.bytes };
  const bytes = await readBody(message, target.bytes, {
    bytes: keySetHeadBytes(context.parameters, plan.keys),
    check: (head) => checkHead(target, head),
  });
  checkContentDigest(message.headers, bytes);
  return places.inTurn(() => expandKeySet(bytes, options, () => !message.socket.destroyed));
}

/** @throws VelumError KEY_SET_ID, SECRET_KEY_RECEIVED; CkksError as `readKeySetHead` */
function checkHead({ id, served }: KeySetTarget, head: Uint8Array): void {
  const { context, plan } = served;
  const found = withSecretKeyAlarm(head, () => readKeySetHead(head, { context, keys: plan.keys }));
  if (found !== id) {
    throw new VelumError("KEY_SET_ID", { argument: "id", expected: "that of the bytes", got: "another" });
  }
}
