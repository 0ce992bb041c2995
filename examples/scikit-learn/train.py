"""Trains a scikit-learn pipeline on the heart data and exports it with skl2onnx.

  pip install -r requirements.txt
  python train.py [FOLDER]      writes model.onnx, test.csv and report.json, beside this file if no folder is named
"""
import json
import os
import sys
from pathlib import Path

if os.environ.get("PYTHONHASHSEED") != "0":  # skl2onnx orders some nodes by hash
    os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "PYTHONHASHSEED": "0"})

import numpy as np
import skl2onnx
import sklearn
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, log_loss, roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

HERE = Path(__file__).resolve().parent
SEED = 7

lines = (HERE / "../../data/heart-disease.csv").read_text().split()
names = lines[0].split(",")[:-1]
table = np.genfromtxt(lines[1:], delimiter=",", dtype=np.float32)
x, y = table[:, :-1], table[:, -1].astype(int)
codes = [names.index(name) for name in ("cp", "restecg", "slope", "thal")]
numbers = [i for i in range(len(names)) if i not in codes]

model = Pipeline([
    ("columns", ColumnTransformer([
        ("numbers", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numbers),
        ("codes", make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore")), codes)])),
    ("classifier", LogisticRegression(C=0.3, max_iter=1000))])

train, test = train_test_split(np.arange(len(y)), test_size=0.3, stratify=y, random_state=SEED)
train.sort(), test.sort()
model.fit(x[train], y[train])
p = model.predict_proba(x[test])[:, 1]

out = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
onnx = skl2onnx.to_onnx(model, x[:1], options={"zipmap": False}, target_opset=17)
(out / "model.onnx").write_bytes(onnx.SerializeToString())
(out / "test.csv").write_text("\n".join([lines[0], *(lines[1 + row] for row in test)]) + "\n")
(out / "report.json").write_text(json.dumps({
    "source": f"scikit-learn {sklearn.__version__}, skl2onnx {skl2onnx.__version__}",
    "rows": {"train": len(train), "test": len(test)},
    "onTest": {"accuracy": accuracy_score(y[test], p >= 0.5), "rocAuc": roc_auc_score(y[test], p), "logLoss": log_loss(y[test], p)},
}, indent=2) + "\n")
