"""The browser's own modules, run by node on the same input as ours."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

MODULES = (Path(__file__).parent.parent / "theme" / "assets" / "tracker").as_uri()
"""Where scripts import them from."""
_SAY = "const say = (said) => process.stdout.write(JSON.stringify(said));"


class FailedScriptError(Exception):
    """A script ended with an exception, which is told."""


def is_here() -> bool:
    return shutil.which("node") is not None


def run(script: str, given: object = None) -> Any:
    """What a module's code says, by `say(value)`, of `given`, which it finds under that name. Both are JSON."""
    found = shutil.which("node")
    if found is None:
        raise FileNotFoundError("node is not installed")
    # JSON is JavaScript, too; a program from standard input may be of any length.
    program = f"const given = {json.dumps(given)};\n{_SAY}\n{script}"
    ran = subprocess.run([found, "--input-type=module", "-"], input=program, capture_output=True, text=True, check=False)  # noqa: S603 - node, on our own script
    if ran.returncode:
        raise FailedScriptError(ran.stderr)
    return json.loads(ran.stdout)
