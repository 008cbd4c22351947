"""Attachments and photos as they are published: decoded and encoded anew, so that nothing but the picture or the words comes along. Pure."""

import io
import re
import struct
import warnings
from collections.abc import Mapping
from typing import Any

from PIL import Image, ImageCms, ImageOps

from tracker.model.public import Public
from tracker.site.edition import Media

LARGEST = 40_000_000
"""Pixels. A file of a few kilobytes can claim more than memory holds."""
LONGEST_SIDE = 1600
"""Pixels; larger pictures are made smaller."""
LONGEST_TEXT = 1_000_000
"""Bytes."""

_FORMATS = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "webp": "WEBP", "gif": "GIF"}
_TEXTS = frozenset({"txt", "log"})
_SAVED: Mapping[str, Mapping[str, Any]] = {
    "PNG": {"optimize": True},
    "JPEG": {"quality": 85, "optimize": True, "progressive": True},
    "WEBP": {"quality": 85, "method": 4},
    "GIF": {"optimize": True},
}
_KEPT_MODES = {
    "PNG": {"1", "L", "LA", "P", "RGB", "RGBA"},
    "JPEG": {"L", "RGB"},
    "WEBP": {"RGB", "RGBA"},
    "GIF": {"1", "L", "P", "RGB", "RGBA"},
}
_NAME = re.compile(r"attachments(?:/[A-Za-z0-9][A-Za-z0-9._-]*)+", re.ASCII)
_LONGEST_NAME = 150
_UNSHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ufdd0-\ufdef]")
_COLOUR = re.compile(r"\x1b\[[0-9;?]{0,30}[A-Za-z]")
"""How terminals are told to colour what follows; logs are full of it."""
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
_NO_TEXT = 0.1
"""A text in which so much had to be replaced was none."""

_SCRIPTS = "can carry scripts, which would run in the readers' browsers"
_ADVICE = {
    "svg": f"an SVG picture {_SCRIPTS}; export it as PNG",
    "html": f"a page {_SCRIPTS}; attach a screenshot as PNG, or its text as .txt",
    "pdf": f"a PDF {_SCRIPTS}; attach the pages that matter as PNG, or link to it under references",
    "archive": "readers cannot see what is in an archive; attach the file that matters as PNG or .txt",
    "program": "a program must not come from here; link to its download under references",
    "film": "films are not published; attach a picture of the moment as PNG, or link to it under references",
    "picture": "browsers do not all show this kind of picture; save it as PNG or JPEG",
    "text": "it would not be shown as text everywhere; rename it to end in .txt",
}
_KINDS = {
    "html": ("htm", "xhtml", "mhtml"),
    "archive": ("zip", "gz", "tgz", "bz2", "xz", "zst", "7z", "rar", "tar"),
    "program": ("exe", "msi", "dll", "so", "dmg", "pkg", "app", "deb", "rpm", "apk", "jar", "bat", "cmd", "sh", "js", "mjs", "py", "vbs", "scr"),
    "film": ("mp4", "m4v", "mov", "webm", "avi", "mkv", "mp3", "wav", "ogg"),
    "picture": ("bmp", "tif", "tiff", "heic", "heif", "avif", "jxl", "ico", "psd"),
    "text": ("md", "json", "yml", "yaml", "xml", "csv", "tsv", "ini", "cfg", "conf", "out", "trace", "diff", "patch"),
}  # fmt: skip
_KIND_OF = {ending: kind for kind, endings in _KINDS.items() for ending in (kind, *endings)}

_BROKEN = (OSError, ValueError, TypeError, KeyError, IndexError, SyntaxError, EOFError, OverflowError, struct.error)
"""What Pillow raises on files that are not what they claim to be."""


class UnfitMedia(Exception):
    """A file that is not published; the message says why and what to do instead."""


def wanted(public: Public) -> tuple[str, ...]:
    """The files that public records refer to, sorted: attachments of issues, photos of staff."""
    names = {a.file for issue in public.issues for a in issue.attachments}
    names.update(member.photo for member in public.staff if member.photo)
    return tuple(sorted(names))


