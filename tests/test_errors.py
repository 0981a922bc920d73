import pytest

from ecstats.errors import InputError, unknown_name_error


def test_the_nearest_valid_names_are_given() -> None:
    error = unknown_name_error(
        "indicator", "onlin_retail", ["online_retail_sales", "express_parcels"]
    )
    assert isinstance(error, InputError)
    assert str(error) == "unknown indicator 'onlin_retail'; nearest valid: 'online_retail_sales'"


def test_few_names_are_all_given_when_none_is_near() -> None:
    assert str(unknown_name_error("kind", "zzz", ["target", "observed"])) == (
        "unknown kind 'zzz'; valid: 'observed', 'target'"
    )


def test_many_names_are_cut_short() -> None:
    message = str(unknown_name_error("area", "zzz", range(100000, 100050)))
    assert message.endswith("… (50 in all)")
    assert len(message) < 200


@pytest.mark.parametrize("value", [None, 3, 2.5, ""])
def test_a_value_of_any_type_can_be_unknown(value: object) -> None:
    assert repr(value) in str(unknown_name_error("area", value, ["CN"]))
