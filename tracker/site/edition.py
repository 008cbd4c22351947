"""One edition of the site: everything that pages, feeds and the API are made from. A value."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tracker.model.site import Site
from tracker.views.index import Index


@dataclass(frozen=True, slots=True)
class Media:
    """A published attachment or photo, cleaned and measured."""

    path: str
    """Below the site's root: `attachments/DEF-0042-dialog.png`."""
    content: bytes = field(repr=False)
    width: int | None = None
    """Pixels; None for what is no picture."""
    height: int | None = None

    @property
    def is_picture(self) -> bool:
        return self.width is not None


@dataclass(frozen=True)
class Edition:
    site: Site
    index: Index
    media: Mapping[str, Media] = field(default_factory=dict)
    """By the name that records use: `attachments/DEF-0042-dialog.png`."""
