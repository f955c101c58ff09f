"""Random filters: every database finds the clients whom the plain evaluation finds, no more and no fewer."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carmail_tui.recipients.criteria import (
    Criteria,
    as_expression,
    from_expression,
    from_plain,
    matches,
    to_plain,
)
from carmail_tui.recipients.expression.evaluate import holds
from carmail_tui.recipients.expression.parsing import parse
from carmail_tui.recipients.expression.printing import printed
from carmail_tui.recipients.expression.tree import Node
from carmail_tui.recipients.kinds import SHAPES
from carmail_tui.store.criteria import condition
from carmail_tui.store.expressions import condition_of
from tests.filters import strategies
from tests.filters.databases import Garages
from tests.filters.garage import CLIENTS, TODAY
from tests.postgres import postgres

__all__ = ("postgres",)

_TIMES = int(os.environ.get("CARMAIL_RANDOM_FILTERS", "1"))
_EXPRESSIONS, _CRITERIA, _TEXTS = 2400 * _TIMES, 1600 * _TIMES, 1000 * _TIMES
"""How many are tried: a minute in all. CARMAIL_RANDOM_FILTERS=10 tries ten times as many."""
_RANDOM = settings(deadline=None, suppress_health_check=list(HealthCheck), database=None)
_KEPT = st.sets(st.sampled_from(sorted(SHAPES)), min_size=1, max_size=4)


@pytest.fixture(scope="module")
def garages(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Garages]:
    """The garage in all databases; without a PostgreSQL server, in the two of SQLite."""
    url = None
    if shutil.which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        import psycopg

        server = request.getfixturevalue("postgres")
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE filters")
        url = f"{server}/filters"
    found = Garages(tmp_path_factory.mktemp("filters"), url)
    yield found
    found.close()


@settings(_RANDOM, max_examples=_EXPRESSIONS)
@given(node=strategies.expressions)
def test_an_expression_finds_the_same_clients_everywhere(garages: Garages, node: Node) -> None:
    expected = garages.matching(lambda client, history: holds(node, client, TODAY, history))
    for database, found in garages.found(lambda: condition_of(node, TODAY)).items():
        assert found == expected, f"{database}: {printed(node)}"


@settings(_RANDOM, max_examples=_CRITERIA)
@given(wanted=strategies.criteria, kept=_KEPT)
def test_criteria_find_the_same_clients_everywhere(
    garages: Garages, wanted: Criteria, kept: set[str]
) -> None:
    asked = strategies.sparse(wanted, kept)
    expected = garages.matching(lambda client, history: matches(asked, client, TODAY, history))
    for database, found in garages.found(lambda: condition(asked, TODAY)).items():
        assert found == expected, f"{database}: {to_plain(asked)}"


@settings(_RANDOM, max_examples=_TEXTS)
@given(wanted=strategies.criteria, kept=_KEPT)
def test_panel_and_expression_are_two_views_of_one_filter(
    garages: Garages, wanted: Criteria, kept: set[str]
) -> None:
    asked = strategies.sparse(wanted, kept)
    expected = garages.matching(lambda client, history: matches(asked, client, TODAY, history))
    views = (from_expression(as_expression(asked)), from_plain(to_plain(asked), TODAY))
    for view in views:
        found = garages.matching(lambda client, history, view=view: matches(view, client, TODAY, history))  # type: ignore[misc]
        assert found == expected, f"{to_plain(asked)} became {to_plain(view)}"


@settings(_RANDOM, max_examples=_TEXTS)
@given(node=strategies.expressions, language=st.sampled_from(["en", "fr", "nl", "de"]))
def test_what_is_written_is_read_again(node: Node, language: str) -> None:
    text = printed(node, language)
    assert parse(text) == node, text
    assert printed(parse(text), language) == text


def test_the_random_filters_are_worth_asking(garages: Garages) -> None:
    """A garage of whom every filter finds nobody would show nothing."""
    assert len(garages.clients) == CLIENTS
    assert sum(len(history.bills) for history in garages.histories.values()) > CLIENTS // 2
    assert sum(len(history.letters) for history in garages.histories.values()) > CLIENTS // 4
