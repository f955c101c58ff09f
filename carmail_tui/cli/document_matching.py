"""`carmail documents match`: whose the documents without a client are; what is decided, and taken back."""

import argparse
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from carmail_tui.cli.asking import say
from carmail_tui.cli.main import ALL_DONE, DONE_IN_PART, NOTHING_DONE, WRONG_USE
from carmail_tui.documents.listing import LedgerFilters
from carmail_tui.documents.matching import Candidates, Matched, MatchedBy
from carmail_tui.i18n import _, current_language, ngettext, visible
from carmail_tui.i18n.format import format_amount, format_moment
from carmail_tui.i18n.import_words import candidate_words, matched_word

if TYPE_CHECKING:
    from carmail_tui.cli.garage import Garage
    from carmail_tui.documents.decisions import Decision, OpenQuestion
    from carmail_tui.documents.document import Document


def match(arguments: argparse.Namespace) -> int:
    """Settle what is certain, list the rest with who it may be; or decide, or take a decision back."""
    from carmail_tui.cli.garage import open_garage

    garage = open_garage(arguments)
    if arguments.remembered:
        for decision in garage.store.decisions.all():
            print(
                json.dumps(_decision_record(decision), ensure_ascii=False)
                if arguments.json
                else _decision_line(decision)
            )
        return ALL_DONE
    decides = arguments.client is not None or arguments.client_id is not None or arguments.make_card
    if (decides or arguments.forget) and not arguments.number:
        say(_("Say of which document: --number N."))
        return WRONG_USE
    documents, missing = _chosen(garage, arguments.number)
    if missing:
        say(_("Not in the ledger: {numbers}.").format(numbers=", ".join(visible(n, 40) for n in missing)))
    if arguments.forget:
        done = _forget(garage, documents, as_json=arguments.json)
    elif decides:
        client = _client(garage, arguments)
        if client is None and not arguments.make_card:
            return WRONG_USE
        done = _decide(garage, documents, client, as_json=arguments.json)
    else:
        return _list(garage, documents, arguments, missing)
    if not done:
        return NOTHING_DONE
    return DONE_IN_PART if missing or done < len(documents) else ALL_DONE


def _chosen(garage: "Garage", numbers: Sequence[str] | None) -> tuple[list["Document"], list[str]]:
    """The documents with these numbers, else all without a client; and the numbers that none has."""
    ledger = garage.store.ledger
    if not numbers:
        return ledger.many(ledger.ids(LedgerFilters(unmatched=True), today=garage.today)), []
    found = {number: ledger.by_number(number) for number in dict.fromkeys(numbers)}
    documents = [document for named in found.values() for document in named]
    return documents, [number for number, named in found.items() if not named]


def _client(garage: "Garage", arguments: argparse.Namespace) -> int | None:
    """The client that was named; None where there is none, or several, which has been said."""
    if arguments.make_card:
        return None
    found: list[int] = []
    if arguments.client_id is None:
        found = garage.store.decisions.clients_with_code(arguments.client)
    elif garage.store.clients.get(arguments.client_id):
        found = [arguments.client_id]
    if len(found) != 1:
        named = visible(str(arguments.client if arguments.client is not None else arguments.client_id), 40)
        words = (
            _("Several clients have the code {code}: say --client-id, which carmail clients --json shows.")
            if found
            else _("There is no client {code}.")
        )
        say(words.format(code=named))
        return None
    return found[0]


def _decide(garage: "Garage", documents: Sequence["Document"], client: int | None, *, as_json: bool) -> int:
    """Give each document to the client, or to a card made from its buyer; how many were given."""
    from carmail_tui.ui.importing import language_of

    given_before: set[int] = set()
    for document in documents:
        assert document.id is not None
        if document.id in given_before:
            continue
        if client is None:
            given = garage.store.decisions.make_card(document.id, language_of(garage), garage.user)
        else:
            given = garage.store.decisions.decide(document.id, client, garage.user)
        given_before |= {one.document for one in given.before}
        (now,) = garage.store.ledger.many([document.id])
        if as_json:
            more = {"remembered": given.remembered, "given": len(given.before)}
            print(json.dumps(_record(now) | more, ensure_ascii=False))
            continue
        count = len(given.before)
        words = ngettext("{number}: {name}.", "{number}, and {more} of the same buyer: {name}.", count)
        print(words.format(number=visible(now.number, 40), name=visible(now.client_name, 60), more=count - 1))
        if not given.remembered:
            say(_("It is not remembered: nothing tells this buyer from others, or two VAT numbers differ."))
    return len(documents)


