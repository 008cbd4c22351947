"""What the browser's modules say of versions, on the same input as ours."""

from typing import Any

from bench import node

_SCRIPT = f"""
import {{ isUnlike, judgements, nearest, position, release, understood }} from "{node.MODULES}/affects/answers.js";
import {{ changes, isBack }} from "{node.MODULES}/affects/upgrade.js";
import {{ compare, place }} from "{node.MODULES}/affects/versions.js";

const {{ answers = [], updates = [], orders = [], typed = [] }} = given;
say({{
  answers: answers.map(({{ table, versions }}) => versions.map((version) => judgements(table, version))),
  known: answers.map(({{ table, versions }}) => versions.map((version) => table.releases && release(table, position(table, version))?.[0])),
  updates: updates.map(({{ table, pairs }}) => pairs.map(([start, end]) => changes(table, start, end))),
  back: updates.map(({{ table, pairs }}) => pairs.map(([start, end]) => isBack(table, start, end))),
  typed: typed.map(({{ table, names, releases, texts }}) => texts.map((text) => {{
    const read = understood(table, text, names);
    return [read, isUnlike(read, releases, table.versioning), nearest(read, releases, table.versioning)];
  }})),
  orders: orders.map(({{ scheme, one, other }}) => {{
    const [here, there] = [place(one, scheme), place(other, scheme)];
    return [here !== null, there !== null, here && there ? Math.sign(compare(here, there)) : 0];
  }}),
}});
"""


def asked(**given: Any) -> dict[str, Any]:
    """What the browser's modules say: to `answers` (tables with versions), `updates` (tables with pairs of versions), `orders` (pairs of a scheme), `typed` (texts)."""
    return dict(node.run(_SCRIPT, given))
