"""Units of measure: the same, converted, or different."""

from itertools import product

import pytest

from verifiers import math_reward
from verifiers.math.equality.units import CONVERTIBLE, factor


@pytest.mark.parametrize(
    ("answer", "reference", "right"),
    [
        (r"5 \text{ cents}", r"\$0.05", True),
        (r"5 \text{ cents}", r"5 \text{ meters}", False),
        (r"5 \text{ cents}", r"\$5", False),
        (r"100 \text{ cm}", r"1 \text{ m}", True),
        (r"36 \text{ km/h}", r"10 \text{ m/s}", True),
        (r"1 \text{ hour}", r"60 \text{ min}", True),
        (r"1 \text{ kg}", r"1 \text{ m}", False),
        (r"20 \text{ celsius}", r"20 \text{ fahrenheit}", False),
        *[
            (rf"3 \text{{ {one}}}", rf"3 \text{{ {other}}}", same)
            for one, other, same in (
                ("Nm", "N m", True),
                ("Nm", r"newton meters", True),
                ("Ns", "kg m/s", True),
                ("Kg", "kg", True),
                ("KM", "km", True),
                ("Cm", "cm", True),
                ("Kilometers", "km", True),
                ("Mol", "mol", True),
                ("Kcal", "Cal", True),
                ("Nm", "nm", False),
                ("Ns", "ns", False),
                ("Nl", "nl", False),
                ("Fm", "fm", False),
                ("Ug", "ug", False),
                ("Pm", "pm", False),
                ("KN", "kn", False),
                ("Cal", "cal", False),
                ("Tb", "TB", False),
                ("kb", "kB", False),
                ("Mb/s", "MB/s", False),
                ("Mbps", "MB/s", False),
                ("Mbps", "Mb/s", True),
                ("KB", "kB", True),
            )
        ],
        (r"8 \text{ Gb}", r"1 \text{ GB}", True),
        (r"2000 \text{ MB}", r"2 \text{ GB}", True),
        (r"2 \text{ GB}", "2", True),
        (r"2 \text{ Nm}", "2", True),
    ],
)
def test_conversion(answer, reference, right):
    assert math_reward(rf"\boxed{{{answer}}}", reference) == float(right)


def test_pint_knows_every_unit_that_it_is_asked_for():
    # A name that pint does not know would raise out of a reward.
    for unit, other in product(CONVERTIBLE, ["meter", "second^2", "kilogram/liter"]):
        factor(unit, other)
    for unit in CONVERTIBLE - {"kelvin", "celsius", "fahrenheit"}:
        assert factor(unit, unit) == 1
