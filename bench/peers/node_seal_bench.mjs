// node-seal 6 (Microsoft SEAL 4.1.2 compiled to WebAssembly) on Node 20. Same circuits as `seal` in tenseal_bench.py.
// Choices in its favour: seeded symmetric ciphertexts and keys, zstd compression, only the Galois keys that are needed.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(import.meta.url);
const SEAL = require("node-seal");
const { version } = JSON.parse(readFileSync(path.join(path.dirname(require.resolve("node-seal")), "package.json")));
const work = JSON.parse(readFileSync(process.env.WORKLOAD));
const wanted = (task) => !process.env.TASKS || process.env.TASKS.split(",").includes(task);
const median = (a) => [...a].sort((x, y) => x - y)[a.length >> 1];
const round = (x) => Math.round(x * 1e4) / 1e4;
const once = (f) => {
  const t = performance.now();
  const r = f();
  return [performance.now() - t, r];
};
const repeat = (f, n = 30, budget = 8000) => {
  for (let i = 0; i < 3; i++) f();
  const times = [];
  const start = performance.now();
  for (let i = 0; i < n && (i < 5 || performance.now() - start < budget); i++) times.push(once(f)[0]);
  return times;
};

const seal = await SEAL();
const zstd = seal.ComprModeType.zstd;

function setup(n, bits, steps, relin) {
  const parms = seal.EncryptionParameters(seal.SchemeType.ckks);
  parms.setPolyModulusDegree(n);
  parms.setCoeffModulus(seal.CoeffModulus.Create(n, Int32Array.from(bits)));
  const context = seal.Context(parms, true, seal.SecurityLevel.tc128);
  const start = performance.now();
  const keygen = seal.KeyGenerator(context);
  const secret = keygen.secretKey();
  const galoisForm = steps.length ? keygen.createGaloisKeysSerializable(Int32Array.from(steps)) : undefined;
  const relinForm = relin ? keygen.createRelinKeysSerializable() : undefined;
  const keygenMs = performance.now() - start;
  let evalKeyBytes = 0;
  const galois = seal.GaloisKeys();
  const relinKeys = seal.RelinKeys();
  if (galoisForm) {
    const bytes = galoisForm.saveArray(zstd);
    evalKeyBytes += bytes.length;
    galois.loadArray(context, bytes);
  }
  if (relinForm) {
    const bytes = relinForm.saveArray(zstd);
    evalKeyBytes += bytes.length;
    relinKeys.loadArray(context, bytes);
  }
  const encryptor = seal.Encryptor(context, keygen.createPublicKey(), secret);
  return {
    n,
    slots: n / 2,
    context,
    galois,
    relinKeys,
    encryptor,
    keygenMs,
    evalKeyBytes,
    encoder: seal.CKKSEncoder(context),
    evaluator: seal.Evaluator(context),
    decryptor: seal.Decryptor(context, secret),
    params: { N: n, q_bits: bits },
  };
}

const tiled = (v, slots, period) => Float64Array.from({ length: slots }, (_, i) => v[i % period] ?? 0);

