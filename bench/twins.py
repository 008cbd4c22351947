"""The browser's own modules, run by node on the same input as ours."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

_MODULES = Path(__file__).parent.parent / "theme" / "assets" / "tracker" / "affects"
_SCRIPT = """
import {{ judgements, position, release }} from "{modules}/answers.js";
import {{ changes }} from "{modules}/upgrade.js";
import {{ compare, place }} from "{modules}/versions.js";

let text = "";
for await (const part of process.stdin) text += part;
const {{ answers = [], updates = [], orders = [] }} = JSON.parse(text);
console.log(JSON.stringify({{
  answers: answers.map(({{ table, versions }}) => versions.map((version) => judgements(table, version))),
  known: answers.map(({{ table, versions }}) => versions.map((version) => table.releases && release(table, position(table, version))?.[0])),
  updates: updates.map(({{ table, pairs }}) => pairs.map(([start, end]) => changes(table, start, end))),
  orders: orders.map(({{ scheme, one, other }}) => {{
    const [here, there] = [place(one, scheme), place(other, scheme)];
    return [here !== null, there !== null, here && there ? Math.sign(compare(here, there)) : 0];
  }}),
}}));
"""


def node() -> str | None:
    """Where node is; None where it is not installed."""
    return shutil.which("node")


def asked(**given: Any) -> dict[str, Any]:
    """What the browser's modules say: to `answers` (tables with versions), `updates` (tables with pairs of versions), `orders` (pairs of a scheme)."""
    found = node()
    if found is None:
        raise FileNotFoundError("node is not installed")
    script = _SCRIPT.format(modules=_MODULES.as_uri())
    run = subprocess.run([found, "--input-type=module", "-e", script], input=json.dumps(given), capture_output=True, text=True, check=True)  # noqa: S603 - node, and our own modules
    answer: dict[str, Any] = json.loads(run.stdout)
    return answer
