"""What every value read from the store has in common: frozen, no unknown keys; and what every record has: the place it came from."""

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema


def spelt(name: str) -> str:
    """The spelling in the store of a field that Python spells otherwise (`since_`, `none_known`)."""
    return {"none_known": "none-known", "source": "from"}.get(name, name)


class Value(BaseModel):
    """A part of a record. Unknown keys are refused, because a misspelt key would be silence."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True, hide_input_in_errors=True)


class Record(Value):
    """One file of the store."""

    path: SkipJsonSchema[str] = Field(default="", repr=False)
    """Where it was read: relative to the site's folder, or `SOURCE:path` for another source. Set by the store, never typed."""
