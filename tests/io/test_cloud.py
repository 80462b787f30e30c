"""Files on a web server and in a bucket, both real ones on this machine."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from cleaner.document import Document
from cleaner.io import read

TEXT = "Rain closed the harbour on Monday, the port said. Crews cleared the road and ferries ran again."


def lines(count: int) -> bytes:
    return b"".join(json.dumps({"id": str(n), "text": f"{TEXT} {n}"}).encode() + b"\n" for n in range(count))


def page(number: int) -> bytes:
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>" + TEXT.encode()
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n"
        f"WARC-Target-URI: https://example.org/{number}\r\nContent-Type: application/http\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + body + b"\r\n\r\n")


FILES = {
    "/dump.jsonl.gz": gzip.compress(lines(3)),
    "/large.jsonl": lines(60_000),  # more than fsspec asks for at once
    "/crawl.warc.gz": page(1) + page(2),
}


class Handler(BaseHTTPRequestHandler):
    """Knows nothing of ranges, like many a server; breaks off under /cut."""

    protocol_version = "HTTP/1.1"
    moved: ClassVar = {"/moved.jsonl.gz": "/dump.jsonl.gz"}

    def do_GET(self) -> None:
        cut = self.path.startswith("/cut/")
        data = FILES.get(self.path.removeprefix("/cut"))
        if self.path in self.moved:
            self.send_response(302)
            self.send_header("Location", self.moved[self.path])
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.path == "/denied.jsonl":
            self.send_error(403)
        elif data is None:
            self.send_error(404)
        else:
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(data[: len(data) // 2] if cut else data)
            self.close_connection = cut

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""


@pytest.fixture(scope="module")
def web() -> Iterator[str]:
    pytest.importorskip("aiohttp", reason="fsspec reads https:// with it")
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def problem(documents: list[Document]) -> str:
    return str(documents[-1].problem)


class TestWeb:
    def test_packed_lines_are_read(self, web: str) -> None:
        documents = list(read(f"{web}/dump.jsonl.gz"))
        assert [document.id for document in documents] == ["0", "1", "2"]
        assert documents[2].source == f"{web}/dump.jsonl.gz:3"

    def test_a_crawl_is_read(self, web: str) -> None:
        pytest.importorskip("fastwarc")
        urls = [document.url for document in read(f"{web}/crawl.warc.gz")]
        assert urls == ["https://example.org/1", "https://example.org/2"]

    def test_a_redirect_is_followed(self, web: str) -> None:
        assert len(list(read(f"{web}/moved.jsonl.gz"))) == 3

    def test_a_large_file_is_read_from_a_server_that_sends_no_ranges(self, web: str) -> None:
        assert [document.id for document in read(f"{web}/large.jsonl")][-1] == "59999"

    def test_what_is_not_there_is_one_document_with_the_problem(self, web: str) -> None:
        documents = list(read(f"{web}/nope.jsonl"))
        assert len(documents) == 1
        assert problem(documents) == "there is no such file; check the address"

    def test_a_server_that_refuses_is_quoted(self, web: str) -> None:
        assert "403" in problem(list(read(f"{web}/denied.jsonl")))

    def test_a_server_that_is_not_there_is_told_from_a_file_that_is_not(self) -> None:
        pytest.importorskip("aiohttp")
        assert "connect" in problem(list(read("http://127.0.0.1:9/dump.jsonl"))).lower()

    def test_a_connection_that_breaks_keeps_what_came_before(self, web: str) -> None:
        documents = list(read(f"{web}/cut/large.jsonl"))
        whole = [document for document in documents if document.problem is None]
        assert [document.id for document in whole] == [str(n) for n in range(len(whole))]
        assert len(whole) > 1000
        assert "what came before is read" in problem(documents)


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    pytest.importorskip("s3fs", reason="fsspec reads s3:// with it")
    server_of = pytest.importorskip("moto.server", reason="stands for S3").ThreadedMotoServer
    import fsspec

    server = server_of(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "made-up")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        files = fsspec.filesystem("s3")
        files.mkdir("news")
        for name, data in FILES.items():
            files.pipe(f"news/2024{name}", data)
        yield "s3://news/2024"
    server.stop()


class TestBucket:
    def test_a_file_is_read(self, bucket: str) -> None:
        assert [document.id for document in read(f"{bucket}/dump.jsonl.gz")] == ["0", "1", "2"]

    def test_a_folder_is_read_in_the_order_of_its_names(self, bucket: str) -> None:
        pytest.importorskip("fastwarc")
        sources = [str(document.source) for document in read(bucket)]
        assert len(sources) == 2 + 3 + 60_000
        assert "crawl.warc.gz" in sources[0]
        assert sources[2] == f"{bucket}/dump.jsonl.gz:1"

    def test_a_pattern_is_read(self, bucket: str) -> None:
        assert len(list(read(f"{bucket}/dump.*"))) == 3

    @pytest.mark.parametrize("name", ["2024/nope.jsonl", "../elsewhere/dump.jsonl"])
    def test_what_is_not_there_is_one_document_with_the_problem(self, bucket: str, name: str) -> None:
        documents = list(read(f"s3://news/{name}"))
        assert len(documents) == 1
        assert "no such file" in problem(documents)

    def test_who_has_no_credentials_is_told_how_to_set_them_up(
        self, bucket: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import fsspec

        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.delenv(name)
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        fsspec.filesystem("s3").clear_instance_cache()
        assert "aws configure" in problem(list(read(f"{bucket}/dump.jsonl.gz")))


class Google(BaseHTTPRequestHandler):
    """The part of the interface of Google's store that reading takes; `closed` is a bucket for the few."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        asked = {name: values[-1] for name, values in parse_qs(address.query).items()}
        name = unquote(address.path.partition("/o/")[2])
        if "/b/closed/" in address.path:
            self.answer(401, {"error": {"code": 401, "message": "Anonymous caller does not have access."}})
        elif not name:
            found = [each for each in sorted(FILES) if each[1:].startswith(asked["prefix"])]
            self.answer(200, {"items": [self.about(each) for each in found]})
        elif f"/{name}" not in FILES:
            self.answer(404, {"error": {"code": 404, "message": "No such object"}})
        elif asked.get("alt") == "media":
            first, last = self.headers["Range"].removeprefix("bytes=").split("-")
            self.answer(206, FILES[f"/{name}"][int(first) : int(last) + 1])
        else:
            self.answer(200, self.about(f"/{name}"))

    do_POST = do_GET  # noqa: N815

    def about(self, name: str) -> dict[str, str]:
        return {"name": name[1:], "bucket": "news", "size": str(len(FILES[name])), "generation": "1"}

    def answer(self, status: int, said: dict[str, Any] | bytes) -> None:
        data = said if isinstance(said, bytes) else json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""


