"""Files and folders change at once or not at all, whoever else writes there."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ecstats.errors import InputError
from ecstats.notebooks import files

MARKED = {files.MARK: b"{}", "a.csv": b"1"}


def below(folder):
    return files.read_below(folder)


def test_files_are_published_together_or_not_at_all(tmp_path):
    old, new, barred = tmp_path / "old", tmp_path / "sub" / "new", tmp_path / "old" / "below"
    old.write_bytes(b"1")
    with pytest.raises(OSError, match="old"):
        files.publish({new: b"2", old: b"2", barred: b"2"})
    assert below(tmp_path) == {"old": b"1"}

    files.publish({new: b"2", old: b"2"})
    assert below(tmp_path) == {"old": b"2", "sub/new": b"2"}

    before = old.stat().st_mtime_ns
    files.publish({new: b"2", old: b"2"})
    assert old.stat().st_mtime_ns == before
    assert [path.name for path in tmp_path.rglob(".*")] == []


def test_a_folder_is_replaced_as_a_whole(tmp_path):
    target = tmp_path / "run"
    files.replace_folder(target, {**MARKED, "charts/b.svg": b"2"})
    assert below(target) == {files.MARK: b"{}", "a.csv": b"1", "charts/b.svg": b"2"}
    files.replace_folder(target, {files.MARK: b"{}", "c.csv": b"3"})
    assert below(target) == {files.MARK: b"{}", "c.csv": b"3"}
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_a_folder_is_replaced_where_names_cannot_be_exchanged(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "_exchange", lambda *_: False)
    test_a_folder_is_replaced_as_a_whole(tmp_path)


def test_an_empty_folder_is_taken(tmp_path):
    (tmp_path / "run").mkdir()
    files.replace_folder(tmp_path / "run", MARKED)
    assert below(tmp_path / "run") == MARKED


def test_what_no_run_has_written_is_left_alone(tmp_path):
    for name in ("folder", "elsewhere"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "thesis.docx").write_bytes(b"1")
    (tmp_path / "file").write_bytes(b"1")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    before = below(tmp_path)
    for name in ("folder", "file", "link"):
        with pytest.raises(InputError, match="holds something else than a run"):
            files.replace_folder(tmp_path / name, MARKED)
    assert below(tmp_path) == before


@pytest.mark.parametrize("name", ["../out", "a/../../out", "/tmp/out", "a/.."])
def test_no_name_leads_out_of_the_folder(name, tmp_path):
    with pytest.raises(InputError, match="is not inside the folder"):
        files.replace_folder(tmp_path / "in" / "run", {**MARKED, name: b""})
    assert not any(tmp_path.iterdir())


def test_links_are_not_followed(tmp_path):
    (tmp_path / "secret").write_text("1")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "chart.svg").symlink_to(tmp_path / "secret")
    (folder / ".hidden").touch()
    (folder / "chart.csv").write_bytes(b"1")
    assert below(folder) == {"chart.csv": b"1"}


def test_a_failed_write_leaves_the_old_folder(tmp_path, monkeypatch):
    target = tmp_path / "run"
    files.replace_folder(target, MARKED)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        files.replace_folder(target, {**MARKED, "a.csv": b"2"})
    monkeypatch.undo()
    assert below(target) == MARKED
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_a_failed_exchange_leaves_the_old_folder(tmp_path, monkeypatch):
    target = tmp_path / "run"
    files.replace_folder(target, MARKED)
    rename = Path.rename

    def fail(self, new):
        if new == target and self.name.startswith(".") and not (self / "a.csv").is_file():
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        if new == target and target.exists():
            raise OSError(errno.ENOTEMPTY, "Directory not empty")
        return rename(self, new)

    monkeypatch.setattr(files, "_exchange", lambda *_: False)
    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OSError, match=r"cross-device|not empty"):
        files.replace_folder(target, {files.MARK: b"{}", "b.csv": b"2"})
    monkeypatch.undo()
    assert below(target) == MARKED


@pytest.mark.skipif(os.name != "posix", reason="asks for processes")
def test_what_a_killed_run_left_is_removed(tmp_path):
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    dead, mine = process.pid, os.getpid()
    kept = [f".run.{mine}-0123abcd.tmp", ".run.tmp", f".runs.{dead}-0123abcd.tmp", ".run.mine.tmp"]
    for name in [f".run.{dead}-0123abcd.tmp", *kept]:
        (tmp_path / name).mkdir()
        (tmp_path / name / "half").touch()
    (tmp_path / f".a.svg.{dead}-0123abcd.tmp").touch()
    files.replace_folder(tmp_path / "run", MARKED)
    files.publish({tmp_path / "a.svg": b"1"})
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["a.svg", "run", *kept])


def content(name, folder):
    descriptor = os.open(name, os.O_RDONLY, dir_fd=folder)
    try:
        return os.read(descriptor, 9)
    finally:
        os.close(descriptor)


def test_two_that_replace_the_same_folder_leave_one_whole(tmp_path):
    code = (
        "import sys; from pathlib import Path; from ecstats.notebooks import files\n"
        "for n in range(200):\n"
        "    c = f'{sys.argv[2]}{n}'.encode()\n"
        "    files.replace_folder(Path(sys.argv[1]), {files.MARK: b'{}', 'a': c, 'b': c})"
    )
    target = tmp_path / "run"
    started = [
        subprocess.Popen([sys.executable, "-c", code, str(target), one], stderr=subprocess.PIPE)
        for one in "xy"
    ]
    seen = 0
    while any(process.poll() is None for process in started):
        if target.exists():
            # Read through one handle, so that both files are of the same folder.
            handle = os.open(target, os.O_RDONLY)
            try:
                both = {content(name, handle) for name in "ab"}
            except FileNotFoundError:
                continue  # the folder was the old one, on its way out
            finally:
                os.close(handle)
            assert len(both) == 1
            seen += 1
    for process in started:
        _, errors = process.communicate()
        assert (process.returncode, errors) == (0, b"")
    assert seen
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
