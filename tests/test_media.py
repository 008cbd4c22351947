"""Attachments: what is published is the picture or the words, and nothing that came along with them."""

import io
import random
import struct
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from editions import ROOT, example
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageOps

from tracker.model.issue import Defect
from tracker.model.settings import Settings
from tracker.model.staff import StaffMember
from tracker.model.tracker import Origin, Tracker
from tracker.site import media
from tracker.site.media import UnfitMedia, prepare, wanted
from tracker.views.publication import publish

SECRET = b"Taken by Ada at 51.5 N 0.1 W"
ENDINGS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp", "GIF": "gif"}


def picture(mode="RGB", size=(64, 48)):
    """A picture whose corners differ, so that one sees how it was turned."""
    made_ = ImageOps.colorize(Image.linear_gradient("L").resize(size), "navy", "gold")
    made_.paste("red", (0, 0, size[0] // 4, size[1] // 4))
    return made_.convert(mode)


def encoded(image, kind="PNG", **options):
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def exif(orientation=1):
    found = Image.Exif()
    found[0x0112] = orientation
    found[0x010E] = SECRET.decode()
    found.get_ifd(0x8825)[1] = "N"
    return found


def opened(published):
    return Image.open(io.BytesIO(published.content))


def refusal(name, raw):
    with pytest.raises(UnfitMedia) as caught:
        prepare(name, raw)
    return str(caught.value)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_stand_upright_and_carry_no_metadata(kind, orientation):
    image = picture()
    published = prepare(f"attachments/a.{ENDINGS[kind]}", encoded(image, kind, exif=exif(orientation)))
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(encoded(image, kind, exif=exif(orientation)))))
    assert (published.width, published.height) == upright.size == opened(published).size
    assert SECRET not in published.content
    assert not opened(published).getexif()
    found = opened(published).convert("RGB").resize((8, 8))
    difference = max(abs(a - b) for a, b in zip(found.tobytes(), upright.convert("RGB").resize((8, 8)).tobytes(), strict=True))
    assert difference < 40


