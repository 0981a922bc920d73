"""The tables behind the words of the charts."""

from ecstats import plots


def test_what_one_changes_in_its_tables_no_other_sees() -> None:
    changed = plots.load_lookup()
    before = changed.figures.copy()
    changed.figures.loc[changed.figures.index[0], "quote"] = "another"
    changed.figures["more"] = 1
    assert plots.load_lookup().figures.equals(before)


def test_newer_values_stand_after_the_outturns() -> None:
    plain = plots.load_lookup()
    newer = plain.outturns.iloc[:1].assign(outturn_id="mine")
    found = plots.load_lookup(None, newer)
    assert [*found.outturns["outturn_id"]] == [*plain.outturns["outturn_id"], "mine"]
    assert found.figures.equals(plain.figures)
