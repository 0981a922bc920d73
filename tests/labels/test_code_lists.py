"""The tables behind the words of the charts."""

from ecstats import labels


def test_what_one_changes_in_its_tables_no_other_sees() -> None:
    changed = labels.load_code_lists()
    before = changed.figures.copy()
    changed.figures.loc[changed.figures.index[0], "quote"] = "another"
    changed.figures["more"] = 1
    assert labels.load_code_lists().figures.equals(before)


def test_newer_values_stand_after_the_published_values() -> None:
    plain = labels.load_code_lists()
    newer = plain.published_values.iloc[:1].assign(value_id="mine")
    found = labels.load_code_lists(None, newer)
    assert [*found.published_values["value_id"]] == [*plain.published_values["value_id"], "mine"]
    assert found.figures.equals(plain.figures)
