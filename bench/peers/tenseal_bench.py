"""TenSEAL (Microsoft SEAL in C++): its own tensor API, and plain SEAL calls through tenseal.sealapi.

Choices in its favour: symmetric encryption by the client (half-size seeded ciphertexts), the smallest parameter set
that holds the circuit, `lazy` weights in plain_tensor made once outside the timed part, and, as `seal`, the same
circuits written by hand with only the Galois keys that they need (TenSEAL itself can only make all powers of two).
"""
import os
import tempfile

import numpy as np
import tenseal as ts
import tenseal.sealapi as sa

import workload
from bench_common import THREADS, inference, now, once, wanted

VERSION = ts.__version__
W, X = workload.build()


def context(n, bits, scale, galois, relin=True, threads=THREADS, public_key=False):
    """public_key: TenSEAL's mm and pack_vectors encrypt zeros on the server, so they refuse a symmetric context."""
    kind = ts.ENCRYPTION_TYPE.ASYMMETRIC if public_key else ts.ENCRYPTION_TYPE.SYMMETRIC

    def make():
        c = ts.context(
            ts.SCHEME_TYPE.CKKS, n, coeff_mod_bit_sizes=bits, encryption_type=kind, n_threads=threads,
        )
        c.global_scale = 2.0**scale
        if galois:
            c.generate_galois_keys()
        return c

    ms, c = once(make)
    public = c.serialize(save_public_key=public_key, save_secret_key=False, save_galois_keys=galois, save_relin_keys=relin)
    empty = c.serialize(save_public_key=False, save_secret_key=False, save_galois_keys=False, save_relin_keys=False)
    server = ts.context_from(public, n_threads=threads)
    return c, server, ms, len(public) - len(empty), {"N": n, "q_bits": bits, "scale_bits": scale}


def tenseal_tasks():
    xs = X["x13"]
    exp = workload.run_dense(W["lr13"], xs)

    def vector_task(task, n, bits, scale, rows, expected, server, relin, note):
        c, s, ms, key_bytes, params = context(n, bits, scale, True, relin, public_key="mm" in note)
        inference(
            "tenseal", VERSION, task, params, ms, key_bytes, [r.tolist() for r in rows], expected,
            encrypt=lambda x: ts.ckks_vector(c, x), serialise=lambda v: v.serialize(),
            load=lambda b: ts.ckks_vector_from(s, b), server=server, save=lambda v: v.serialize(),
            load_result=lambda b: ts.ckks_vector_from(c, b), decrypt=lambda v: v.decrypt(), note=note,
        )

    if wanted("lr13-row"):
        (w, b) = W["lr13"][0]
        wp, bp = w[0].tolist(), b.tolist()
        vector_task(
            "lr13-row", 4096, [38, 30, 38], 30, xs[:40], exp[:40], lambda v: v.dot(wp) + bp, False,
            "ckks_vector.dot(plain); keys: all powers of two, TenSEAL has no choice of steps",
        )
    if wanted("mlp13-16-1-row"):
        (w1, b1), (w2, b2) = W["mlp13"]
        p1, p2, q1, q2 = w1.T.tolist(), w2.T.tolist(), b1.tolist(), b2.tolist()

        def mlp(v):
            h = v.mm(p1) + q1
            h.square_()
            return h.mm(p2) + q2

        vector_task(
            "mlp13-16-1-row", 8192, [40, 30, 30, 30, 40], 30, xs[:40], workload.run_dense(W["mlp13"], xs[:40]), mlp,
            True, "ckks_vector.mm (needs public-key encryption)",
        )
    if wanted("mlp30-32-16-2-row"):
        # `+ bias` reaches only the first len(bias) slots, not their repetitions, which the next mm reads when it has
        # more than one output. So the biases are rows of the matrices: the client appends a 1 to the row.
        matrices = []
        for i, (w, b) in enumerate(W["mlp30"]):
            m = np.vstack([w.T, b])
            if i < 2:
                m = np.c_[m, np.r_[np.zeros(len(m) - 1), 1]]
            matrices.append(m.tolist())

        def mlp30(v):
            for i, m in enumerate(matrices):
                v = v.mm(m)
                if i < 2:
                    v.square_()
            return v

        vector_task(
            "mlp30-32-16-2-row", 8192, [34, 29, 29, 29, 29, 29, 34], 29, np.c_[X["x30"], np.ones(len(X["x30"]))][:40],
            workload.run_dense(W["mlp30"], X["x30"][:40]), mlp30, True,
            "ckks_vector.mm (needs public-key encryption); biases as matrix rows, since `+` does not reach the repetitions",
        )

    def batch_task(task, layers, n, bits, scale, rows):
        c, s, ms, key_bytes, params = context(n, bits, scale, False)
        plain = [(ts.plain_tensor(w.T.tolist()), ts.plain_tensor(np.tile(b, (1, 1)).tolist())) for w, b in layers]

        def server(t):
            for i, (w, b) in enumerate(plain):
                t = t.mm(w) + b
                if i < len(plain) - 1:
                    t.square_()
            return t

        x = xs[:rows]
        inference(
            "tenseal", VERSION, task, params, ms, key_bytes, [x[:, None, :].tolist()] * 5,
            [workload.run_dense(layers, x)[:, None, :]] * 5,
            encrypt=lambda v: ts.ckks_tensor(c, v, batch=True), serialise=lambda t: t.serialize(),
            load=lambda b: ts.ckks_tensor_from(s, b), server=server, save=lambda t: t.serialize(),
            load_result=lambda b: ts.ckks_tensor_from(c, b),
            decrypt=lambda t: np.asarray(t.decrypt().tolist()), rows=rows, repeats=30, budget_ms=15000,
            note="ckks_tensor(batch=True).mm(plain): one ciphertext a feature, no rotation; it insists on a relinearisation key",
        )

    if wanted("lr13-batch"):
        batch_task("lr13-batch", W["lr13"], 4096, [38, 30, 38], 30, 2048)
    if wanted("mlp13-16-1-batch"):
        batch_task("mlp13-16-1-batch", W["mlp13"], 8192, [40, 30, 30, 30, 40], 30, 4096)


