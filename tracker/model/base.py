"""What every value read from the store has in common: frozen, no unknown keys; and what every record has: the place it came from."""

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema


def spelt(name: str) -> str:
    """The spelling in the store of a field that Python spells otherwise (`since_`, `none_known`)."""
    return {"none_known": "none-known", "source": "from"}.get(name, name)


STRICT = ConfigDict(extra="forbid", validate_by_name=True, validate_by_alias=True, hide_input_in_errors=True)
"""Unknown keys are refused, because a misspelt key would be silence.

It configures pydantic's dataclasses, too, of which the parts of an issue are made: there are a hundred thousand of them in a large store,
and with slots each takes a fifth of the memory.
"""


class Value(BaseModel):
    """A part of the settings or of a record."""

    model_config = ConfigDict(frozen=True, **STRICT)


class Record(Value):
    """One file of the store."""

    path: SkipJsonSchema[str] = Field(default="", repr=False)
    """Where it was read: relative to the site's folder, or `SOURCE:path` for another source. Set by the store, never typed."""
