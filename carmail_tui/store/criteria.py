"""Criteria as conditions of the database."""

from datetime import date
from typing import Any

from carmail_tui.recipients import panel
from carmail_tui.recipients.criteria import Criteria, as_expression
from carmail_tui.store.expressions import condition_of, row_condition
from carmail_tui.store.models import Client


def condition(criteria: Criteria, today: date) -> Any:
    """The peewee expression on `models.Client` that holds for the clients whom `criteria` match."""
    node = as_expression(criteria)
    return condition_of(node, today) if node is not None else (Client.id > 0)


def vehicle_condition(criteria: Criteria, today: date) -> Any:
    """The expression on `models.Vehicle` for the conditions that one vehicle must meet."""
    node = panel.vehicle_condition(criteria)
    assert node is not None
    return row_condition(node, today)