def prepare(name: str, raw: bytes) -> Media:
    """What is published of a file, named as records name it: `attachments/DEF-0042-dialog.png`. Same bytes in, same bytes out."""
    if not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
        safe = re.sub(r"[^A-Za-z0-9._-]+", "-", name.rpartition("/")[2]).strip("-.") or "picture.png"
        raise UnfitMedia(f"{name!r} is not a safe file name; use letters, digits, hyphens, dots and underscores: attachments/{safe[-60:]}")
    ending = name.rpartition(".")[2].lower()
    if ending in _TEXTS:
        return Media(name, _text(name, raw))
    if ending in _FORMATS:
        return _picture(name, raw, _FORMATS[ending])
    advice = _ADVICE.get(_KIND_OF.get(ending, ending))
    raise UnfitMedia(f"{name!r} is not published: {advice or 'only PNG, JPEG, WebP, GIF, .txt and .log are; save it as one of these'}")


def _text(name: str, raw: bytes) -> bytes:
    if len(raw) > LONGEST_TEXT:
        raise UnfitMedia(
            f"{name!r} has {len(raw) / 1e6:.1f} MB, and texts are published up to {LONGEST_TEXT / 1e6:.0f} MB; keep the lines that matter"
        )
    encoding = next((encoding for mark, encoding in _MARKS if raw.startswith(mark)), "utf-8")
    words = _COLOUR.sub("", raw.decode(encoding, "replace").replace("\r\n", "\n").replace("\r", "\n"))
    words = _UNSHOWN.sub("\ufffd", words)
    if words.count("\ufffd") > max(_NO_TEXT * len(words), 1):
        raise UnfitMedia(f"{name!r} is not text, whatever its name says; save it as UTF-8 text, or take a screenshot as PNG")
    return words.encode("utf-8", "replace")


def _picture(name: str, raw: bytes, wanted_format: str) -> Media:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = _decoded(name, raw, wanted_format)
            return _encoded(name, picture, wanted_format)
    except Image.DecompressionBombError:
        raise _too_large(name, "far more") from None
    except _BROKEN:
        raise UnfitMedia(
            f"{name!r} cannot be read as a picture; it may be damaged: open it in an image editor and export it anew as {wanted_format}"
        ) from None


def _too_large(name: str, pixels: str) -> UnfitMedia:
    return UnfitMedia(f"{name!r} has {pixels} pixels, and pictures are published up to {LARGEST:,}; make it smaller: {LONGEST_SIDE} a side is enough")


def _decoded(name: str, raw: bytes, wanted_format: str) -> Image.Image:
    """The first frame, upright, in sRGB, not larger than it is shown."""
    opened = Image.open(io.BytesIO(raw), formats=sorted({*_FORMATS.values()}))
    found = "JPEG" if opened.format == "MPO" else opened.format
    if found != wanted_format:
        raise UnfitMedia(f"{name!r} holds a {found} picture; rename it to end in .{str(found).lower()}, or save it as {wanted_format}")
    if opened.width * opened.height > LARGEST:
        raise _too_large(name, f"{opened.width * opened.height:,}")
    profile = opened.info.get("icc_profile")
    opened.draft("RGB" if opened.mode == "RGB" else None, (LONGEST_SIDE, LONGEST_SIDE))
    opened.load()
    is_large = max(opened.size) > LONGEST_SIDE
    picture = _plain(opened, needs_colour=is_large or profile is not None)
    if is_large:
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return _in_srgb(ImageOps.exif_transpose(picture), profile)


def _plain(opened: Image.Image, *, needs_colour: bool) -> Image.Image:
    """Eight bits a channel; with transparency as a channel; without a palette where colours are about to be reckoned with."""
    if opened.mode.startswith("I"):
        return opened.point(lambda value: value * (1 / 256)).convert("L")
    if "transparency" in opened.info or opened.mode in {"PA", "RGBa", "La"}:
        return opened.convert("RGBA")
    return opened.convert("RGB") if needs_colour and opened.mode in {"1", "P"} else opened


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours as browsers show them without a profile. A profile that cannot be used is left out of account."""
    if not profile:
        return picture
    alpha = picture.getchannel("A") if picture.mode in {"LA", "RGBA"} else None
    colours = picture.convert("L" if picture.mode == "LA" else "RGB") if alpha else picture
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        made = ImageCms.profileToProfile(colours, given, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    if made is None:
        return picture
    if alpha:
        made.putalpha(alpha)
    return made


def _encoded(name: str, picture: Image.Image, wanted_format: str) -> Media:
    if picture.mode not in _KEPT_MODES[wanted_format]:
        picture = picture.convert("RGBA" if "A" in picture.mode and "RGBA" in _KEPT_MODES[wanted_format] else "RGB")
    bare = picture.copy()
    bare.info.clear()
    target = io.BytesIO()
    bare.save(target, wanted_format, **_SAVED[wanted_format])
    return Media(name, target.getvalue(), *bare.size)
