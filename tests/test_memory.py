import os
import pickle
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, strategies as st

from ecstats import memory
from ecstats.processes import fork


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(memory, "_folder", tmp_path)
    return tmp_path


calls: list[object] = []


@memory.remembered
def doubled(table: pd.DataFrame, *, by: float = 2.0) -> pd.DataFrame:
    calls.append(by)
    return table * by


def table(value: float = 1.5) -> pd.DataFrame:
    return pd.DataFrame({"value": [value, 2.0], "area": ["130000", None]}).set_index("area")


@pytest.fixture(autouse=True)
def no_calls():
    calls.clear()


def test_without_a_folder_everything_is_computed():
    assert memory._folder is None
    for _ in range(2):
        doubled(table())
    assert len(calls) == 2


@pytest.mark.usefixtures("folder")
def test_equal_arguments_are_computed_once_and_others_anew():
    first = doubled(table())
    pd.testing.assert_frame_equal(doubled(table()), first)
    assert len(calls) == 1
    doubled(table(), by=3.0)
    doubled(table(1.6))
    doubled(table().rename(columns={"value": "other"}))
    assert len(calls) == 4


@pytest.mark.usefixtures("folder")
def test_a_table_is_known_by_what_it_holds_however_it_was_made():
    one = table()
    pieces = pd.concat([one.iloc[:1], one.iloc[1:]])
    found = pickle.loads(pickle.dumps(one))
    one.index.get_loc("130000")
    for each in (one, pieces, found):
        doubled(each)
    assert len(calls) == 1
    coded = one.reset_index().astype({"area": "category"}).set_index("value", append=True)
    more = coded.assign(area=coded["area"].cat.add_categories("130900"))
    other_index = one.rename_axis("code")
    other_type = one.astype({"value": "float32"})
    for each in (other_index, other_type):
        doubled(each)
    assert len(calls) == 3
    assert memory._name(doubled, coded) != memory._name(doubled, more)


@given(
    st.lists(st.none() | st.text(max_size=3), max_size=8),
    st.integers(0, 4),
    st.integers(0, 4),
)
def test_a_column_of_texts_is_known_by_what_it_holds(texts, before, after):
    whole = pd.DataFrame({"text": pd.array([*["x"] * before, *texts, *["y"] * after], "string")})
    part = whole.iloc[before : before + len(texts)].reset_index(drop=True)
    alone = pd.DataFrame({"text": pd.array(texts, "string")})
    joined = pd.concat([alone.iloc[:2], alone.iloc[2:]], ignore_index=True)
    assert memory._written(part) == memory._written(alone) == memory._written(joined)
    other = alone.assign(text=pd.array([f"{one}!" for one in texts], "string"))
    assert not texts or memory._written(other) != memory._written(alone)


def test_a_table_that_is_changed_in_place_is_another():
    one = pd.DataFrame({"text": pd.array(["a", "b"], "string"), "number": [1.0, 2.0]})
    before = memory._written(one)
    one.loc[0, "text"] = "c"
    text = memory._written(one)
    one.loc[0, "number"] = 3.0
    assert len({before, text, memory._written(one)}) == 3


@pytest.mark.usefixtures("folder")
def test_what_a_caller_does_to_a_result_changes_no_later_one():
    result = doubled(table())
    result.loc["130000", "value"] = 0.0
    assert doubled(table()).loc["130000", "value"] == 3.0


@pytest.mark.usefixtures("folder")
def test_two_functions_do_not_take_each_others_results():
    @memory.remembered
    def halved(table):
        return table / 2

    assert not halved(table()).equals(doubled(table()))


@pytest.mark.usefixtures("folder")
def test_an_argument_that_cannot_be_pickled_is_computed_with():
    @memory.remembered
    def called(function):
        return function()

    assert [called(lambda: 1), called(lambda: 2)] == [1, 2]


@pytest.mark.usefixtures("folder")
def test_an_error_is_not_remembered():
    @memory.remembered
    def failing(value):
        calls.append(value)
        raise ValueError(value)

    for _ in range(2):
        with pytest.raises(ValueError, match="1"):
            failing(1)
    assert len(calls) == 2