@pytest.fixture(scope="module")
def google() -> Iterator[None]:
    pytest.importorskip("gcsfs", reason="fsspec reads gs:// with it")
    with (
        ThreadingHTTPServer(("127.0.0.1", 0), Google) as server,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("NO_GCE_CHECK", "true")  # to ask for credentials on the network is no part of this
        patch.setenv("STORAGE_EMULATOR_HOST", f"http://127.0.0.1:{server.server_port}")
        Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()


@pytest.mark.usefixtures("google")
class TestGoogle:
    def test_a_file_is_read(self) -> None:
        documents = list(read("gs://news/dump.jsonl.gz"))
        assert [document.source for document in documents] == [
            f"gs://news/dump.jsonl.gz:{n}" for n in (1, 2, 3)
        ]

    def test_what_is_not_there_is_one_document_with_the_problem(self) -> None:
        documents = list(read("gs://news/nope.jsonl"))
        assert [document.problem for document in documents] == ["there is no such file; check the address"]

    def test_who_has_no_credentials_is_told_how_to_set_them_up_and_nothing_else(self) -> None:
        # a process of its own: pytest's logging would swallow what gcsfs logs at length
        command = [sys.executable, "-m", "cleaner", "clean", "gs://closed/dump.jsonl.gz"]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        assert "gcloud auth" in done.stderr
        assert [line for line in done.stderr.splitlines() if not line.startswith("cleaner: ")] == []
