"""A fictional company: products with their releases, and staff who come and go. Issues are elsewhere."""

from datetime import date, timedelta
from random import Random

from bench.records import STABLE, Account, Company, Product, Release, Staff

FIRST_RELEASE = date(2021, 10, 4)
FIRST_ISSUE = date(2022, 1, 10)
LAST_ISSUE = date(2025, 12, 15)
LAST_DAY = date(2025, 12, 31)
"""Nothing in a generated store is later than this, whenever it is generated."""

RELEASES = 20

_PRODUCTS = (
    ("desktop", "Meridian Desktop", ("sync-engine", "ui", "export", "installer", "search", "sharing")),
    ("mobile", "Meridian Mobile", ("camera-upload", "offline", "notifications", "ui", "login", "widgets")),
    ("cloud-api", "Meridian Cloud API", ("auth", "webhooks", "quota", "storage", "admin", "billing")),
)
_PEOPLE = (
    ("Ada Lovelace", "Support engineer", "Support EMEA"),
    ("Grace Hopper", "Head of support", "Support Americas"),
    ("Katherine Johnson", "Support engineer", "Support Americas"),
    ("Radia Perlman", "Network engineer", "Cloud"),
    ("Barbara Liskov", "Principal engineer", "Desktop"),
    ("Hedy Lamarr", "Mobile engineer", "Mobile"),
    ("Alan Turing", "Support engineer", "Support EMEA"),
    ("Edsger Dijkstra", "Engineer", "Desktop"),
    ("Annie Easley", "Engineer", "Cloud"),
    ("Mary Jackson", "Documentation", "Support Americas"),
)
_LEAVERS = {"alan-turing": date(2024, 5, 31), "edsger-dijkstra": date(2025, 3, 14)}
_ZONES = ("Europe/London", "America/New_York", "Asia/Tokyo", "Europe/Berlin")


def company(rng: Random) -> Company:
    """Three products of about six components and twenty releases each; a dozen staff, two of whom have left."""
    return Company(tuple(_product(rng, *one) for one in _PRODUCTS), (*_people(rng), *_desks(rng)))


def _product(rng: Random, name: str, title: str, components: tuple[str, ...]) -> Product:
    """Versions rise with their dates; a beta stands before each new major."""
    major, minor, patch = 1, 0, 0
    day = FIRST_RELEASE + timedelta(days=rng.randrange(20))
    releases = []
    for _ in range(RELEASES):
        releases.append(Release(f"{major}.{minor}.{patch}", day, STABLE))
        day += timedelta(days=rng.randint(45, 95))
        step = rng.choices(("major", "minor", "patch"), weights=(12, 58, 30))[0]
        if step == "major":
            major, minor, patch = major + 1, 0, 0
            releases.append(Release(f"{major}.0.0-beta.1", day - timedelta(days=21), "beta"))
        elif step == "minor":
            minor, patch = minor + 1, 0
        else:
            patch += 1
    published = tuple(release for release in releases if release.date <= LAST_DAY)
    return Product(name, title, components, published, f"{major}.{minor + 1}.0")


def _people(rng: Random) -> list[Staff]:
    people = []
    for number, (name, title, team) in enumerate(_PEOPLE):
        staff_id = name.lower().replace(" ", "-")
        since = FIRST_RELEASE - timedelta(days=rng.randint(30, 900))
        colleague = "grace-hopper" if staff_id != "grace-hopper" else "ada-lovelace"
        until = _LEAVERS.get(staff_id)
        checked = (until or LAST_DAY) - timedelta(days=rng.randint(10, 80))
        handle = f"{name.split()[0]}AtMeridian"
        accounts = (
            Account("x", handle, str(rng.randrange(10**12, 10**13)), colleague, checked),
            Account("github", f"{staff_id}-meridian", str(rng.randrange(10**5, 10**8))),
        )
        zone = _ZONES[number % len(_ZONES)]
        people.append(Staff(staff_id, name, "person", title, team, since, until, zone, ("en", "fr")[: 1 + number % 2], accounts))
    return people


def _desks(rng: Random) -> list[Staff]:
    desk = Account("x", "MeridianSupport", str(rng.randrange(10**12, 10**13)), "grace-hopper", LAST_DAY - timedelta(days=30))
    bot = Account("github", "meridian-bot", str(rng.randrange(10**5, 10**8)))
    since = FIRST_RELEASE - timedelta(days=1000)
    return [
        Staff(
            "support-desk",
            "Meridian Support",
            "role",
            "Support desk",
            "Support EMEA",
            since,
            None,
            _ZONES[0],
            ("en",),
            (desk, Account("phone", "+44 20 7946 0018"), Account("email", "help@meridian.example")),
        ),
        Staff(
            "meridian-bot",
            "Meridian Bot",
            "bot",
            "Release announcements",
            "Cloud",
            since,
            None,
            _ZONES[0],
            ("en",),
            (bot,),
        ),
    ]
