"""Reading while GitHub fails, hesitates and counts: what passes is waited for, the budget is kept."""

import socket
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
import requests
from github_reading import MERGED, SHA, cannot, read, world_of
from github_server import MemoryKept, Server, half, hung_up, refused, says, silent, used_up
from github_world import BEGAN, Comment, Fault, Issue, Reply, closing_commit, release

from tracker.github.client import Limits
from tracker.github.connection import _Asked, _Labour
from tracker.github.fetch import fetched
from tracker.model.problem import CannotRun


class TestWhatPasses:
    """Faults after which it goes on, and how long it waits."""

    @pytest.mark.parametrize("at", range(8))
    @pytest.mark.parametrize(
        "fault",
        [
            refused(500),
            refused(502),
            refused(503),
            refused(504),
            refused(408),
            refused(202),
            refused(304),
            half,
            hung_up,
            says(b""),
            says(b"<!DOCTYPE html><p>Unicorn!"),
            says(b"null"),
            says(b'{"message": "fine"}'),
            says(b'[{"number": "1"}]'),
            says(b"[1, 2"),
            says(b"\xff\xfe"),
            says(b"[" * 100_000),
            says(b'{"data": {"nodes": 7, "repository": [], "node": "x"}}'),
            says(b'{"errors": [{"message": "Something went wrong while executing your query."}]}'),
        ],
        ids=[
            *("500", "502", "503", "504", "408", "202", "304", "half", "hung-up"),
            *("empty", "page", "null", "object", "wrong-type", "cut", "no-utf8", "deep", "graphql-shape", "graphql-error"),
        ],
    )
    def test_any_of_them_in_front_of_any_question_changes_nothing(self, server: Server, fault: Fault, at: int) -> None:
        issue = Issue(1, comments=[Comment(11)], state="closed", closed=MERGED, closer=closing_commit("acme/tool", SHA))
        world = world_of(server, issue, releases=[release("v1")])
        clean = read(server)
        assert len(world.asked) == 9
        world.script.extend([None] * at + [fault, fault])
        assert read(server) == clean
        assert world.slept == [1.25, 2.5]

    def test_each_wait_is_twice_as_long_and_it_is_said_why_it_was_given_up(self, server: Server) -> None:
        world = world_of(server, Issue(1))
        world.script.extend([refused(502)] * 9)
        assert cannot(server) == "HOST answers 502, 8 times in a row (/repos/acme/tool); run the same again later: what was read is kept"
        assert world.slept == [1.25, 2.5, 5, 10, 20, 40, 75]
        assert {each.because.partition(" ")[2] for each in world.waits} == {"answers 502"}

    @pytest.mark.parametrize(
        ("fault", "words"),
        [
            (half, "HOST breaks off in the middle of its answer, 8 times in a row"),
            (hung_up, "HOST does not answer, 8 times in a row"),
            (says(b"<p>"), "HOST answers something else than JSON, 8 times in a row"),
            (says(b'{"id": "one"}'), "HOST answers something else than GitHub documents (full_name), 8 times in a row"),
            (says(b"x" * 3_000_000), "HOST sends more than 2,000,000 bytes, 8 times in a row"),
            (silent(600), "HOST takes longer than 0.2 seconds, 8 times in a row"),
        ],
        ids=["half", "hung up", "no JSON", "wrong JSON", "too much", "silent"],
    )
    def test_what_is_said_of_each(self, server: Server, fault: Fault, words: str) -> None:
        world = world_of(server, Issue(1))
        world.script.extend([fault] * 9)
        seconds = 0.2 if "takes longer" in words else 20
        assert cannot(server, limits=Limits(most_bytes=2_000_000, seconds=seconds)).startswith(words)

    def test_a_silence_is_the_same_whoever_notices_it_first(self, server: Server) -> None:
        """The socket, or whoever waits for the whole answer."""
        world = world_of(server)
        world.script.append(silent(600))
        labour = _Labour(requests.Session(), 0.2, 1000)
        labour.questions.put(_Asked("GET", f"{world.address}/repos/acme/tool", None, {}))
        assert str(labour.answers.get(timeout=60)) == "takes longer than 0.2 seconds"
        labour.questions.put(None)

    def test_a_byte_now_and_then_is_no_answer(self, server: Server) -> None:
        """The time is that of the whole answer."""

        class Dripping(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.end_headers()
                while not enough.wait(0.02):
                    self.wfile.write(b" ")

            def log_message(self, *_: Any) -> None:
                pass

        enough = threading.Event()
        httpd = HTTPServer(("127.0.0.1", 0), Dripping)
        threading.Thread(target=httpd.serve_forever, args=(0.01,), daemon=True).start()
        world_of(server)
        client = server.client(limits=Limits(attempts=1, seconds=0.3), base_url=f"http://127.0.0.1:{httpd.server_address[1]}")
        try:
            with pytest.raises(CannotRun, match=r"takes longer than 0\.3 seconds, and was asked once"):
                fetched("acme/tool", client, MemoryKept())
        finally:
            enough.set()
            httpd.shutdown()
            httpd.server_close()

    def test_where_there_is_no_way_to_the_host_it_is_given_up_soon(self, server: Server) -> None:
        """Nothing was heard yet: it is the network here, or the address."""
        world = world_of(server)
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        with pytest.raises(CannotRun) as caught:
            fetched("acme/tool", server.client(base_url=f"http://127.0.0.1:{port}"), MemoryKept())
        said = f"127.0.0.1:{port} cannot be reached"
        assert str(caught.value) == f"{said}, 4 times in a row (/repos/acme/tool); run the same again later: what was read is kept"
        assert [(each.seconds, each.because) for each in world.waits] == [(1.25, said), (2.5, said), (5.0, said)]

    def test_a_host_that_was_reached_before_is_waited_for(self, server: Server) -> None:
        """What went on for an hour is not given up for a moment without a network."""

        class Once(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"1")

            def log_message(self, *_: Any) -> None:
                pass

        world = world_of(server)
        httpd = HTTPServer(("127.0.0.1", 0), Once)
        client = server.client(base_url=f"http://127.0.0.1:{httpd.server_address[1]}")
        answering = threading.Thread(target=httpd.handle_request)
        answering.start()
        assert client.get("/one", int).content == 1
        answering.join()
        httpd.server_close()
        with pytest.raises(CannotRun, match=r"cannot be reached, 8 times in a row"):
            client.get("/two", int)
        assert len(world.slept) == 7

    @pytest.mark.parametrize("jitter", [0.0, 0.999])
    def test_those_who_wait_do_not_all_come_back_at_once(self, server: Server, jitter: float) -> None:
        world = world_of(server, Issue(1))
        world.script.extend([refused(502)] * 2)
        fetched("acme/tool", server.client(jitter=jitter), MemoryKept())
        assert world.slept == [1 + jitter / 2, 2 + jitter]


class TestTheBudget:
    @pytest.mark.parametrize("status", [403, 429])
    def test_a_pause_that_is_asked_for_is_kept(self, server: Server, status: int) -> None:
        world = world_of(server, Issue(1))
        world.script.append(refused(status, "You have exceeded a secondary rate limit.", Retry_After="30"))
        read(server)
        assert world.slept == [32.5]

    def test_it_may_be_asked_for_by_a_date(self, server: Server) -> None:
        world = world_of(server, Issue(1))
        world.script.append(refused(429, "", Retry_After="Sun, 01 Nov 2026 09:02:00 GMT"))
        read(server)
        assert world.slept == [122.5]

    @pytest.mark.parametrize(
        "fault",
        [
            refused(429),
            refused(429, Retry_After="soon"),
            refused(403, "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."),
        ],
        ids=["429", "429 with nonsense", "403 by its words"],
    )
    def test_where_nobody_says_how_long_it_is_a_minute_and_then_twice_that(self, server: Server, fault: Fault) -> None:
        world = world_of(server, Issue(1))
        world.script.extend([fault] * 3)
        read(server)
        assert world.slept == [75, 150, 300]

    def test_a_budget_that_is_used_up_is_waited_for(self, server: Server) -> None:
        world = world_of(server, Issue(1))
        world.script.append(used_up(600))
        read(server)
        assert world.slept == [603.5]

    def test_it_is_not_asked_once_more_only_to_be_refused(self, server: Server) -> None:
        world = world_of(server, Issue(1), Issue(2, updated=BEGAN + timedelta(1)))
        world.left = 3
        read(server)
        assert [each.because for each in world.waits] == ["the budget of 5,000 questions an hour is used up"]
        assert world.slept == [3_601]
        assert len(world.asked) == 7

    @pytest.mark.parametrize("error", [{"type": "RATE_LIMITED", "message": "No more"}, {"message": "API rate limit exceeded for user ID 101."}])
    def test_the_budget_of_graphql_is_one_of_its_own_and_comes_back(self, server: Server, error: dict[str, str]) -> None:
        """It is told with a status of 200 (https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api)."""
        world = world_of(server, Issue(1))
        spent = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int((world.now + timedelta(minutes=10)).timestamp()))}
        world.script.extend([None, lambda *_: Reply(200, {"errors": [error]}, spent)])
        read(server)
        assert world.slept == [75, 600 - 75 + 1]
        assert [each.because.partition(" ")[2] for each in world.waits] == ["asks for a pause", "budget of 5,000 questions an hour is used up"]

    def test_nobody_sits_for_longer_than_an_hour(self, server: Server) -> None:
        world = world_of(server, Issue(1))
        world.script.append(refused(429, Retry_After="86400"))
        assert (
            cannot(server) == "HOST asks for a pause; it can be asked again in 1440 minutes, which is longer than this waits. What was read is kept"
        )
        assert world.slept == []

    def test_not_even_where_nobody_says_for_how_long(self, server: Server) -> None:
        world = world_of(server, Issue(1))
        world.script.extend([refused(429)] * 8)
        assert cannot(server).startswith("HOST asks for a pause, 8 times in a row")
        assert world.slept == [75, 150, 300, 600, 1200, 2400, 3700]

    @pytest.mark.parametrize("value", ["-1", "", "many", "9" * 400, "1e9"])
    def test_headers_that_say_nothing_are_not_believed(self, server: Server, value: str) -> None:
        world = world_of(server, Issue(1))
        headers = {"X_RateLimit_Remaining": value, "X_RateLimit_Reset": value, "X_RateLimit_Limit": value, "Retry_After": value, "Date": value}
        world.script.extend([refused(502, **headers)])
        read(server)
        assert world.slept == [1.25]