def _forget(garage: "Garage", documents: Sequence["Document"], *, as_json: bool) -> int:
    """Forget what is remembered of the buyers; the documents stay whose they are. How many were forgotten."""
    done = 0
    for document in documents:
        decision = garage.store.decisions.of(document.buyer)
        if decision is None:
            say(_("{number}: nothing is remembered.").format(number=visible(document.number, 40)))
        elif garage.store.decisions.forget(decision.key):
            words = _("Forgotten: {decision}").format(decision=_decision_line(decision))
            print(json.dumps(_decision_record(decision), ensure_ascii=False) if as_json else words)
            done += 1
    return done


def _list(
    garage: "Garage", documents: Sequence["Document"], arguments: argparse.Namespace, missing: Sequence[str]
) -> int:
    settled, asked = garage.store.decisions.settle([d.id for d in documents if d.id is not None])
    for document, found in settled:
        (now,) = garage.store.ledger.many([document.id] if document.id else [])
        if arguments.json:
            print(json.dumps(_record(now, found), ensure_ascii=False))
            continue
        words = _("{number}: {name}, found by {what}.")
        named = {"number": visible(now.number, 40), "name": visible(now.client_name, 60)}
        print(words.format(**named, what=matched_word(found.by)))
    for question in asked:
        if arguments.json:
            print(json.dumps(_record(question.document, question.match), ensure_ascii=False))
        else:
            print("\n".join(_question_lines(question)))
    if asked:
        say(_("--number N --client CODE says whose a document is; --make-card makes a card of the buyer."))
    return DONE_IN_PART if asked or missing else ALL_DONE


def _question_lines(question: "OpenQuestion") -> list[str]:
    document = question.document
    amount = format_amount(document.total, document.currency, current_language())
    buyer = ", ".join(
        visible(text, 40)
        for text in (document.buyer.name, document.buyer.postcode, document.buyer.vat)
        if text.strip()
    )
    lines = [f"{visible(document.number, 40)}  {buyer or _('(no name)')}  {amount}"]
    if isinstance(question.match, Candidates):
        for candidate in question.match.offered:
            client = candidate.client
            name = visible(client.names[0] if client.names else "", 40)
            place = " ".join(visible(text, 20) for text in (client.code, client.postcode) if text)
            words = candidate_words(candidate.by, candidate.score)
            lines.append(f"    {client.id:>6}  {name:<40} {place:<16} {words}".rstrip())
    else:
        lines.append("    " + _("nobody is like the buyer"))
    return lines


def _record(document: "Document", found: Any = None) -> dict[str, Any]:
    offered = found.offered if isinstance(found, Candidates) else ()
    return {
        "id": document.id,
        "number": document.number,
        "kind": document.kind.value,
        "buyer": document.buyer.name,
        "buyer_vat": document.buyer.vat,
        "buyer_postcode": document.buyer.postcode,
        "client_id": document.client_id,
        "client": document.client_name or None,
        "remembered": isinstance(found, Matched) and found.by is MatchedBy.DECISION,
        "given": int(isinstance(found, Matched)),
        "matched_by": found.by.value if isinstance(found, Matched) else None,
        "candidates": [
            {
                "id": c.client.id,
                "name": c.client.names[0] if c.client.names else "",
                "code": c.client.code,
                "postcode": c.client.postcode,
                "by": c.by.value,
                "score": c.score,
            }
            for c in offered
        ],
    }


def _decision_record(decision: "Decision") -> dict[str, Any]:
    return {
        "buyer": decision.buyer.name,
        "buyer_vat": decision.buyer.vat,
        "buyer_code": decision.buyer.code,
        "buyer_postcode": decision.buyer.postcode,
        "client_id": decision.client_id,
        "client": decision.client_name,
        "user": decision.user,
        "at": decision.at.isoformat(),
    }


def _decision_line(decision: "Decision") -> str:
    told = (decision.buyer.name, decision.buyer.vat, decision.buyer.code, decision.buyer.postcode)
    return _("{buyer} is {client}, as {user} said on {moment}").format(
        buyer=", ".join(visible(text, 40) for text in told if text),
        client=visible(decision.client_name, 60),
        user=visible(decision.user, 40),
        moment=format_moment(decision.at),
    )
