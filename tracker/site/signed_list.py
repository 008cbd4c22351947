"""The signed staff list as it is published, and how it stands, for the verify box and for whoever checks it without us."""

from collections.abc import Iterator

from tracker.site import urls
from tracker.site.edition import Edition
from tracker.site.outputs import Document, pretty_json, verbatim


def documents(edition: Edition) -> Iterator[Document]:
    """`verify/signed.json` always; the list, its signature and the key only where they fit the records that are published beside them."""
    found = edition.index.public.signing
    told = {
        "namespace": found.namespace,
        "matches": found.matches,
        "signed_on": found.signed_on,
        "expires": found.expires,
        "fingerprint": found.fingerprint,
        "because": found.fault or None,
    }
    yield Document(file=urls.SIGNED_JSON, render=pretty_json, model=told)
    if found.matches:
        # The namespace is bound to the key: the same key may sign other things, and none of them is a staff list.
        line = f'{found.namespace} namespaces="{found.namespace}" {found.key}\n'
        yield Document(file=urls.SIGNED_LIST, render=verbatim, model=found.content)
        yield Document(file=f"{urls.SIGNED_LIST}.sig", render=verbatim, model=found.signature)
        yield Document(file=urls.ALLOWED_SIGNERS, render=verbatim, model=line.encode())
