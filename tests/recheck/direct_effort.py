"""Direct judgments about the limits of work: what is counted, and where it ends."""

from __future__ import annotations

from fractions import Fraction

from .direct import module, refused


def efforts() -> None:
    """The last step that is there is given, one more is not; outside of a limit, and after it, all are."""
    e = module("resam_theory.definitions.effort")
    e.spend(10**9)
    with e.limited(10):
        e.spend(9)
        e.spend(1)
        with refused():
            e.spend(1)
        with e.limited(10):
            e.spend(10)
        with refused():
            e.spend(1)
    e.spend(10**9)
    with e.limited():
        e.spend(10**7)
        with refused():
            e.spend(1)


def numbers() -> None:
    """Denominators are put together inside of a limit: a common one of 4096 binary digits is the longest."""
    e = module("resam_theory.definitions.effort")
    long = Fraction(1, 2**4095)
    assert e.written(long / 2) == long / 2
    with e.limited():
        assert [e.written(number) for number in (Fraction(1, 3), Fraction(2))] == [Fraction(1, 3), Fraction(2)]
        with refused():
            e.written(long)
    with e.limited():
        assert e.written(long) == long
        with refused():
            e.written(Fraction(1, 3))


JUDGMENTS = (efforts, numbers)
