"""SSH signatures, as `ssh-keygen -Y sign` makes them (https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.sshsig), read and checked. Pure."""

import base64
import binascii
import hashlib
import re
import struct
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import load_ssh_public_key

_ARMOUR = re.compile(r"\s*-----BEGIN SSH SIGNATURE-----\s+([A-Za-z0-9+/=\s]+?)\s*-----END SSH SIGNATURE-----\s*")
_MAGIC = b"SSHSIG"
_HASHES = {"sha256": hashlib.sha256, "sha512": hashlib.sha512}
_CURVES = {
    b"ecdsa-sha2-nistp256": hashes.SHA256(),
    b"ecdsa-sha2-nistp384": hashes.SHA384(),
    b"ecdsa-sha2-nistp521": hashes.SHA512(),
}
_RSA = {b"rsa-sha2-256": hashes.SHA256(), b"rsa-sha2-512": hashes.SHA512()}
_TOKEN = b"sk-ssh-ed25519@openssh.com"
"""A key that lives in a token and signs when it is touched."""


class NoSignature(Exception):
    """What was given is no signature, or none that can be checked."""


class _Fields:
    """The parts of a binary text, each with its length before it (RFC 4251, section 5)."""

    def __init__(self, raw: bytes) -> None:
        self.rest = raw

    def take(self, count: int) -> bytes:
        if len(self.rest) < count:
            raise NoSignature("the signature or its key is cut short")
        taken, self.rest = self.rest[:count], self.rest[count:]
        return taken

    def number(self) -> int:
        found: int = struct.unpack(">I", self.take(4))[0]
        return found

    def text(self) -> bytes:
        return self.take(self.number())


@dataclass(frozen=True, slots=True)
class Key:
    """A public key."""

    blob: bytes

    @property
    def kind(self) -> str:
        return _Fields(self.blob).text().decode("ascii", "replace")

    @property
    def fingerprint(self) -> str:
        """As `ssh-keygen -l` tells it."""
        return "SHA256:" + base64.b64encode(hashlib.sha256(self.blob).digest()).decode().rstrip("=")

    @property
    def line(self) -> str:
        """As it stands in a .pub file, without the comment."""
        return f"{self.kind} {base64.b64encode(self.blob).decode()}"


@dataclass(frozen=True, slots=True)
class SshSignature:
    key: Key
    namespace: str
    reserved: bytes
    hash_name: str
    signature: bytes

    def is_over(self, message: bytes) -> bool:
        """The key has signed exactly this, for this purpose."""
        made = _HASHES[self.hash_name](message).digest()
        parts = (self.namespace.encode(), self.reserved, self.hash_name.encode(), made)
        signed = _MAGIC + b"".join(struct.pack(">I", len(part)) + part for part in parts)
        try:
            return _verified(self.key, self.signature, signed)
        except (InvalidSignature, UnsupportedAlgorithm, ValueError, NoSignature):
            return False


def parse_key(text: str) -> Key | None:
    """The key of a line of a .pub file; None where it is none."""
    words = text.split()
    try:
        key = Key(base64.b64decode(words[1], validate=True))
        return key if key.kind == words[0] else None
    except (IndexError, binascii.Error, NoSignature):
        return None


def parse_signature(raw: bytes) -> SshSignature:
    """The signature in a .sig file. Raises `NoSignature`."""
    found = _ARMOUR.fullmatch(raw.decode("ascii", "replace"))
    if not found:
        raise NoSignature("the signature is no SSH signature")
    try:
        fields = _Fields(base64.b64decode("".join(found[1].split()), validate=True))
    except binascii.Error:
        raise NoSignature("the signature is no SSH signature") from None
    if fields.take(len(_MAGIC)) != _MAGIC or fields.number() != 1:
        raise NoSignature("the signature is no SSH signature of version 1")
    blob, namespace, reserved, hash_name, signature = (fields.text() for _ in range(5))
    name = hash_name.decode("ascii", "replace")
    if fields.rest or name not in _HASHES:
        raise NoSignature("the signature is no SSH signature of a known kind")
    return SshSignature(Key(blob), namespace.decode("utf-8", "replace"), reserved, name, signature)


def _verified(key: Key, signature: bytes, signed: bytes) -> bool:
    outer, public = _Fields(signature), _Fields(key.blob)
    algorithm, made = outer.text(), outer.text()
    kind = public.text()
    if kind == _TOKEN and algorithm == _TOKEN:
        raw, application = public.text(), public.text()
        signed = hashlib.sha256(application).digest() + outer.take(5) + hashlib.sha256(signed).digest()
        ed25519.Ed25519PublicKey.from_public_bytes(raw).verify(made, signed)
        return not outer.rest and not public.rest
    loaded = load_ssh_public_key(key.line.encode())
    if outer.rest:
        return False
    if isinstance(loaded, ed25519.Ed25519PublicKey) and algorithm == kind == b"ssh-ed25519":
        loaded.verify(made, signed)
    elif isinstance(loaded, rsa.RSAPublicKey) and algorithm in _RSA:
        loaded.verify(made, signed, padding.PKCS1v15(), _RSA[algorithm])
    elif isinstance(loaded, ec.EllipticCurvePublicKey) and algorithm == kind and algorithm in _CURVES:
        numbers = _Fields(made)
        first, second = (int.from_bytes(numbers.text(), "big") for _ in range(2))
        loaded.verify(utils.encode_dss_signature(first, second), signed, ec.ECDSA(_CURVES[algorithm]))
    else:
        return False
    return True
