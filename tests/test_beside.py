import pytest

from ecstats import beside


@pytest.fixture(autouse=True)
def nobody(monkeypatch):
    monkeypatch.setattr(beside, "_begin", [])


def test_without_anybody_who_can_nothing_is_begun():
    assert not beside.possible()
    assert not beside.begin(pytest.fail)


@pytest.mark.parametrize("can", [True, False])
def test_who_can_is_asked_and_may_refuse(can):
    begun = []
    beside.use(lambda work: begun.append(work) or can)
    assert beside.possible()
    assert beside.begin(print) is can
    assert begun == [print]


def test_the_last_who_can_is_asked_alone():
    beside.use(lambda _: False)
    beside.use(lambda _: True)
    assert beside.begin(pytest.fail)
