"""What the picker asks: the criteria that a user left, and those of a live list."""

from dataclasses import dataclass, field

from carmail_tui.recipients.criteria import Criteria, KeptCriteriaError, from_plain, to_plain
from carmail_tui.ui.bridge import Garage
from carmail_tui.ui.words import usual_labels


@dataclass(frozen=True, slots=True)
class Asked:
    """Criteria, the usual spelling of their values, and why those that were kept cannot be read."""

    criteria: Criteria
    labels: dict[str, str] = field(default_factory=dict)
    fault: str = ""


def kept_criteria(garage: Garage) -> Asked:
    """The criteria that the user left."""
    plain = garage.store.user_states.get(garage.user, "criteria")
    try:
        criteria = from_plain(plain or {}, garage.today)
    except KeptCriteriaError as error:
        return Asked(Criteria(), fault=error.sentence())
    return Asked(criteria, spelled(garage, criteria))


def keep_criteria(garage: Garage, criteria: Criteria) -> None:
    """Keep the criteria for the user's next look."""
    garage.store.user_states.put(garage.user, "criteria", to_plain(criteria))


def criteria_of_list(garage: Garage, name: str) -> Asked | None:
    """The criteria of a live list, which become the user's; None where it is frozen, or is not there."""
    criteria = garage.store.lists.criteria(name, garage.today)
    if criteria is None:
        return None
    keep_criteria(garage, criteria)
    return Asked(criteria, spelled(garage, criteria))


def spelled(garage: Garage, criteria: Criteria) -> dict[str, str]:
    """How the values that `criteria` hold are usually spelled."""
    return usual_labels(garage.store.clients, garage.today, criteria)
