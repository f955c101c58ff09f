"""The own filter for the screens: what a text means, and what can stand at its cursor."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from carmail_tui.i18n import current_language
from carmail_tui.recipients.criteria import Criteria
from carmail_tui.recipients.expression.completion import Completion, complete
from carmail_tui.recipients.expression.errors import ExpressionError, Fault
from carmail_tui.recipients.expression.parsing import parse
from carmail_tui.recipients.expression.tree import Node
from carmail_tui.ui.bridge import Garage

_KINDS = {
    "family": "families",
    "type": "types",
    "town": "towns",
    "make": "makes",
    "model": "models",
    "fuel": "fuels",
    "vehicle_type": "vehicle_types",
    "mailing": "mailings",
}
"""The fields whose values are offered, each with the kind of criteria that knows them."""
_MOST = 50


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text is: a filter, nothing, or a fault; and what can stand at the cursor."""

    node: Node | None
    fault: ExpressionError | None
    completion: Completion


@dataclass
class ExpressionReader:
    """Reads expressions off the interface's thread; remembers which values occur in a field."""

    garage: Garage
    _values: dict[str, Sequence[str]] = field(default_factory=dict)

    def read(self, text: str, cursor: int) -> Reading:
        """Read the text, and complete it at the cursor."""
        completion = complete(text, cursor, current_language(), self._occurring)
        node, fault = read_expression(text)
        return Reading(node, fault, completion)

    def _occurring(self, name: str) -> Sequence[str]:
        if name not in _KINDS:
            return ()
        if name not in self._values:
            found = self.garage.store.clients.values(_KINDS[name], Criteria(), self.garage.today)
            self._values[name] = [value.label for value in found[:_MOST]]
        return self._values[name]


def read_expression(text: str) -> tuple[Node | None, ExpressionError | None]:
    """The filter that the text is, or its fault; neither where nothing is written."""
    try:
        return parse(text), None
    except ExpressionError as error:
        return None, None if error.fault is Fault.EMPTY else error
