"""What belongs to one and the same vehicle, document or letter, where the text does not say it.

People write `make = VW and next_inspection <= today + 6w` and mean one car. So within an `and`, all that is
said of vehicles is about one of them. What is only denied stays a denial of all: `make != VW` alone is "no VW
at all", and beside `fuel = diesel` it is "a diesel that is no VW". `vehicle(...)` says it expressly.
"""

from carmail_tui.recipients.expression.fields import FIELDS
from carmail_tui.recipients.expression.tree import (
    All,
    Any,
    Entity,
    Node,
    Not,
    Some,
    Test,
    Total,
    all_of,
    any_of,
)


def bind(node: Node) -> Node:
    """The tree in which every test of a vehicle, document, letter or address stands inside a Some."""
    entity: Entity | None
    match node:
        case Test(name) if (entity := FIELDS[name].entity) is not Entity.CLIENT:
            return Some(entity, node)
        case Not(part):
            return Not(bind(part))
        case Any(parts):
            entity = _owner(node)
            if entity is not None and not any(isinstance(part, Not | All) for part in parts):
                return Some(entity, node)
            return any_of([bind(part) for part in parts])
        case All(parts):
            return all_of(_joined(parts))
        case _:
            return node


def _joined(parts: tuple[Node, ...]) -> list[Node]:
    """The parts of an All, those about one entity gathered where the first of them stands."""
    owners = [_owner(part) for part in parts]
    said = {
        entity
        for entity in owners
        if entity is not None
        and any(
            owner is entity and not isinstance(part, Not) for part, owner in zip(parts, owners, strict=True)
        )
    }
    found: list[Node] = []
    done: set[Entity] = set()
    for part, entity in zip(parts, owners, strict=True):
        if entity is None or entity not in said or owners.count(entity) == 1:
            found.append(bind(part))
        elif entity not in done:
            done.add(entity)
            together = [other for other, owner in zip(parts, owners, strict=True) if owner is entity]
            found.append(Some(entity, all_of(together)))
    return found


def loosen(node: Node) -> Node:
    """The tree without each Some that `bind` puts back: as a person would write it."""
    match node:
        case All(parts):
            flat: list[Node] = []
            for part in (loosen(part) for part in parts):
                flat += part.parts if isinstance(part, All) else (part,)
            found: Node = All(tuple(flat))
        case Any(parts):
            found = any_of([loosen(part) for part in parts])
        case Not(part):
            found = Not(loosen(part))
        case Some(_, condition):
            found = condition
        case _:
            return node
    return found if bind(found) == node else _partly_loosened(node)


def _partly_loosened(node: Node) -> Node:
    """Where loosening every part would say something else, the Somes that stand directly in it stay."""
    match node:
        case All(parts):
            return (
                All(tuple(part if _is_some(part) else loosen(part) for part in parts))
                if _safe(node)
                else node
            )
        case _:
            return node


def _safe(node: All) -> bool:
    return bind(All(tuple(part if _is_some(part) else loosen(part) for part in node.parts))) == node


def _is_some(node: Node) -> bool:
    return isinstance(node, Some) or (isinstance(node, Not) and isinstance(node.part, Some))


def _owner(node: Node) -> Entity | None:
    """Of whose tests alone the node is made, where that is not the client; None for all else."""
    match node:
        case Test(name):
            entity = FIELDS[name].entity
            return None if entity is Entity.CLIENT else entity
        case Not(part):
            return _owner(part)
        case All(parts) | Any(parts):
            owners = {_owner(part) for part in parts}
            return owners.pop() if len(owners) == 1 else None
        case Some() | Total():
            return None
