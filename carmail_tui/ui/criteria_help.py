"""What the panel of criteria says of each kind, and what else it can do."""

from dataclasses import replace
from typing import Any

from carmail_tui.i18n import N_, _
from carmail_tui.recipients.criteria import Criteria
from carmail_tui.recipients.kinds import SHAPES, Shape
from carmail_tui.recipients.listing import CriterionValue
from carmail_tui.ui.words import language_name

HELP = {
    "postcodes": N_("For example: 4000-4999, 5000"),
    "inspection": N_("For example: 6s (weeks), 3m (months), 05/01, 01/12-05/01"),
    "came_since": N_("For example: 6m (months ago), 2a (years ago), 01/09/2026"),
    "came_before": N_("For example: 6m (months ago), 2a (years ago), 01/09/2026"),
    "registered": N_("For example: 2012, 2010-2015, 10a (the last ten years)"),
    "not_mailed": N_("For example: 30 (days), 3m (months), 01/09/2026"),
    "documents_since": N_("For example: 6m (months ago), 2a (years ago), 01/09/2026"),
    "documents_before": N_("For example: 6m (months ago), 2a (years ago), 01/09/2026"),
    "spent": N_("For example: 500 (at least), 500-2000, 500 12m (in the last twelve months), 500 2026"),
    "name": N_("A part of the name, as it is spelled or not"),
    "created_since": N_("For example: 2s (weeks ago), 01/11/2026"),
}
"""The criteria that are typed rather than ticked."""
KEPT, WRITTEN, APART = "kept", "written", "apart"
MORE = {
    KEPT: (N_("Filters under a name"), N_("Enter: take one up, or keep the present criteria under a name.")),
    WRITTEN: (N_("All of it as own filter"), N_("Enter: write all criteria as one expression.")),
    APART: (N_("Own filter into the panel"), N_("Enter: what has the form of a criterion goes there.")),
}
"""What else can be done, below the criteria."""
SPELLED = {"families", "types", "vehicle_types", "makes", "towns", "models", "fuels", "mailings"}
"""The kinds whose values are kept folded, and shown as they are usually spelled."""


def shown_value(kind: str, value: CriterionValue) -> CriterionValue:
    """The value as it is shown in the language in use."""
    if kind == "languages":
        return replace(value, label=language_name(value.key))
    if kind == "regions" or SHAPES[kind] is Shape.YES_NO:
        return replace(value, label=_(value.label))
    return value


def ticked(criteria: Criteria, kind: str) -> tuple[str, ...]:
    """The keys of the values that are ticked."""
    value = getattr(criteria, kind)
    if SHAPES[kind] is Shape.YES_NO:
        return () if value is None else ("yes",) if value else ("no",)
    return tuple(value or ())


def ticked_anew(criteria: Criteria, kind: str, key: str) -> Any:
    """What the criteria hold of this kind once `key` is ticked, or no longer."""
    before = ticked(criteria, kind)
    if SHAPES[kind] is Shape.YES_NO:
        return None if key in before else key == "yes"
    return tuple(other for other in before if other != key) if key in before else (*before, key)