function inference(s, task, scale, xs, expected, server, program, note) {
  const plain = seal.PlainText();
  const encrypt = (x) => {
    s.encoder.encode(tiled(x, s.slots, program.period), scale, plain);
    return s.encryptor.encryptSymmetricSerializable(plain);
  };
  const save = (c) => {
    const bytes = c.saveArray(zstd);
    c.delete();
    return bytes;
  };
  const load = (bytes) => {
    const c = seal.CipherText();
    c.loadArray(s.context, bytes);
    return c;
  };
  const out = seal.PlainText();
  const decrypt = (c) => {
    s.decryptor.decrypt(c, out);
    const slots = s.encoder.decode(out);
    return program.outputs.map((i) => slots[i]);
  };
  const blob = save(encrypt(xs[0]));
  const ct = load(blob);
  const resultBytes = save(server(ct));
  const result = load(resultBytes);
  const enc = repeat(() => encrypt(xs[0]).delete(), 40);
  const srv = repeat(() => server(ct).delete(), 40);
  const wire = repeat(() => {
    const c = load(blob);
    save(server(c));
    c.delete();
  }, 40);
  const dec = repeat(() => decrypt(result), 40);
  let err = 0;
  const total = xs.map((x, i) => {
    const t = performance.now();
    const c = load(save(encrypt(x)));
    const r = load(save(server(c)));
    const y = decrypt(r);
    const ms = performance.now() - t;
    c.delete();
    r.delete();
    for (const [k, v] of y.entries()) err = Math.max(err, Math.abs(v - expected[i][k]));
    return ms;
  });
  console.log(
    JSON.stringify({
      peer: "node-seal",
      version,
      task,
      threads: 1,
      params: { ...s.params, scale_bits: Math.log2(scale) },
      keygen_ms: round(s.keygenMs),
      eval_key_bytes: s.evalKeyBytes,
      encrypt_ms: round(median(enc)),
      encrypt_ms_min: round(Math.min(...enc)),
      input_bytes: blob.length,
      server_ms_min: round(Math.min(...srv)),
      server_ms_median: round(median(srv)),
      server_wire_ms_min: round(Math.min(...wire)),
      server_wire_ms_median: round(median(wire)),
      result_bytes: resultBytes.length,
      decrypt_ms: round(median(dec)),
      decrypt_ms_min: round(Math.min(...dec)),
      total_ms_median: round(median(total)),
      total_ms_min: round(Math.min(...total)),
      rows: 1,
      per_row_us: round(1e3 * median(srv)),
      max_abs_err: err,
      repeats: srv.length,
      checked: xs.length,
      note,
    }),
  );
}

/** Encodes at the level of a ciphertext. */
function encodeLike(s, values, ct, scale) {
  const p = s.encoder.encode(values, scale);
  s.evaluator.plainModSwitchTo(p, ct.parmsId, p);
  return p;
}

const sets = {
  "lr13-row": [4096, [38, 30, 38], 30],
  "mlp13-16-1-row": [8192, [40, 30, 30, 30, 40], 30],
  "mlp30-32-16-2-row": [8192, [36, 29, 29, 29, 29, 29, 36], 29],
};
for (const [task, program] of Object.entries(work.programs)) {
  if (!wanted(task)) continue;
  const [n, bits, scaleBits] = sets[task];
  const scale = 2 ** scaleBits;
  const rotations = [...new Set(program.steps.flatMap(([kind, r]) => (kind === "sum" ? r : [])))];
  const s = setup(
    n,
    bits,
    rotations,
    program.steps.some(([kind]) => kind === "square"),
  );
  const ev = s.evaluator;
  const plain = [];
  const t = seal.CipherText();
  const server = (ct) => {
    let r = ct;
    program.steps.forEach(([kind, arg], i) => {
      if (kind === "mul") {
        plain[i] ??= encodeLike(s, tiled(arg, s.slots, program.period), r, scale);
        const out = r === ct ? seal.CipherText() : r;
        ev.multiplyPlain(r, plain[i], out);
        r = out;
        ev.rescaleToNext(r, r);
      } else if (kind === "add") {
        plain[i] ??= encodeLike(s, tiled(arg, s.slots, program.period), r, r.scale);
        ev.addPlain(r, plain[i], r);
      } else if (kind === "square") {
        ev.square(r, r);
        ev.relinearize(r, s.relinKeys, r);
        ev.rescaleToNext(r, r);
      } else
        for (const k of arg) {
          ev.rotateVector(r, k, s.galois, t);
          ev.add(r, t, r);
        }
    });
    return r;
  };
  const name = { "lr13-row": "lr13", "mlp13-16-1-row": "mlp13", "mlp30-32-16-2-row": "mlp30" }[task];
  inference(
    s,
    task,
    scale,
    work.packed[task],
    work.expected[name],
    server,
    program,
    "by hand, seeded zstd keys for the needed rotations only",
  );
}
