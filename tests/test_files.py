"""A file appears whole or not at all."""

import os
from pathlib import Path
from typing import Any

import pytest

from ecstats.errors import InputError
from ecstats.files import holds, write_atomically


def test_files_and_their_folders_are_written(tmp_path: Path) -> None:
    files = {tmp_path / "new" / "a": b"1", tmp_path / "b": b"2"}
    (tmp_path / "b").write_bytes(b"before")
    write_atomically(files)
    assert all(holds(path, content) for path, content in files.items())
    assert not [path for path in tmp_path.rglob("*") if path.suffix == ".tmp"]


def test_a_file_that_has_its_content_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")
    os.utime(tmp_path / "a", (1, 1))
    write_atomically({tmp_path / "a": b"1"})
    assert (tmp_path / "a").stat().st_mtime == 1


def test_a_folder_in_the_place_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError, match="folder: is no file but a folder"):
        write_atomically({tmp_path / "a": b"1", tmp_path / "folder": b"2"})
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")
    (tmp_path / "link").symlink_to("a")
    write_atomically({tmp_path / "link": b"2"})
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "a").read_bytes() == b"2"


def test_when_the_disk_is_full_all_is_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"before")
    write = Path.write_bytes

    def full(path: Path, content: Any) -> int:
        if content == b"2":
            raise OSError(28, "No space left on device")
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(InputError, match=r"b: cannot be written \(No space left on device\)"):
        write_atomically({tmp_path / "a": b"1", tmp_path / "b": b"2"})
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_bytes() == b"before"
