"""Random filters, over the words of `tests.filters.garage`."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any as Anything

from hypothesis import strategies as st

from carmail_tui.recipients.expression.fields import CHOICES, FIELDS, Field, Kind
from carmail_tui.recipients.expression.tree import (
    Entity,
    Node,
    Operator,
    Relative,
    Some,
    Span,
    Test,
    Total,
    all_of,
    any_of,
    denied,
)
from carmail_tui.recipients.kinds import Criteria, Spent
from carmail_tui.recipients.regions import REGIONS, PostcodeRange
from carmail_tui.recipients.window import Window
from tests.filters.garage import TODAY, WORDS

_ORDERED = (Operator.LESS, Operator.AT_MOST, Operator.MORE, Operator.AT_LEAST)

relatives = st.builds(
    lambda count, unit: Relative(count, unit) if count else Relative(),
    st.integers(-40, 40),
    st.sampled_from("dwmy"),
)
fixed = st.integers(-800, 800).map(lambda days: TODAY + timedelta(days=days)) | st.sampled_from(
    [date.min, date.max, date(1900, 1, 1)]
)
days = relatives | fixed
texts = st.sampled_from(WORDS) | st.text(min_size=1, max_size=6).filter(lambda text: text.strip() != "")
numbers = st.sampled_from([0, 1000, 4000, 4020, 5000, 9999, 6999]).map(Decimal)
amounts = st.integers(-60000, 200000).map(lambda cents: Decimal(cents).scaleb(-2)) | st.just(Decimal(0))


def _values(field: Field) -> st.SearchStrategy[Anything]:
    if field.kind is Kind.TEXT:
        return texts.filter(lambda text: field.key(text) != "")
    if field.kind is Kind.CHOICE:
        return st.sampled_from(CHOICES[field.name])
    return {Kind.NUMBER: numbers, Kind.MONEY: amounts, Kind.DATE: days}[field.kind]


def _spans(field: Field) -> st.SearchStrategy[Span]:
    def ordered(ends: tuple[Anything, Anything]) -> bool:
        moments = [e.day(date(2000, 1, 1)) if isinstance(e, Relative) else e for e in ends]
        return isinstance(ends[0], Relative) is not isinstance(ends[1], Relative) or moments[0] <= moments[1]

    values = _values(field)
    return st.tuples(values, values).filter(ordered).map(lambda ends: Span(*ends))


def _tests_of(field: Field) -> st.SearchStrategy[Node]:
    if field.kind is Kind.FLAG:
        return st.just(Test(field.name, Operator.TRUE))
    values = _values(field)
    found = [values.map(lambda value: Test(field.name, Operator.EQUAL, (value,)))]
    members: st.SearchStrategy[Anything] = values
    if field.kind in {Kind.NUMBER, Kind.MONEY, Kind.DATE}:
        members = values | _spans(field)
        found.append(
            st.builds(lambda op, value: Test(field.name, op, (value,)), st.sampled_from(_ORDERED), values)
        )
        found.append(_spans(field).map(lambda span: Test(field.name, Operator.IN, (span,))))
    lists = st.lists(members, min_size=2, max_size=3)
    found.append(lists.map(lambda several: Test(field.name, Operator.IN, tuple(several))))
    if field.kind is Kind.TEXT:
        part = st.sampled_from((Operator.CONTAINS, Operator.BEGINS))
        found.append(st.builds(lambda op, value: Test(field.name, op, (value,)), part, values))
    if field.kind in {Kind.TEXT, Kind.NUMBER, Kind.DATE}:
        found.append(st.just(Test(field.name, Operator.KNOWN)))
    return st.one_of(found)


def tests_of(entity: Entity) -> st.SearchStrategy[Node]:
    """Tests of the fields of one entity."""
    return st.one_of([_tests_of(field) for field in FIELDS.values() if field.entity is entity])


def _composed(leaves: st.SearchStrategy[Node], size: int) -> st.SearchStrategy[Node]:
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            inner.map(denied),
            st.lists(inner, min_size=2, max_size=3).map(all_of),
            st.lists(inner, min_size=2, max_size=3).map(any_of),
        ),
        max_leaves=size,
    )


def _some(entity: Entity) -> st.SearchStrategy[Node]:
    return _composed(tests_of(entity), 3).map(lambda condition: Some(entity, condition))


_several = (Entity.VEHICLE, Entity.DOCUMENT, Entity.MAILING, Entity.ADDRESS)
_totals = st.builds(
    Total,
    st.none() | _composed(tests_of(Entity.DOCUMENT), 2),
    st.sampled_from((*_ORDERED, Operator.EQUAL)),
    amounts,
)
expressions = _composed(st.one_of(tests_of(Entity.CLIENT), *map(_some, _several), _totals), 5)
"""Any expression, in the form in which `parse` gives it."""

_windows = st.integers(0, 99).flatmap(
    lambda count: st.sampled_from([("d", 1.0), ("w", 7.0), ("m", 30.4375), ("a", 365.25)]).map(
        lambda unit: Window(f"{count}{unit[0]}", days=round(count * unit[1]))
    )
) | st.tuples(fixed, fixed).map(lambda ends: Window("", min(ends), max(ends)))
_once = fixed.map(lambda day: Window("", first=day))
_keys = st.lists(
    st.sampled_from(["vw", "audi", "liege", "namur", "diesel", "golf", "particuliers"]), max_size=2
).map(tuple)
_yes_no = st.none() | st.booleans()
_past = st.none() | _windows | _once
criteria = st.builds(
    Criteria,
    families=_keys,
    types=_keys,
    languages=st.lists(st.sampled_from(CHOICES["language"]), max_size=2).map(tuple),
    postcodes=st.lists(
        st.tuples(numbers, numbers).map(lambda ends: PostcodeRange(int(min(ends)), int(max(ends)))),
        max_size=2,
    ).map(tuple),
    regions=st.lists(st.sampled_from(sorted(REGIONS)), max_size=2).map(tuple),
    promotions=_yes_no,
    vehicle_types=_keys,
    makes=st.lists(st.sampled_from(["volkswagen", "audi", "mercedes benz"]), max_size=2).map(tuple),
    inspection=st.none() | _windows | fixed.map(lambda day: Window("", last=day)),
    came_since=_past,
    towns=_keys,
    models=_keys,
    fuels=_keys,
    registered=_past,
    came_before=_past,
    has_address=_yes_no,
    bounced=_yes_no,
    not_mailed=_past,
    mailings=st.lists(st.sampled_from(["pneus hiver", "voeux"]), max_size=2).map(tuple),
    documents_since=_past,
    documents_before=_past,
    spent=st.none()
    | st.builds(Spent, amounts.map(abs), st.none(), _past)
    | st.builds(Spent, st.none(), amounts.map(abs), _past),
    unpaid=_yes_no,
    name=st.sampled_from(["", "du", "Élo", "an"]),
    created_since=_past,
    where=st.none() | expressions,
)
"""Any criteria, most with many kinds."""


def sparse(wanted: Criteria, kept: set[str]) -> Criteria:
    """`wanted` with the kinds `kept` alone: with all of them nobody would ever match."""
    return Criteria(**{kind: getattr(wanted, kind) for kind in kept})
