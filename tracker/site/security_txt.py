"""Where a security hole is reported, for programs: `/.well-known/security.txt` (RFC 9116). Its expiry moves on with every day on which the site is built."""

from collections.abc import Iterator
from datetime import timedelta

from tracker.site import urls
from tracker.site.edition import Edition
from tracker.site.outputs import Document, verbatim

VALID = timedelta(days=30)
"""A site that nobody builds for so long does not vouch for the contact any more. The RFC asks for less than a year."""


def documents(edition: Edition) -> Iterator[Document]:
    """Nothing where no contact is given, or one that the RFC does not allow: plain http."""
    organisation = edition.index.public.organisation
    if not organisation.security or not organisation.security.startswith(("https://", "mailto:")):
        return
    fields = [
        ("Contact", organisation.security),
        ("Expires", f"{(edition.index.today + VALID).isoformat()}T00:00:00Z"),
        ("Canonical", edition.site.url + urls.SECURITY_TXT),
    ]
    if organisation.security_policy:
        fields.append(("Policy", organisation.security_policy))
    if organisation.security_languages:
        fields.append(("Preferred-Languages", ", ".join(organisation.security_languages)))
    text = "".join(f"{name}: {value}\n" for name, value in fields if name != "Canonical" or value.startswith("https://"))
    yield Document(file=urls.SECURITY_TXT, render=verbatim, model=text.encode())
