import pytest

from ecstats.errors import InputError, unknown_name_error


@pytest.mark.parametrize(
    ("value", "valid", "message"),
    [
        ("onlin_retail", ["online_retail_sales", "express_parcels"],
         "unknown kind 'onlin_retail'; nearest valid: 'online_retail_sales'"),
        ("zzz", ["target", "observed"], "unknown kind 'zzz'; valid: 'observed', 'target'"),
        ("zzz", range(100000, 100050), "… (50 in all)"),
        (None, ["CN"], "unknown kind None"),
        (2.5, ["CN"], "unknown kind 2.5"),
        ("", ["CN"], "unknown kind ''"),
    ],
)  # fmt: skip
def test_what_is_valid_is_named_in_short(value: object, valid: list[object], message: str) -> None:
    error = unknown_name_error("kind", value, valid)
    assert isinstance(error, InputError)
    assert message in str(error)
    assert len(str(error)) < 200
