"""Runs the code cells of a notebook in order, in one namespace, without Jupyter.

    python3 scripts/run-notebook.py examples/scikit-learn.ipynb            fails where a cell fails
    python3 scripts/run-notebook.py examples/scikit-learn.ipynb --write    stores what the cells print, too
"""

import contextlib
import io
import json
import sys
from pathlib import Path


def run(cell, number, namespace):
    """What a cell printed."""
    printed = io.StringIO()
    code = compile("".join(cell["source"]), f"cell {number}", "exec")
    with contextlib.redirect_stdout(printed):
        exec(code, namespace)
    return printed.getvalue()


def main(path, write):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    namespace = {"__name__": "__main__"}
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for number, cell in enumerate(cells, start=1):
        text = run(cell, number, namespace)
        print(f"[{number}] {text}", end="" if text.endswith("\n") else "\n")
        cell["execution_count"] = number
        cell["outputs"] = (
            [{"name": "stdout", "output_type": "stream", "text": text.splitlines(keepends=True)}] if text else []
        )
    if write:
        path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), "--write" in sys.argv[2:])