def test_what_is_damaged_is_computed_again(folder):
    expected = doubled(table())
    (kept,) = folder.iterdir()
    kept.write_bytes(pickle.dumps(expected)[:-5])
    pd.testing.assert_frame_equal(doubled(table()), expected)


def test_a_full_disk_only_means_that_nothing_is_remembered(folder, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    assert doubled(table()).loc["130000", "value"] == 3.0
    assert list(folder.iterdir()) == []


def test_the_longest_kept_results_make_room(folder, monkeypatch):
    monkeypatch.setattr(memory, "LIMIT", 10_000)
    for number in range(40):
        doubled(table(number))
        for age, path in enumerate(sorted(folder.iterdir(), key=lambda one: one.stat().st_mtime)):
            os.utime(path, (age, age))
        assert sum(one.stat().st_size for one in folder.iterdir()) <= 10_000
    before = len(calls)
    doubled(table(39))
    assert len(calls) == before
    doubled(table(0))
    assert len(calls) == before + 1


@dataclass(frozen=True, eq=False)
class Sealed:
    table: pd.DataFrame
    names: tuple[str, ...] = ("one",)


@memory.remembered
def height(sealed: Sealed) -> int:
    calls.append(sealed)
    return len(sealed.table)


@pytest.mark.usefixtures("folder")
def test_a_frozen_dataclass_is_known_by_what_it_holds():
    memory.learn(Sealed(table()))
    for one in (Sealed(table()), Sealed(table())):
        assert height(one) == 2
    assert len(calls) == 1
    for one in (Sealed(table(1.6)), Sealed(table(), ("two",))):
        height(one)
    assert len(calls) == 3


@pytest.mark.usefixtures("folder")
def test_what_is_kept_is_known_before_it_is_asked_for():
    assert not memory.knows(doubled, table())
    doubled(table())
    assert memory.knows(doubled, table())
    assert not memory.knows(doubled, table(), by=3.0)
    assert not memory.knows(doubled, lambda: 1)
    assert len(calls) == 1


def test_nothing_is_known_without_a_folder():
    doubled(table())
    assert not memory.knows(doubled, table())


@memory.remembered
def slow(path: Path) -> int:
    with path.open("a") as file:
        file.write("computed\n")
    time.sleep(0.3)
    return os.getpid()


def elsewhere(path, end):
    """Let another process compute, and wait until it does."""
    if (process := fork()) == 0:
        try:
            slow(path)
        finally:
            os._exit(0)
    while not path.exists():
        time.sleep(0.01)
    if end:
        os.kill(process, end)
    return process


@pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")
def test_what_another_process_computes_is_waited_for(folder, tmp_path_factory):
    path = tmp_path_factory.mktemp("elsewhere") / "calls"
    process = elsewhere(path, None)
    assert slow(path) == process
    os.waitpid(process, 0)
    assert path.read_text() == "computed\n"
    assert len(list(folder.iterdir())) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")
@pytest.mark.usefixtures("folder")
def test_nobody_waits_for_a_process_that_is_gone(tmp_path_factory):
    path = tmp_path_factory.mktemp("elsewhere") / "calls"
    process = elsewhere(path, signal.SIGKILL)
    # Nobody has asked yet how it ended, so that its number is still taken.
    assert slow(path) == os.getpid()
    os.waitpid(process, 0)


def test_an_equal_object_in_a_module_is_a_change(monkeypatch):
    monkeypatch.setattr(memory, "_held", [])
    monkeypatch.setattr("ecstats.notebooks.outbox.PR_SET_PDEATHSIG", True)
    memory.hold()
    assert memory._unchanged()
    monkeypatch.setattr("ecstats.notebooks.outbox.PR_SET_PDEATHSIG", 1)
    assert not memory._unchanged()
    monkeypatch.delattr("ecstats.notebooks.outbox.PR_SET_PDEATHSIG")
    assert not memory._unchanged()
