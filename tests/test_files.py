from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from cleaner.files import replacing


def test_a_file_is_there_whole_or_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file"
    with replacing(path) as new:
        new.write_text("first")
        assert not path.exists()
    with pytest.raises(ZeroDivisionError), replacing(path) as new:
        new.write_text("half of the sec")
        raise ZeroDivisionError
    assert path.read_text() == "first"
    assert list(path.parent.iterdir()) == [path]


def test_threads_that_write_the_same_file_do_not_meet(tmp_path: Path) -> None:
    path, together = tmp_path / "file", Barrier(2)

    def write(text: str) -> None:
        with replacing(path) as new:
            new.write_text(text)
            together.wait(timeout=30)
            assert new.read_text() == text

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, ("one", "two")))
    assert path.read_text() in ("one", "two")
