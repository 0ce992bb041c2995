"""Orion (PyTorch front end, own packing and level planner, Lattigo underneath; the wheel carries the Go library).

Choices in its favour: conjugate-invariant ring, small primes, smaller rings for the small models, H equal to the ring (dense secret). Orion has one process for client and server and no ciphertext
serialisation: ciphertext bytes are computed (2 x limbs x N x 8) and wire times are left out; key bytes are serialised.
"""
import contextlib
import os
import sys
import traceback

import numpy as np
import torch

import orion
import orion.nn as on

import workload
from bench_common import emit, failed, med, now, once, repeat, wanted

VERSION = "1.0.2"
W, X = workload.build()
torch.set_num_threads(1)
THREADS = int(os.environ.get("GOMAXPROCS", "1"))


class Mlp(on.Module):
    def __init__(self, sizes):
        super().__init__()
        self.flatten = on.Flatten()
        self.count = len(sizes) - 1
        for i in range(self.count):
            setattr(self, f"fc{i}", on.Linear(sizes[i], sizes[i + 1]))
            if i < self.count - 1:
                setattr(self, f"act{i}", on.Quad())

    def forward(self, x):
        x = self.flatten(x)
        for i in range(self.count):
            x = getattr(self, f"fc{i}")(x)
            if i < self.count - 1:
                x = getattr(self, f"act{i}")(x)
        return x


def fill(layer, w, b):
    layer.weight.data = torch.tensor(np.asarray(w), dtype=torch.float32).reshape(layer.weight.shape)
    layer.bias.data = torch.tensor(np.asarray(b), dtype=torch.float32)


def run(task, net, xs, expected, logn, logq, logp, note, scale=26, repeats=30):
    config = {
        "ckks_params": {
            "LogN": logn, "LogQ": logq, "LogP": logp, "LogScale": scale, "H": 1 << logn, "RingType": "ConjugateInvariant",
        },
        "orion": {
            "margin": 2, "embedding_method": "hybrid", "backend": "lattigo", "fuse_modules": True, "debug": False,
            "io_mode": "none",
        },
    }
    inputs = torch.tensor(np.asarray(xs), dtype=torch.float32)
    with contextlib.redirect_stdout(sys.stderr):
        start = now()
        scheme = orion.init_scheme(config)
        net.eval()
        orion.fit(net, inputs[:1])  # one row: Orion packs as many rows as it is fitted with
        ms_fit = now() - start
        start = now()
        level = orion.compile(net)
        compile_ms = now() - start
        lt = scheme.lt_evaluator
        keys = set(lt.saved_rotation_keys)
        size = 0
        for k in keys:
            blob, pointer = scheme.backend.GenerateAndSerializeRotationKey(k)
            size += len(blob)
            scheme.backend.FreeCArray(pointer)
        keygen_ms, _ = once(lambda: [scheme.backend.GenerateLinearTransformRotationKey(k) for k in keys])
        net.he()
        encrypt = lambda x: orion.encrypt(orion.encode(x, level))
        decrypt = lambda c: c.decrypt().decode()
        one = inputs[:1]
        ct = encrypt(one)
        res = net(ct)
        enc = repeat(lambda: encrypt(one), repeats, 3000)
        srv = repeat(lambda: net(ct), repeats, 10000)
        dec = repeat(lambda: decrypt(res), repeats, 3000)
        err, total = 0.0, []
        for i in range(min(len(xs), 30)):
            t, out = once(lambda: decrypt(net(encrypt(inputs[i : i + 1]))))
            total.append(t)
            err = max(err, float(np.max(np.abs(np.asarray(out).reshape(-1)[: len(expected[i])] - expected[i]))))
    n = 1 << logn
    limbs = lambda c: (c.level() + 1) * len(c.ids)
    emit(
        peer="orion", version=VERSION, task=task, threads=THREADS,
        params={"N": n, "q_bits": logq, "p_bits": logp, "scale_bits": scale, "ring": "conjugate-invariant"},
        keygen_ms=round(keygen_ms, 2), eval_key_bytes=size, rotation_keys=len(keys), encrypt_ms=med(enc),
        encrypt_ms_min=round(min(enc), 4), input_bytes=2 * limbs(ct) * n * 8, server_ms_min=round(min(srv), 4),
        server_ms_median=med(srv), server_wire_ms_median=None, result_bytes=2 * limbs(res) * n * 8,
        decrypt_ms=med(dec), decrypt_ms_min=round(min(dec), 4), total_ms_median=med(total), total_ms_min=round(min(total), 4),
        rows=1, per_row_us=round(1e3 * med(srv), 1), max_abs_err=err, repeats=len(srv), checked=len(total),
        compile_ms=round(compile_ms, 1), fit_ms=round(ms_fit, 1), note=note,
    )


def main(task):
    if task == "lr13-row":
        net = Mlp([13, 1])
        fill(net.fc0, *W["lr13"][0])
        run(task, net, X["x13"][:40], workload.run_dense(W["lr13"], X["x13"][:40]), 12, [36, 30], [36], "rotation keys only", scale=30)
    elif task == "mlp13-16-1-row":
        net = Mlp([13, 16, 1])
        for i, l in enumerate(W["mlp13"]):
            fill(getattr(net, f"fc{i}"), *l)
        run(task, net, X["x13"][:40], workload.run_dense(W["mlp13"], X["x13"][:40]), 13, [40, 32, 32, 32], [40], "", scale=32)
    elif task == "mlp30-32-16-2-row":
        net = Mlp([30, 32, 16, 2])
        for i, l in enumerate(W["mlp30"]):
            fill(getattr(net, f"fc{i}"), *l)
        run(task, net, X["x30"][:40], workload.run_dense(W["mlp30"], X["x30"][:40]), 13, [36, 29, 29, 29, 29, 29], [36], "", scale=29)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        try:
            main(sys.argv[1])
        except BaseException as e:
            traceback.print_exc()
            failed("orion", VERSION, sys.argv[1], repr(e))
        sys.stdout.flush()
        os._exit(0)  # Orion's clean-up of Go objects at exit is noisy
    import subprocess

    for name in ("lr13-row", "mlp13-16-1-row", "mlp30-32-16-2-row"):
        if wanted(name):
            subprocess.run([sys.executable, __file__, name], check=False)
