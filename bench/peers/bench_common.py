"""Timing and the one output format shared by the Python peers."""
import json
import os
import statistics
import sys
import time

THREADS = int(os.environ.get("OMP_NUM_THREADS", "1"))


def now():
    return time.perf_counter() * 1e3


def once(f):
    t = now()
    r = f()
    return now() - t, r


def repeat(f, n=30, budget_ms=8000, least=5):
    """Times of up to n calls; fewer (but at least `least`) when the budget is spent."""
    f()
    times, start = [], now()
    for _ in range(n):
        times.append(once(f)[0])
        if len(times) >= least and now() - start > budget_ms:
            break
    return times


def med(times):
    return round(statistics.median(times), 4)


def inference(
    peer, version, task, params, keygen_ms, eval_key_bytes, xs, expected, encrypt, serialise, load, server,
    save, decrypt, rows=1, repeats=40, budget_ms=6000, note="", load_result=None, threads=None,
):
    """One whole inference task. Parts: encrypt(x) -> ct; serialise(ct) -> bytes; load(bytes) -> ct;
    server(ct) -> ct; save(ct) -> bytes; load_result(bytes) -> ct (default load); decrypt(ct) -> values."""
    import numpy as np

    load_result = load_result or load
    x0 = xs[0]
    blob = serialise(encrypt(x0))
    ct = load(blob)
    res_blob = save(server(ct))
    res = load_result(res_blob)
    enc = repeat(lambda: encrypt(x0), repeats, budget_ms / 4)
    srv = repeat(lambda: server(ct), repeats, budget_ms)
    wire = repeat(lambda: save(server(load(blob))), repeats, budget_ms)
    dec = repeat(lambda: decrypt(res), repeats, budget_ms / 4)
    total = []
    err = 0.0
    start = now()
    for i, x in enumerate(xs):
        t = now()
        out = decrypt(load_result(save(server(load(serialise(encrypt(x)))))))
        total.append(now() - t)
        err = max(err, float(np.max(np.abs(np.asarray(out, dtype=float) - np.asarray(expected[i], dtype=float)))))
        if i >= 4 and now() - start > budget_ms:
            break
    emit(
        peer=peer, version=version, task=task, threads=threads or THREADS, params=params,
        keygen_ms=round(keygen_ms, 2), eval_key_bytes=eval_key_bytes,
        encrypt_ms=med(enc), encrypt_ms_min=round(min(enc), 4), input_bytes=len(blob),
        server_ms_min=round(min(srv), 4), server_ms_median=med(srv),
        server_wire_ms_min=round(min(wire), 4), server_wire_ms_median=med(wire),
        result_bytes=len(res_blob), decrypt_ms=med(dec), decrypt_ms_min=round(min(dec), 4),
        total_ms_median=med(total), total_ms_min=round(min(total), 4),
        rows=rows, per_row_us=round(1e3 * med(srv) / rows, 3), max_abs_err=err,
        repeats=len(srv), checked=len(total), note=note,
    )


def emit(**row):
    print(json.dumps(row))
    sys.stdout.flush()


def failed(peer, version, task, error):
    emit(peer=peer, version=version, task=task, failed=str(error)[:300])


def wanted(task):
    """Lets a person run some tasks only: TASKS=lr13-row,lr13-batch"""
    chosen = os.environ.get("TASKS")
    return not chosen or task in chosen.split(",")
