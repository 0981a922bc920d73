"""`ecstats check` names what is not up to date, by hashes or by executing."""

import pytest

from ecstats import cli


@pytest.fixture
def check(capsys):
    def command(*words):
        capsys.readouterr()
        code = cli.main(["check", *words])
        return (code, *capsys.readouterr())

    return command


def test_what_was_never_executed_is_named(write, contents, check):
    write("00_one")
    before = contents()
    code, out, err = check()
    assert (code, out) == (1, "00_one: never executed by ecstats run\n")
    assert err == "to renew: ecstats run\n"
    assert contents() == before
    assert check("00_won")[0] == 2


def test_an_execution_decides(checkout, write, refresh, contents, check):
    write("00_one")
    two = write("01_two")
    assert refresh() == []
    assert check()[:2] == (0, "2 notebooks with their charts are up to date\n")
    assert check("--execute", "00_one")[:2] == (0, "1 notebook with its charts is up to date\n")

    # Data that no output shows: the hashes suspect it, the execution does not.
    (checkout / "data" / "areas.csv").write_text("ref_area\n")
    code, out, _ = check()
    assert code == 1
    assert out == (
        "00_one: the data changed since it was executed\n"
        "01_two: the data changed since it was executed\n"
    )
    assert check("--execute")[0] == 0

    # An edited chart, an edited output, a chart of nobody.
    (checkout / "figures" / "00_one.svg").write_text("<svg>edited</svg>")
    (checkout / "figures" / "other.svg").touch()
    two.write_text(two.read_text().replace("01_two en", "01_two EN"))
    before = contents()
    code, out, _ = check("--execute")
    assert code == 1
    assert out.splitlines() == [
        "00_one: figures/00_one.svg is not what it draws now",
        "01_two: its outputs are not what it gives now",
        "figures/other.svg: no notebook writes it",
    ]
    assert contents() == before


def test_a_notebook_that_fails_is_named(checkout, write, refresh, check):
    write("00_one", "if Path('../fail').exists(): 1 / 0", "1")
    path = checkout / "notebooks" / "00_one.ipynb"
    path.write_text(path.read_text().replace("if Path", "from pathlib import Path\\nif Path"))
    assert refresh() == []
    (checkout / "fail").touch()
    assert check()[0] == 0
    code, out, _ = check("--execute")
    assert (code, out) == (
        1,
        "00_one: cell 5 (In [4]) failed with ZeroDivisionError: division by zero\n",
    )
