"""OpenFHE (C++, official Python wheel; the wheel's extension is built for Python 3.10).

Choices in its favour: FIXEDMANUAL scaling, smallest ring that its 128-bit check accepts, sparse batch size, secret-key
encryption, only the needed rotation keys, both key-switching methods tried (BV needs a smaller ring, HYBRID is faster
at equal ring), BINARY serialisation in memory.
"""
import numpy as np
import openfhe as o

import workload
from bench_common import failed, inference, now, wanted

VERSION = "1.6.1"
W, X = workload.build()
BV, HYBRID = o.BV, o.HYBRID


class Context:
    def __init__(self, depth, scale, first, batch, switch, digits=0, digit_size=0, ring=0):
        p = o.CCParamsCKKSRNS()
        p.SetMultiplicativeDepth(depth)
        p.SetScalingModSize(scale)
        p.SetFirstModSize(first)
        p.SetBatchSize(batch)
        p.SetSecurityLevel(o.HEStd_128_classic)
        p.SetScalingTechnique(o.FIXEDMANUAL)
        p.SetKeySwitchTechnique(switch)
        if digits:
            p.SetNumLargeDigits(digits)
        if digit_size:
            p.SetDigitSize(digit_size)
        if ring:
            p.SetRingDim(ring)
        cc = self.cc = o.GenCryptoContext(p)
        for f in (o.PKE, o.KEYSWITCH, o.LEVELEDSHE):
            cc.Enable(f)
        self.params = {
            "N": cc.GetRingDimension(), "q_bits": [first] + [scale] * depth, "scale_bits": scale,
            "key_switching": "BV" if switch == BV else "HYBRID",
        }
        if digits:
            self.params["digits"] = digits
        if digit_size:
            self.params["digit_bits"] = digit_size
        self.batch = batch

    def keys(self, rotations, relin):
        start = now()
        self.pair = self.cc.KeyGen()
        if rotations:
            self.cc.EvalRotateKeyGen(self.pair.secretKey, rotations)
        if relin:
            self.cc.EvalMultKeyGen(self.pair.secretKey)
        self.keygen_ms = now() - start
        tag = self.pair.secretKey.GetKeyTag()
        size = 0
        if rotations:
            size += len(o.SerializeEvalAutomorphismKeyString(o.BINARY, tag))
        if relin:
            size += len(o.SerializeEvalMultKeyString(o.BINARY, tag))
        self.eval_key_bytes = size

    def plain(self, values, level=0):
        p = self.cc.MakeCKKSPackedPlaintext(np.asarray(values, dtype=float), 1, level)
        p.SetLength(len(values))
        return p

    def encrypt(self, values):
        return self.cc.Encrypt(self.pair.secretKey, self.plain(values))

    def decrypt(self, ct, slots):
        p = self.cc.Decrypt(self.pair.secretKey, ct)
        p.SetLength(max(slots) + 1)
        v = p.GetRealPackedValue()
        return [v[i] for i in slots]


def save(ct):
    return o.Serialize(ct, o.BINARY)


def load(data):
    return o.DeserializeCiphertextString(data, o.BINARY)


def row(task, ctx, note):
    if not wanted(task):
        return
    program, xs, expected = workload.cases(W, X)[task]
    ctx.keys(workload.rotations(program), any(s[0] == "square" for s in program["steps"]))
    cc = ctx.cc
    steps, level = [], 0
    for kind, *arg in program["steps"]:
        if kind == "mul":
            steps.append((kind, ctx.plain(arg[0], level)))
            level += 1
        elif kind == "add":
            steps.append((kind, ctx.plain(arg[0], level)))
        else:
            steps.append((kind, arg[0] if arg else None))
            level += kind == "square"

    def server(ct):
        for kind, arg in steps:
            if kind == "mul":
                ct = cc.Rescale(cc.EvalMult(ct, arg))
            elif kind == "square":
                ct = cc.Rescale(cc.EvalSquare(ct))
            elif kind == "add":
                ct = cc.EvalAdd(ct, arg)
            else:
                for r in arg:
                    ct = cc.EvalAdd(ct, cc.EvalRotate(ct, r))
        return ct

    inference(
        "openfhe", VERSION, task, ctx.params, ctx.keygen_ms, ctx.eval_key_bytes, xs, expected, encrypt=ctx.encrypt,
        serialise=save, load=load, server=server, save=save, decrypt=lambda c: ctx.decrypt(c, program["outputs"]),
        note=note,
    )


def batch(task, layers, ctx, rows):
    if not wanted(task):
        return
    cc = ctx.cc
    ctx.keys([], len(layers) > 1)
    x = X["x13"][:rows]

    def linear(cts, weights, bias):
        acc = cc.EvalMult(cts[0], float(weights[0]))
        for c, w in zip(cts[1:], weights[1:]):
            cc.EvalAddInPlace(acc, cc.EvalMult(c, float(w)))
        return cc.EvalAdd(cc.Rescale(acc), float(bias))

    def server(cts):
        for i, (w, b) in enumerate(layers):
            cts = [linear(cts, row, bias) for row, bias in zip(w, b)]
            if i < len(layers) - 1:
                cts = [cc.Rescale(cc.EvalSquare(c)) for c in cts]
        return cts

    join = lambda parts: b"".join(len(p).to_bytes(4, "little") + p for p in map(save, parts))

    def split(data):
        out, i = [], 0
        while i < len(data):
            n = int.from_bytes(data[i : i + 4], "little")
            out.append(load(data[i + 4 : i + 4 + n]))
            i += 4 + n
        return out

    inference(
        "openfhe", VERSION, task, ctx.params, ctx.keygen_ms, ctx.eval_key_bytes, [x] * 5,
        [workload.run_dense(layers, x)[:, 0]] * 5, encrypt=lambda m: [ctx.encrypt(c) for c in m.T], serialise=join,
        load=split, server=server, save=join, decrypt=lambda cts: ctx.decrypt(cts[0], range(rows)), rows=rows,
        repeats=30, note="one ciphertext a feature, scalar weights",
    )


def attempt(task, f):
    try:
        f()
    except Exception as e:  # report and go on: a parameter set may be refused by its security check
        failed("openfhe", VERSION, task, e)


if __name__ == "__main__":
    for task, f in (
        ("lr13-row", lambda: row("lr13-row", Context(1, 30, 38, 16, BV, digit_size=10), "BV")),
        ("lr13-row", lambda: row("lr13-row", Context(1, 40, 50, 16, HYBRID), "HYBRID")),
        ("mlp13-16-1-row", lambda: row("mlp13-16-1-row", Context(3, 36, 44, 256, BV, digit_size=12), "BV")),
        ("mlp13-16-1-row", lambda: row("mlp13-16-1-row", Context(3, 40, 50, 256, HYBRID), "HYBRID")),
        ("mlp30-32-16-2-row", lambda: row("mlp30-32-16-2-row", Context(5, 35, 42, 1024, BV, digit_size=12), "BV")),
        ("mlp30-32-16-2-row", lambda: row("mlp30-32-16-2-row", Context(5, 40, 50, 1024, HYBRID), "HYBRID")),
        ("lr13-batch", lambda: batch("lr13-batch", W["lr13"], Context(1, 30, 38, 2048, BV), 2048)),
        ("mlp13-16-1-batch", lambda: batch("mlp13-16-1-batch", W["mlp13"], Context(3, 36, 44, 4096, BV, digit_size=12), 4096)),
    ):
        if wanted(task):
            attempt(task, f)