class Seal:
    """Plain SEAL calls. sealapi serialises to files only, so the wire times include a file in memory."""

    def __init__(self, n, bits, scale, steps=(), relin=False):
        parms = sa.EncryptionParameters(sa.SCHEME_TYPE.CKKS)
        parms.set_poly_modulus_degree(n)
        parms.set_coeff_modulus(sa.CoeffModulus.Create(n, bits))
        self.context = sa.SEALContext(parms, True, sa.SEC_LEVEL_TYPE.TC128)
        self.encoder = sa.CKKSEncoder(self.context)
        self.evaluator = sa.Evaluator(self.context)
        self.scale = 2.0**scale
        self.slots = n // 2
        self.params = {"N": n, "q_bits": bits, "scale_bits": scale}
        self.path = os.path.join(tempfile.mkdtemp(dir="/dev/shm"), "x")
        start = now()
        self.keygen = sa.KeyGenerator(self.context)
        self.secret = self.keygen.secret_key()
        saved = []
        if steps:
            saved.append(self.keygen.create_galois_keys([pow(3, k, 2 * n) for k in steps]))
        if relin:
            saved.append(self.keygen.create_relin_keys())
        self.keygen_ms = now() - start
        self.eval_key_bytes = 0
        for i, k in enumerate(saved):  # the seeded (half-size) form goes to the server
            k.save(self.path)
            self.eval_key_bytes += os.path.getsize(self.path)
            if i == 0 and steps:
                self.galois = sa.GaloisKeys()
                self.galois.load(self.context, self.path)
            else:
                self.relin = sa.RelinKeys()
                self.relin.load(self.context, self.path)
        self.public = sa.PublicKey()
        self.keygen.create_public_key(self.public)
        self.encryptor = sa.Encryptor(self.context, self.public, self.secret)
        self.decryptor = sa.Decryptor(self.context, self.secret)

    def encode(self, values, parms_id=None, scale=None):
        p = sa.Plaintext()
        if parms_id is None:
            self.encoder.encode(values, scale or self.scale, p)
        else:
            self.encoder.encode(values, parms_id, scale or self.scale, p)
        return p

    def encrypt(self, values):
        return self.encryptor.encrypt_symmetric(self.encode(values))  # Serializable: seeded, half size

    def save(self, ct):
        ct.save(self.path)
        with open(self.path, "rb") as f:
            return f.read()

    def load(self, data):
        with open(self.path, "wb") as f:
            f.write(data)
        ct = sa.Ciphertext(self.context)
        ct.load(self.context, self.path)
        return ct

    def decrypt(self, ct, slots):
        p = sa.Plaintext()
        self.decryptor.decrypt(ct, p)
        v = self.encoder.decode_double(p)
        return [v[i] for i in slots]


def seal_tasks():
    version = "4.x in tenseal " + VERSION
    sets = {
        "lr13-row": (4096, [38, 30, 38], 30),
        "mlp13-16-1-row": (8192, [40, 30, 30, 30, 40], 30),
        "mlp30-32-16-2-row": (8192, [36, 29, 29, 29, 29, 29, 36], 29),
    }
    for task, (program, xs, expected) in workload.cases(W, X).items():
        if not wanted(task):
            continue
        s = Seal(*sets[task], workload.rotations(program), relin=any(k[0] == "square" for k in program["steps"]))
        ev = s.evaluator
        tiled = lambda v, s=s, program=program: np.tile(v, s.slots // program["period"]).tolist()
        plain = {}

        def encoded(i, values, ct, scale):
            """Weights and biases, encoded once at the level (and, for biases, the exact scale) of the ciphertext."""
            if i not in plain:
                plain[i] = s.encode(tiled(values), ct.parms_id(), scale)
            return plain[i]

        def server(ct, steps=program["steps"]):
            r, t = ct, sa.Ciphertext()
            for i, (kind, *arg) in enumerate(steps):
                if kind == "mul":
                    out = sa.Ciphertext()
                    ev.multiply_plain(r, encoded(i, arg[0], r, s.scale), out)
                    r = out
                    ev.rescale_to_next_inplace(r)
                elif kind == "add":
                    ev.add_plain_inplace(r, encoded(i, arg[0], r, r.scale))
                elif kind == "square":
                    ev.square_inplace(r)
                    ev.relinearize_inplace(r, s.relin)
                    ev.rescale_to_next_inplace(r)
                else:
                    for k in arg[0]:
                        ev.rotate_vector(r, k, s.galois, t)
                        ev.add_inplace(r, t)
            return r

        inference(
            "seal", version, task, s.params, s.keygen_ms, s.eval_key_bytes, xs, expected,
            encrypt=lambda x: s.encrypt(tiled(x)), serialise=s.save, load=s.load, server=server, save=s.save,
            decrypt=lambda c: s.decrypt(c, program["outputs"]),
            note="by hand, seeded keys for the needed rotations only; wire times include files in memory",
        )


if __name__ == "__main__":
    tenseal_tasks()
    if THREADS == 1:  # plain SEAL calls do not thread
        seal_tasks()