def chunks(png):
    at, found = 8, []
    while at < len(png):
        length = struct.unpack(">I", png[at : at + 4])[0]
        found.append(png[at + 4 : at + 8])
        at += length + 12
    return found


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_png_is_header_colours_and_pixels_only(mode):
    image = Image.new("I;16", (9, 7), 40_000) if mode == "I;16" else picture(mode)
    raw = encoded(image)
    raw = raw[:33] + chunk(b"tEXt", b"Comment\0" + SECRET) + chunk(b"tIME", b"\x07\xea\1\1\0\0\0") + raw[33:] + SECRET
    published = prepare("attachments/a.png", raw)
    assert set(chunks(published.content)) <= {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
    assert SECRET not in published.content
    if mode == "I;16":
        assert opened(published).getpixel((0, 0)) == 156


def test_a_jpeg_has_no_segments_beside_the_picture():
    raw = encoded(picture(), "JPEG", comment=SECRET, exif=exif(), dpi=(300, 300))
    raw = raw[:2] + b"\xff\xe1" + struct.pack(">H", len(SECRET) + 2) + SECRET + raw[2:] + SECRET
    content = prepare("attachments/a.jpg", raw).content
    assert SECRET not in content
    at, found = 2, []
    while content[at + 1] != 0xDA:
        found.append(content[at + 1])
        at += 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
    assert {n for n in found if n >= 0xE0} == {0xE0}  # JFIF, and no EXIF, XMP, colour profile or comment


def test_a_webp_has_no_chunks_beside_the_picture():
    content = prepare("attachments/a.webp", encoded(picture("RGBA"), "WEBP", exif=exif(), xmp=SECRET)).content
    assert SECRET not in content
    assert not {b"EXIF", b"XMP ", b"ICCP"} & {content[n : n + 4] for n in range(len(content))}


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_of_a_moving_picture_the_first_frame_is_published(kind):
    raw = encoded(Image.new("RGB", (20, 20), "lime"), kind, save_all=True, append_images=[Image.new("RGB", (20, 20), "red")], duration=100)
    published = prepare(f"attachments/a.{ENDINGS[kind]}", raw)
    assert getattr(opened(published), "n_frames", 1) == 1
    red, green, blue = opened(published).convert("RGB").getpixel((9, 9))
    assert (red < 10, green > 245, blue < 10) == (True, True, True)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_transparency_stays(kind):
    image = Image.new("RGBA", (20, 20), (255, 0, 0, 255))
    image.paste((0, 0, 0, 0), (0, 0, 10, 20))
    raw = encoded(image if kind != "GIF" else image.convert("P"), kind, **({"transparency": 0} if kind == "GIF" else {}))
    expected = Image.open(io.BytesIO(raw)).convert("RGBA")
    found = opened(prepare(f"attachments/a.{ENDINGS[kind]}", raw)).convert("RGBA")
    assert [found.getpixel((n, 5))[3] for n in (2, 17)] == [expected.getpixel((n, 5))[3] for n in (2, 17)]


def test_a_picture_on_a_palette_with_one_transparent_colour_keeps_it():
    image = Image.new("P", (4, 4), 1)
    image.putpalette([0, 0, 0, 255, 0, 0])
    found = opened(prepare("attachments/a.png", encoded(image, transparency=1))).convert("RGBA")
    assert found.getpixel((0, 0))[3] == 0


def test_colours_are_turned_into_those_that_browsers_assume():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    same = opened(prepare("attachments/a.png", encoded(picture(), icc_profile=srgb)))
    assert "icc_profile" not in same.info
    assert same.convert("RGB").getpixel((1, 1)) == (255, 0, 0)
    unfit = opened(prepare("attachments/a.png", encoded(picture(), icc_profile=profile.tobytes())))
    assert "icc_profile" not in unfit.info
    broken = opened(prepare("attachments/a.png", encoded(picture("RGBA"), icc_profile=b"no profile")))
    assert broken.getpixel((1, 1)) == (255, 0, 0, 255)


def test_alpha_passes_the_colour_change():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = Image.new("RGBA", (4, 4), (10, 200, 30, 77))
    assert opened(prepare("attachments/a.png", encoded(image, icc_profile=srgb))).getpixel((0, 0)) == (10, 200, 30, 77)


def test_a_jpeg_for_print_is_turned_into_one_for_screens():
    assert opened(prepare("attachments/a.jpg", encoded(picture("CMYK"), "JPEG"))).mode == "RGB"


@pytest.mark.parametrize(
    ("size", "shown"), [((4000, 1000), (1600, 400)), ((1000, 3200), (500, 1600)), ((1600, 1600), (1600, 1600)), ((9000, 1), (1600, 1))]
)
def test_pictures_are_as_large_as_they_are_shown(size, shown):
    published = prepare("attachments/a.png", encoded(Image.new("P", size)))
    assert (published.width, published.height) == shown
    published = prepare("attachments/a.jpeg", encoded(Image.new("RGB", size), "JPEG"))
    assert (published.width, published.height) == shown


def test_a_turned_picture_is_measured_as_it_is_seen():
    published = prepare("attachments/a.jpg", encoded(Image.new("RGB", (3000, 1500)), "JPEG", exif=exif(6)))
    assert (published.width, published.height) == (800, 1600)


def bomb(width, height):
    """A PNG of some bytes that says it is enormous."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


def test_a_picture_that_claims_more_than_memory_holds_is_refused():
    assert refusal("attachments/a.png", bomb(10_000, 5_000)) == (
        "'attachments/a.png' has 50,000,000 pixels, and pictures are published up to 40,000,000; make it smaller: 1600 a side is enough"
    )
    assert refusal("attachments/a.png", bomb(60_000, 60_000)) == (
        "'attachments/a.png' has far more pixels, and pictures are published up to 40,000,000; make it smaller: 1600 a side is enough"
    )


@pytest.mark.parametrize("kind", ENDINGS)
def test_same_bytes_in_same_bytes_out(kind):
    raw = encoded(picture(), kind)
    name = f"attachments/a.{ENDINGS[kind]}"
    assert prepare(name, raw) == prepare(name, raw)


def test_what_is_published_can_be_published_again():
    once = prepare("attachments/a.png", encoded(picture("P")))
    assert prepare("attachments/a.png", once.content) == once


def test_a_picture_of_another_kind_than_its_name_says_is_refused():
    assert refusal("attachments/a.png", encoded(picture(), "JPEG")) == (
        "'attachments/a.png' holds a JPEG picture; rename it to end in .jpeg, or save it as PNG"
    )


@pytest.mark.parametrize(
    "raw", [b"", b"x", b"<svg onload=alert(1)>", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n", encoded(picture())[:80], b"GIF89a", b"BM" + b"\0" * 60]
)
def test_what_is_no_picture_is_refused(raw):
    assert refusal("attachments/a.png", raw) == (
        "'attachments/a.png' cannot be read as a picture; it may be damaged: open it in an image editor and export it anew as PNG"
    )


SEEDS = [
    (ENDINGS[kind], encoded(picture(mode, (20, 16)), kind))
    for kind, modes in {"PNG": ("P", "RGBA", "1"), "JPEG": ("RGB", "L"), "WEBP": ("RGB",), "GIF": ("P",)}.items()
    for mode in modes
]


@given(st.sampled_from(SEEDS), st.integers(0, 10**9))
@settings(max_examples=400)
def test_a_damaged_picture_is_published_or_refused_and_nothing_else(seed, number):
    ending, raw = seed
    rng = random.Random(number)  # noqa: S311 - damage, not a secret
    damaged = bytearray(raw)
    for _ in range(rng.choice((1, 2, 8))):
        at = rng.randrange(len(damaged))
        damaged[at : at + rng.choice((0, 1, 4))] = rng.randbytes(rng.choice((0, 1, 4)))
        damaged = damaged or bytearray(b"x")
    try:
        assert prepare(f"attachments/a.{ending}", bytes(damaged)).is_picture
    except UnfitMedia as refused:
        assert "attachments/a." in str(refused)  # noqa: PT017 - either is right


@pytest.mark.parametrize(
    ("ending", "advice"),
    [
        ("svg", "an SVG picture can carry scripts, which would run in the readers' browsers; export it as PNG"),
        ("htm", "a page can carry scripts, which would run in the readers' browsers; attach a screenshot as PNG, or its text as .txt"),
        (
            "pdf",
            "a PDF can carry scripts, which would run in the readers' browsers; attach the pages that matter as PNG, or link to it under references",
        ),
        ("zip", "readers cannot see what is in an archive; attach the file that matters as PNG or .txt"),
        ("exe", "a program must not come from here; link to its download under references"),
        ("mp4", "films are not published; attach a picture of the moment as PNG, or link to it under references"),
        ("HEIC", "browsers do not all show this kind of picture; save it as PNG or JPEG"),
        ("json", "it would not be shown as text everywhere; rename it to end in .txt"),
        ("xyz", "only PNG, JPEG, WebP, GIF, .txt and .log are; save it as one of these"),
    ],
)
def test_everything_else_is_refused_with_advice(ending, advice):
    assert refusal(f"attachments/a.{ending}", b"x") == f"'attachments/a.{ending}' is not published: {advice}"


@pytest.mark.parametrize(
    ("name", "better"),
    [
        ("attachments/../tracker.yml", "attachments/tracker.yml"),
        ("attachments//etc/passwd", "attachments/passwd"),
        ("/etc/passwd.png", "attachments/passwd.png"),
        ("attachments/.hidden.png", "attachments/hidden.png"),
        ("attachments/a b.png", "attachments/a-b.png"),
        ("attachments/a\u202egnp.exe.png", "attachments/a-gnp.exe.png"),
        ("attachments/a.png\n", "attachments/a.png"),
        ("attachments/ä.png", "attachments/png"),
        ("attachments/a%2e.png", "attachments/a-2e.png"),
        ("photo.png", "attachments/photo.png"),
        ("attachments/", "attachments/picture.png"),
        ("attachments/" + "a" * 200 + ".png", "attachments/" + "a" * 56 + ".png"),
    ],
)
def test_names_are_safe_everywhere(name, better):
    assert refusal(name, encoded(picture())) == f"{name!r} is not a safe file name; use letters, digits, hyphens, dots and underscores: {better}"


def test_attachments_may_lie_in_folders():
    assert prepare("attachments/2026/DEF-1_a.PNG", encoded(picture())).path == "attachments/2026/DEF-1_a.PNG"


@pytest.mark.parametrize(
    ("raw", "published"),
    [
        (b"one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        ("\ufeffé".encode(), "é"),
        ("é\r\n".encode("utf-16"), "é\n"),
        (b"a long line of a log, with one \xff byte that is wrong", "a long line of a log, with one \ufffd byte that is wrong"),
        (b"\x1b[31mERROR\x1b[0m it failed", "ERROR it failed"),
        (b"a bell\x07 rings and\ttabs stay", "a bell\ufffd rings and\ttabs stay"),
        ("turned \u202eround as if by magic".encode(), "turned \ufffdround as if by magic"),
        (b"", ""),
        (b"<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_texts_are_published_as_utf8_without_characters_that_act(raw, published):
    for ending in ("txt", "log"):
        found = prepare(f"attachments/a.{ending}", raw)
        assert found.content.decode() == published
        assert not found.is_picture


def test_texts_are_limited_in_size():
    assert len(prepare("attachments/a.txt", b"x" * 1_000_000).content) == 1_000_000
    assert refusal("attachments/a.txt", b"x" * 1_250_000) == (
        "'attachments/a.txt' has 1.2 MB, and texts are published up to 1 MB; keep the lines that matter"
    )


@pytest.mark.parametrize("raw", [encoded(picture()), b"\x7fELF" + bytes(range(256)) * 4, b"\xff\xfe" + b"\xd8" * 101, b"\0" * 10])
def test_a_text_that_is_none_is_refused(raw):
    assert refusal("attachments/a.log", raw) == (
        "'attachments/a.log' is not text, whatever its name says; save it as UTF-8 text, or take a screenshot as PNG"
    )


@given(st.binary(max_size=300))
def test_any_bytes_are_a_text_or_none(raw):
    try:
        found = prepare("attachments/a.txt", raw).content.decode()
    except UnfitMedia:
        return
    assert not media._UNSHOWN.search(found)


def test_the_files_of_public_records_are_published():
    public = example().index.public
    assert set(wanted(public)) == {p.relative_to(ROOT / "content").as_posix() for p in (ROOT / "content/attachments").iterdir()}
    assert list(wanted(public)) == sorted(wanted(public))


def test_a_further_source_cannot_have_our_files_published():
    """What a record of another source attaches lies there, if anywhere: ours of the same name stays unpublished."""
    given = {
        "title": "A",
        "status": "confirmed",
        "severity": "minor",
        "product": "app",
        "opened": "2026-01-05",
        "attachments": [{"file": "attachments/secret.png", "alt": "A"}],
    }
    issue = Defect.model_validate({**given, "id": "DEF-1", "path": "theirs:DEF-1.yml"})
    person = StaffMember.model_validate({"id": "ada", "name": "Ada", "photo": "attachments/ada.png", "path": "theirs:ada.yml"})
    company = Settings.model_validate({"organisation": {"name": "A", "url": "https://a.example/"}})
    for is_own, files in ((True, ("attachments/ada.png", "attachments/secret.png")), (False, ())):
        origins = {path: Origin(is_own=is_own) for path in (issue.path, person.path)}
        public = publish(Tracker(company, issues=(issue,), staff=(person,), origins=origins), datetime(2026, 11, 23, tzinfo=UTC))
        assert wanted(public) == files


def test_the_example_pictures_do_not_grow():
    for path in sorted(Path(ROOT / "content/attachments").iterdir()):
        raw = path.read_bytes()
        assert len(prepare(f"attachments/{path.name}", raw).content) <= len(raw)
