"""Where the token comes from, and that it goes nowhere else."""

import socket
import ssl
import threading
from contextlib import suppress
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from github_reading import cannot, world_of
from github_server import MemoryKept, Server, refused, serving
from github_world import BEGAN, TOKEN, Issue, Reply, Repo, World

from tracker.github.client import Client
from tracker.github.fetch import fetched
from tracker.github.token import gh_token, token_for
from tracker.model.problem import CannotRun


class TestTheToken:
    def test_it_is_sent_nowhere_else(self, server: Server) -> None:
        """Neither where a redirect leads nor where a next page is said to be."""
        with serving(World([Repo("acme/tool")])) as elsewhere:
            there = elsewhere.world.address
            for fault in (
                refused(301, Location=f"{there}/repos/acme/tool"),
                refused(302, Location=f"//127.0.0.1:{elsewhere.port}/repos/acme/tool"),
                refused(307, Location="https://evil.example/repos/acme/tool"),
                refused(308, Location=f"http://127.0.0.1:{server.port}@evil.example/"),
            ):
                world = world_of(server, Issue(1))
                world.script.append(fault)
                assert "sends on to another place" in cannot(server)
            world = world_of(server, Issue(1))
            next_elsewhere = Reply(200, [], {"Link": f'<{there}/repos/acme/tool/issues?page=2>; rel="next"'})
            world.script.extend([None, None, lambda *_: next_elsewhere])
            assert cannot(server) == f"HOST sends on to another place, 127.0.0.1:{elsewhere.port}; the token was not sent there"
            assert elsewhere.world.asked == []

    def test_a_place_outside_of_the_api_on_the_same_host_is_another_place(self, server: Server) -> None:
        server.show(World([Repo("acme/tool")], prefix="/api/v3"))
        server.world.script.append(refused(301, Location="/login"))
        assert "sends on to another place" in cannot(server)

    def test_a_circle_of_redirects_is_left(self, server: Server) -> None:
        world = world_of(server, Issue(1))
        world.script.extend([refused(301, Location="/repos/acme/tool")] * 9)
        assert cannot(server) == "HOST sends on again and again from /repos/acme/tool; try again later"

    @pytest.mark.parametrize(
        "address",
        [
            "http://api.github.com",
            "ftp://api.github.com",
            "api.github.com",
            "",
            "https://",
            "http://127.0.0.1.evil.example",
            "http://10.0.0.1/api/v3",
        ],
    )
    def test_only_https_is_spoken_to(self, address: str) -> None:
        with pytest.raises(CannotRun) as caught:
            made(address)
        assert str(caught.value) == f"{address!r} is not the https address of an API; write https://api.github.com, or https://HOST/api/v3"

    def test_other_addresses_that_are_none(self) -> None:
        with pytest.raises(CannotRun, match="is the address of a site, not of its API; write https://api"):
            made("https://github.com")
        with pytest.raises(CannotRun, match=r"the address of the API on ghe.example has more in it than a host and a path"):
            made("https://me:secret@ghe.example/api/v3")

    def test_a_host_that_cannot_show_who_it_is_is_told_nothing(self, server: Server, tmp_path: Path) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
        made_by_itself = (
            x509.CertificateBuilder(name, name, key.public_key(), 1, BEGAN, BEGAN + timedelta(days=36_500))
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
            .sign(key, hashes.SHA256())
        )
        files = tmp_path / "certificate.pem", tmp_path / "key.pem"
        files[0].write_bytes(made_by_itself.public_bytes(Encoding.PEM))
        files[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*files)
        with context.wrap_socket(socket.create_server(("127.0.0.1", 0)), server_side=True) as secured:

            def hang_up() -> None:
                with suppress(OSError):
                    secured.accept()

            threading.Thread(target=hang_up, daemon=True).start()
            host = f"127.0.0.1:{secured.getsockname()[1]}"
            world = world_of(server)
            client = server.client(base_url=f"https://{host}/api/v3")
            with pytest.raises(CannotRun) as caught:
                fetched("acme/tool", client, MemoryKept())
        assert str(caught.value) == f"{host} has no certificate to be trusted; REQUESTS_CA_BUNDLE names the file of your own authority"
        assert world.slept == []

    @pytest.mark.parametrize("token", ["", " ", "two words", "a\nb", "é"])
    def test_a_token_is_one_word(self, token: str) -> None:
        with pytest.raises(CannotRun, match="the token is empty, or not one word; give it as GitHub showed it"):
            made("https://api.github.com", token)

    def test_the_token_that_is_made_for_the_host(self) -> None:
        ours = {"GITHUB_TOKEN": "for-github", "GH_ENTERPRISE_TOKEN": "for-enterprise"}

        def nobody(_host: str) -> None:
            return None

        def of_gh(host: str) -> str:
            return f"gh-for-{host}"

        assert token_for("https://api.github.com", ours, nobody) == "for-github"
        assert token_for("https://api.github.com", ours | {"GH_TOKEN": "first"}, nobody) == "first"
        assert token_for("https://api.acme.ghe.com", ours, nobody) == "for-github"
        assert token_for("https://ghe.example/api/v3", ours, nobody) == "for-enterprise"
        assert (
            token_for("https://ghe.example/api/v3", {"GITHUB_TOKEN": "of-the-job", "GITHUB_API_URL": "https://ghe.example/api/v3"}, nobody)
            == "of-the-job"
        )
        assert token_for("https://api.github.com", {}, of_gh) == "gh-for-github.com"
        assert token_for("https://api.acme.ghe.com", {}, of_gh) == "gh-for-acme.ghe.com"
        assert token_for("https://ghe.example/api/v3", {"GITHUB_TOKEN": "for-github"}, of_gh) == "gh-for-ghe.example"

    def test_a_host_in_the_settings_does_not_get_the_token_of_github(self) -> None:
        with pytest.raises(CannotRun) as caught:
            token_for("https://evil.example/api/v3", {"GITHUB_TOKEN": "for-github", "GITHUB_API_URL": "https://api.github.com"}, lambda _: None)
        assert str(caught.value) == (
            "there is no token for evil.example; give one that may read issues in GITHUB_ENTERPRISE_TOKEN, "
            "or log in with 'gh auth login --hostname evil.example'"
        )

    def test_gh_is_asked(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        gh = tmp_path / "gh"
        gh.write_text('#!/bin/sh\n[ "$*" = "auth token --hostname ghe.example" ] && echo from-gh || exit 1\n')
        gh.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        assert gh_token("ghe.example") == "from-gh"
        assert gh_token("github.com") is None
        gh.unlink()
        assert gh_token("ghe.example") is None


def made(address: str, token: str = TOKEN) -> Client:
    return Client(token, address, clock=lambda: BEGAN, sleep=lambda _: None, jitter=lambda: 0)


# Whatever happens, in whatever order: when it is over, the result is that of a clean reading.
