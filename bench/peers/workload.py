"""The one workload that every system runs, from the file that the benchmark wrote ($WORKLOAD)."""

import json
import os

import numpy as np

with open(os.environ["WORKLOAD"]) as file:
    WORKLOAD = json.load(file)


def build():
    """Weights by network, [(out x in, out)], and inputs by width, rows x features."""
    weights = {name: [(np.array(w), np.array(b)) for w, b in layers] for name, layers in WORKLOAD["layers"].items()}
    return weights, {name: np.array(rows) for name, rows in WORKLOAD["inputs"].items()}


def run_dense(layers, x):
    """Clear result: square after every layer but the last. x is rows x features."""
    for i, (weights, bias) in enumerate(layers):
        x = x @ weights.T + bias
        if i < len(layers) - 1:
            x = x * x
    return x


def cases(weights, inputs, count=40):
    """task -> (program, packed inputs, expected)."""
    names = {"lr13-row": ("lr13", "x13"), "mlp13-16-1-row": ("mlp13", "x13"), "mlp30-32-16-2-row": ("mlp30", "x30")}
    return {
        task: (
            WORKLOAD["programs"][task],
            [np.array(x) for x in WORKLOAD["packed"][task][:count]],
            run_dense(weights[network], inputs[rows][:count]),
        )
        for task, (network, rows) in names.items()
    }


def rotations(program):
    return sorted({r for kind, *arg in program["steps"] if kind == "sum" for r in arg[0]})
