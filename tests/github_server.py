"""A scripted GitHub on loopback, over real HTTP: what it holds is plain Python values, and faults can be put into its way.

    world = World([Repo("acme/tool", issues=[Issue(1, "Export stops", comments=[Comment(11, "Same here")])])])
    with serving(world) as server:
        snapshot = fetched("acme/tool", server.client(), MemoryKept())

The shapes of its answers are those that GitHub documents (docs.github.com: REST "issues", "issue comments", "timeline events", "releases"; GraphQL
"Repository", "Issue", "IssueComment", "ClosedEvent", "MarkedAsDuplicateEvent"); every text in them is ours. Anything in a `World` may be changed
while it serves. `world.script` holds faults, one for each of the next questions. Time passes only when somebody sleeps.
"""

import hashlib
import json
import socket
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from github_answers import Answers
from github_world import (
    TOKEN,
    Asked,
    Fault,
    Reply,
    World,
)

from tracker.github.client import Client, Limits

# Faults.


def refused(status: int, message: str = "", **headers: str) -> Fault:
    """An answer of this status in place of the right one; `retry_after="30"` is a header."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda *_: Reply(status, {"message": message, "documentation_url": "https://docs.github.com/rest"}, told)


def says(raw: bytes, status: int = 200) -> Fault:
    return lambda *_: Reply(status, raw=raw)


def used_up(seconds: int = 600) -> Fault:
    """The budget is gone, and comes back after so many seconds."""

    def answer(world: World, _asked: Asked, _right: Callable[[], Reply]) -> Reply:
        world.left, world.resets = 0, world.now + timedelta(seconds=seconds)
        return over(world)

    return answer


def half(world: World, asked: Asked, right: Callable[[], Reply]) -> Reply:
    """The line is cut in the middle of the body."""
    return replace(right(), sent=0.5)


def hung_up(world: World, asked: Asked, right: Callable[[], Reply]) -> Reply:
    """The line is cut before the answer."""
    return Reply(200, sent=-1)


def silent(seconds: float) -> Fault:
    return lambda _world, _asked, right: replace(right(), seconds=seconds)


def meanwhile(act: Callable[[], None]) -> Fault:
    """No fault: something happens to the world before this question is answered."""

    def answer(_world: World, _asked: Asked, right: Callable[[], Reply]) -> Reply:
        act()
        return right()

    return answer


def over(world: World) -> Reply:
    """How the primary limit is told."""
    return Reply(403, {"message": "API rate limit exceeded for user ID 101.", "documentation_url": "https://docs.github.com/rest"}, budget(world))


def budget(world: World) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(world.limit),
        "X-RateLimit-Remaining": str(world.left),
        "X-RateLimit-Used": str(world.limit - world.left),
        "X-RateLimit-Reset": str(int(world.resets.timestamp())),
    }


# The server.


class Server:
    def __init__(self, world: World, port: int) -> None:
        self.world = world
        self.port = port
        self.clients: list[Client] = []

    def client(self, token: str = TOKEN, limits: Limits | None = None, jitter: float = 0.5, base_url: str = "") -> Client:
        made = Client(
            token,
            base_url or self.world.address,
            clock=lambda: self.world.now,
            sleep=self.world.sleep,
            jitter=lambda: jitter,
            limits=limits or Limits(seconds=20),
            waits=self.world.waits.append,
        )
        self.clients.append(made)
        return made

    def show(self, world: World) -> None:
        """Serve another world from now on."""
        world.address = f"http://127.0.0.1:{self.port}{world.prefix}"
        self.world = world


def answered(world: World, asked: Asked) -> Reply:
    world.asked.append(asked)
    if world.now >= world.resets:
        world.left, world.resets = world.limit, world.now + timedelta(hours=1)

    def right() -> Reply:
        if asked.headers.get("authorization") != f"token {TOKEN}":
            return Reply(401, {"message": "Bad credentials", "documentation_url": "https://docs.github.com/rest", "status": "401"})
        if world.left <= 0:
            return over(world)
        return Answers(world).reply(asked)

    fault = world.script.popleft() if world.script else None
    reply = fault(world, asked, right) if fault else right()
    body = json.dumps(reply.content).encode() if reply.raw is None else reply.raw
    etag = f'W/"{hashlib.sha256(body).hexdigest()}"'
    headers = dict(reply.headers)
    if reply.status == 200 and asked.verb == "GET" and world.etags:
        headers["ETag"] = etag
    if headers.get("ETag") == asked.headers.get("if-none-match", "none"):
        reply, body = replace(reply, status=304), b""
    elif reply.status < 300:
        world.left = max(0, world.left - 1)
    resource = "graphql" if asked.verb == "POST" else "core"
    # The two budgets are counted apart on GitHub; one number is enough here.
    headers = {"Content-Type": "application/json; charset=utf-8", "X-RateLimit-Resource": resource, **budget(world), **headers}
    return replace(reply, raw=body, headers={"Date": format_datetime(world.now, usegmt=True), **headers})


@contextmanager
def serving(world: World) -> Iterator[Server]:
    shown: list[Server] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            content = json.loads(self.rfile.read(length)) if length else None
            parts = urlsplit(self.path)
            query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
            asked = Asked(self.command, parts.path, query, {k.lower(): v for k, v in self.headers.items()}, content)
            with LOCK:
                reply = answered(shown[0].world, asked)
            self.send(reply)

        do_POST = do_GET  # noqa: N815 - so it is called

        def send(self, reply: Reply) -> None:
            body = reply.raw or b""
            pause.wait(reply.seconds)
            if reply.sent < 0:
                self.close_connection = True
                return
            head = "".join(f"{name}: {value}\r\n" for name, value in reply.headers.items())
            told = "" if reply.status == 304 else f"Content-Length: {len(body)}\r\n"
            with suppress(OSError):
                self.wfile.write(f"HTTP/1.1 {reply.status} Said\r\n{head}{told}\r\n".encode() + body[: int(len(body) * reply.sent)])
            self.close_connection = self.close_connection or reply.sent < 1

        def log_message(self, *_: Any) -> None:
            pass

    pause = threading.Event()
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    server = Server(world, httpd.server_address[1])
    server.show(world)
    shown.append(server)
    threading.Thread(target=httpd.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server
    finally:
        pause.set()
        for client in server.clients:
            client.close()
        httpd.shutdown()
        httpd.server_close()


LOCK = threading.Lock()


class MemoryKept:
    """What one reading leaves for the next, in memory; `store.kept.KeptBytes` has it on the disk."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}

    def named(self, names: Iterable[str]) -> Mapping[str, bytes]:
        return {name: self.held[name] for name in names if name in self.held}

    def below(self, beginning: str) -> Mapping[str, bytes]:
        return {name.removeprefix(beginning): content for name, content in self.held.items() if name.startswith(beginning)}

    def update(self, made: Mapping[str, bytes], gone: Iterable[str], *, clean: bool) -> None:
        if clean:
            self.held.clear()
        for name in gone:
            self.held.pop(name, None)
        self.held |= made
