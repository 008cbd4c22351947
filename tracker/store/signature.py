"""Makes a signature over the staff list with ssh-keygen, which asks for the passphrase itself, or leaves it to an agent or a token."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from tracker.model.problem import CannotRun
from tracker.store.files import SIGNATURE, SIGNED_LIST
from tracker.store.writer import replace


def public_key_of(key: Path) -> str:
    """The line of the .pub file that belongs to a key: the file itself, or the one beside it."""
    beside = key if key.suffix == ".pub" else key.with_name(f"{key.name}.pub")
    try:
        return beside.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise CannotRun(f"{beside} cannot be read; name the key that signs, with its .pub file beside it, as --key ~/.ssh/id_ed25519") from None


def sign(content: bytes, key: Path, namespace: str) -> bytes:
    """The signature, as `ssh-keygen -Y sign` makes it. Raises `CannotRun` where it makes none."""
    program = shutil.which("ssh-keygen")
    if program is None:
        raise CannotRun("there is no ssh-keygen here; install OpenSSH (openssh-client on Debian)")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "staff.json"
        file.write_bytes(content)
        said = subprocess.run(  # noqa: S603 - no shell, and the key's name is the caller's own
            [program, "-Y", "sign", "-q", "-f", str(key.absolute()), "-n", namespace, str(file)], check=False, stderr=subprocess.PIPE, text=True
        )
        made = file.with_name(f"{file.name}.sig")
        if said.returncode or not made.is_file():
            words = " ".join(said.stderr.split()) or "it gave no reason"
            raise CannotRun(f"ssh-keygen did not sign: {words}")
        return made.read_bytes()


def keep(store: Path, content: bytes, signature: bytes) -> tuple[Path, Path]:
    """Put both into the store. The list comes first: alone it is not signed, and is said to be so."""
    replace(store / SIGNED_LIST, content)
    replace(store / SIGNATURE, signature)
    return store / SIGNED_LIST, store / SIGNATURE
