"""IBM HElayers (pyhelayers): ONNX in, its own optimiser picks library parameters and tile shapes, SEAL underneath.

Choices in its favour: weights in the clear, optimiser told the batch size, its default library (SEAL) or the one named
in HE_CONTEXT, public functions that the optimiser chose (only the needed rotations), models saved and loaded as its
examples do.
"""
import os
import tempfile

import numpy as np
import onnx
import pyhelayers as he
from onnx import TensorProto, helper, numpy_helper

import workload
from bench_common import failed, inference, now, wanted

VERSION = "1.5.5.4"
W, X = workload.build()
CONTEXTS = {"seal": he.SealCkksContext, "openfhe": he.OpenFheCkksContext, "lattigo": he.LattigoContext}


def onnx_mlp(layers, path):
    nodes, init = [], []
    x = "x"
    for i, (w, b) in enumerate(layers):
        init += [
            numpy_helper.from_array(np.ascontiguousarray(w, dtype=np.float32), f"w{i}"),
            numpy_helper.from_array(np.asarray(b, dtype=np.float32), f"b{i}"),
        ]
        last = i == len(layers) - 1
        y = "y" if last else f"h{i}"
        nodes.append(helper.make_node("Gemm", [x, f"w{i}", f"b{i}"], [y], transB=1, name=f"fc{i}"))
        x = y
        if not last:
            nodes.append(helper.make_node("Mul", [y, y], [f"s{i}"], name=f"sq{i}"))
            x = f"s{i}"
    write(nodes, init, [1, layers[0][0].shape[1]], [1, layers[-1][0].shape[0]], path)


def write(nodes, init, shape_in, shape_out, path):
    graph = helper.make_graph(
        nodes, "net", [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape_in)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, shape_out)], init,
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8), path)


def run(task, make, xs, expected, rows=1, library="seal", repeats=30, fraction=25, latency=False):
    path = os.path.join(tempfile.mkdtemp(), "net.onnx")
    make(path)
    hyper = he.PlainModelHyperParams()
    plain = he.PlainModel.create(hyper, [path])
    req = he.HeRunRequirements()
    req.set_he_context_options([CONTEXTS[library]()])
    req.set_model_encrypted(False)
    req.optimize_for_batch_size(rows)
    if fraction:
        req.set_fractional_part_precision(fraction)
        req.set_integer_part_precision(10)
    if latency:  # client, server and 100 Mbit/s both ways, instead of its default target: server time a sample
        req.set_system_spec(1.0, 1.0, 12_500_000, 12_500_000)
        req.set_optimization_target(he.OptimizationTarget.END_TO_END_LATENCY_PER_SAMPLE)
    start = now()
    profile = he.HeModel.compile(plain, req)
    compile_ms = now() - start
    start = now()
    client = he.HeModel.create_context(profile)
    keygen_ms = now() - start
    model = plain.get_empty_he_model(client)
    model.encode(plain, profile)
    io_buffer = model.create_model_io_encoder().save_to_buffer()
    public = client.save_to_buffer()
    model_buffer = model.save_to_buffer()
    server_context = he.load_he_context(public)
    server_model = he.load_he_model(server_context, model_buffer)
    io = he.load_io_encoder(client, io_buffer)
    req_text = profile.get_he_config_requirement()
    params = {
        "library": client.get_library_name(), "slots": client.slot_count(), "security": client.get_security_level(),
        "depth": req_text.multiplication_depth, "integer_bits": req_text.integer_part_precision,
        "fraction_bits": req_text.fractional_part_precision, "tile": str(profile.get_tile_layout())[:80],
        "batch": profile.get_optimal_batch_size(),
    }

    def encrypt(x):
        e = he.EncryptedData(client)
        io.encode_encrypt(e, [x])
        return e

    def server(e):
        r = he.EncryptedData(server_context)
        server_model.predict(r, e)
        return r

    inference(
        "helayers", VERSION, task, params, keygen_ms, len(public), xs, expected, encrypt=encrypt,
        serialise=lambda e: e.save_to_buffer(), load=lambda b: he.load_encrypted_data(server_context, b), server=server,
        save=lambda e: e.save_to_buffer(), load_result=lambda b: he.load_encrypted_data(client, b),
        decrypt=lambda e: io.decrypt_decode_output(e), rows=rows, repeats=repeats,
        note=f"ONNX, own optimiser, target {'end-to-end latency' if latency else 'server time'} ({compile_ms:.0f} ms); eval_key_bytes is its whole public context",
    )


if __name__ == "__main__":
    library = os.environ.get("HE_CONTEXT", "seal")
    x13, x30 = X["x13"], X["x30"]
    one = lambda a, n=40: [r[None] for r in a[:n]]
    plan = [
        ("lr13-row", lambda p: onnx_mlp(W["lr13"], p), one(x13), [r[None] for r in workload.run_dense(W["lr13"], x13)[:40]], 1),
        ("mlp13-16-1-row", lambda p: onnx_mlp(W["mlp13"], p), one(x13), [r[None] for r in workload.run_dense(W["mlp13"], x13)[:40]], 1),
        ("mlp30-32-16-2-row", lambda p: onnx_mlp(W["mlp30"], p), one(x30), [r[None] for r in workload.run_dense(W["mlp30"], x30)[:40]], 1),
        ("lr13-batch", lambda p: onnx_mlp(W["lr13"], p), [x13[:2048]] * 5, [workload.run_dense(W["lr13"], x13[:2048])] * 5, 2048),
        ("mlp13-16-1-batch", lambda p: onnx_mlp(W["mlp13"], p), [x13] * 5, [workload.run_dense(W["mlp13"], x13)] * 5, 4096),
    ]
    for task, make, xs, expected, rows in plan:
        if wanted(task):
            for latency in (False, True) if rows == 1 else (False,):
                try:
                    run(task, make, xs, expected, rows, library, latency=latency)
                except Exception as e:
                    failed("helayers", VERSION, task, repr(e))
