"""Trains a small PyTorch network on the heart data and exports it to ONNX.

  pip install torch==2.15.0 onnx==1.23.2 numpy
  python train.py [FOLDER]      writes model.onnx, test.csv and report.json, beside this file if no folder is named
"""
import json
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn

HERE = Path(__file__).resolve().parent
SEED = 7

lines = (HERE / "../../data/heart-disease.csv").read_text().split()
table = np.genfromtxt(lines[1:], delimiter=",", dtype=np.float32)
rows = np.flatnonzero(~np.isnan(table).any(axis=1))  # the six rows with a missing value are left out
rng = np.random.default_rng(SEED)
order = rng.permutation(rows)
train, test = np.sort(order[:207]), np.sort(order[207:])
x, y = torch.tensor(table[train, :-1]), torch.tensor(table[train, -1:])


class HeartNet(nn.Module):
    """13 numbers, 12 SiLU units, one logit; standardised inside, so that it takes rows as they are."""

    def __init__(self, x):
        super().__init__()
        self.register_buffer("mean", x.mean(0))
        self.register_buffer("scale", x.std(0))
        self.hidden = nn.Linear(13, 12)
        self.last = nn.Linear(12, 1)

    def logit(self, x):
        return self.last(nn.functional.silu(self.hidden((x - self.mean) / self.scale)))

    def forward(self, x):
        p = torch.sigmoid(self.logit(x))
        probabilities = torch.cat([1 - p, p], dim=1)
        return probabilities.argmax(dim=1), probabilities


torch.manual_seed(SEED)
torch.use_deterministic_algorithms(True)
net = HeartNet(x)
optimizer = torch.optim.AdamW(net.parameters(), lr=0.01, weight_decay=2)
for _ in range(30):
    for batch in torch.randperm(len(x)).split(32):
        optimizer.zero_grad()
        nn.functional.binary_cross_entropy_with_logits(net.logit(x[batch]), y[batch]).backward()
        optimizer.step()

net.eval()
with torch.no_grad():
    label, probabilities = net(torch.tensor(table[test, :-1]))
p, truth = probabilities[:, 1].double().numpy(), table[test, -1]
area = np.mean([(a > b) + 0.5 * (a == b) for a in p[truth == 1] for b in p[truth == 0]])

out = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
torch.onnx.export(net, (x[:2],), out / "model.onnx", dynamo=False, opset_version=17, input_names=["patient"],
                  output_names=["label", "probabilities"], dynamic_axes={name: {0: "rows"} for name in ("patient", "label", "probabilities")})
(out / "test.csv").write_text("\n".join([lines[0], *(lines[1 + row] for row in test)]) + "\n")
(out / "report.json").write_text(json.dumps({
    "source": f"torch {torch.__version__.split('+')[0]}",
    "rows": {"train": len(train), "test": len(test)},
    "onTest": {"accuracy": float(np.mean(label.numpy() == truth)), "rocAuc": float(area),
               "logLoss": float(-np.mean(np.log(np.where(truth == 1, p, 1 - p))))},
}, indent=2) + "\n")
