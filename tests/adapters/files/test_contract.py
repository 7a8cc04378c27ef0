"""Where files are kept, and who scans them: each part and its twin keep the same promises."""

import socket
import struct
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from portal.adapters.files.folder import Folder, Memory
from portal.adapters.files.scanners import TEST_FILE, Clamd, NoScanner, Twin
from portal.ports.files import FileNotTaken, FileStore, Scanner

NAME = "a" * 22


@pytest.fixture(params=["folder", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    return Folder(tmp_path / "files") if request.param == "folder" else Memory()


def test_a_file_is_there_until_it_is_thrown_away(store: FileStore) -> None:
    assert store.read(NAME) is None
    store.write(NAME, b"one")
    store.write(NAME, b"two")
    assert store.read(NAME) == b"two"
    ((name, kept),) = store.names()
    assert name == NAME
    assert abs(datetime.now(UTC) - kept) < timedelta(minutes=1)
    store.delete(NAME)
    store.delete(NAME)
    assert store.read(NAME) is None
    assert list(store.names()) == []


@pytest.mark.parametrize(
    "name", ["", "../" + NAME, "a/" + NAME, "a", ".", NAME + "\0", "/etc/passwd"]
)
def test_a_name_that_is_not_ours_is_no_path(store: FileStore, name: str) -> None:
    with pytest.raises(ValueError):
        store.write(name, b"x")


def test_the_folder_is_closed_to_others(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "new" / "files")
    folder.write(NAME, b"x")
    assert folder.path.stat().st_mode & 0o077 == 0
    assert (folder.path / f"{NAME}.kept").stat().st_mode & 0o077 == 0


def test_what_else_lies_in_the_folder_is_not_ours(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    (tmp_path / "a-file-of-somebody-else").write_bytes(b"x")
    (tmp_path / "a-folder-of-somebody.kept").mkdir()
    folder.write(NAME, b"x")
    assert [name for name, _ in folder.names()] == [NAME]


def test_a_file_thrown_away_while_names_are_given_is_no_fault(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    for letter in "abc":
        folder.write(letter * 22, b"x")
    names = folder.names()
    first, _ = next(names)
    for letter in "abc":
        folder.delete(letter * 22)
    assert first[0] in "abc"
    assert list(names) == []


class Daemon:
    """What clamd does at the other end: takes the pieces, answers one line."""

    def __init__(self, listening: socket.socket) -> None:
        self.listening = listening
        self.answer: Callable[[bytes], bytes] = _as_clamd
        self.thread = Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        while True:
            try:
                asked, _ = self.listening.accept()
            except OSError:
                return
            with asked, asked.makefile("rwb") as file:
                assert file.read(10) == b"zINSTREAM\0"
                content = b""
                while size := struct.unpack("!L", file.read(4))[0]:
                    content += file.read(size)
                file.write(self.answer(content))


def _as_clamd(content: bytes) -> bytes:
    return b"stream: Eicar-Test FOUND\0" if TEST_FILE in content else b"stream: OK\0"


@pytest.fixture(params=["path", "port"])
def daemon(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Clamd, Daemon]]:
    if request.param == "path":
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(str(tmp_path / "c"))
        listening.listen()
        scanner = Clamd(path=tmp_path / "c")
    else:
        listening = socket.create_server(("127.0.0.1", 0))
        scanner = Clamd(port=listening.getsockname()[1])
    made = Daemon(listening)
    yield scanner, made
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    made.thread.join()


def _holds(scanner: Scanner) -> None:
    """What every scanner does."""
    scanner.scan(b"")
    scanner.scan(b"a photo" * 100_000)
    with pytest.raises(FileNotTaken) as found:
        scanner.scan(b"\0" * 200_000 + TEST_FILE)
    assert found.value.message == "evidence-malware"


def test_clamd_says_what_it_found(daemon: tuple[Clamd, Daemon]) -> None:
    _holds(daemon[0])


def test_the_twin_says_the_same() -> None:
    _holds(Twin())


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"PONG\0"])
def test_an_answer_that_says_nothing_is_no_leave(
    daemon: tuple[Clamd, Daemon], answer: bytes
) -> None:
    scanner, clamd = daemon
    clamd.answer = lambda _: answer
    with pytest.raises(FileNotTaken) as told:
        scanner.scan(b"a photo")
    assert told.value.message == "evidence-not-scanned"


def test_where_nobody_answers_nothing_is_taken(tmp_path: Path) -> None:
    for scanner in (Clamd(path=tmp_path / "nowhere"), Twin(is_down=True)):
        with pytest.raises(FileNotTaken) as told:
            scanner.scan(b"a photo")
        assert told.value.message == "evidence-not-scanned"


def test_no_scanner_calls_itself_so() -> None:
    NoScanner().scan(TEST_FILE)
    assert NoScanner().name == "none"
