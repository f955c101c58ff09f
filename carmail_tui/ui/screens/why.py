"""Why (not)? of one client, each reason with its remedy."""

from collections.abc import Mapping
from datetime import date
from functools import partial

from textual.app import ComposeResult
from textual.containers import Vertical

from carmail_tui.i18n import N_, _, ngettext
from carmail_tui.i18n.format import short_day
from carmail_tui.recipients.client import Consent
from carmail_tui.recipients.criteria import Criteria, looks_back
from carmail_tui.recipients.reach import LeftOut, LeftOutReason, Purpose
from carmail_tui.recipients.why import Why, why
from carmail_tui.ui.bridge import Garage
from carmail_tui.ui.filter_words import meaning
from carmail_tui.ui.mailing import give_address, purpose_of_draft
from carmail_tui.ui.screens.frame import Box
from carmail_tui.ui.screens.prompt import AskText
from carmail_tui.ui.widgets.lines import Plain
from carmail_tui.ui.widgets.menu import Item, Menu
from carmail_tui.ui.words import CRITERIA, left_out_words, named, value_words

_ON_ADDRESS = {
    LeftOutReason.NO_ADDRESS,
    LeftOutReason.MALFORMED,
    LeftOutReason.BOUNCED,
    LeftOutReason.SUPPRESSED,
}
_SHOWN = 4
"""How many criteria are told, one on a line."""
_REMEDIES = {
    LeftOutReason.NO_ADDRESS: N_("Enter: give one"),
    LeftOutReason.MALFORMED: N_("Enter: correct it"),
    LeftOutReason.BOUNCED: N_("Enter: give another"),
    LeftOutReason.SUPPRESSED: N_("Enter: give another"),
    LeftOutReason.REFUSED_PROMOTIONS: N_("service letters still go"),
    LeftOutReason.NO_CONSENT: N_("ask, then Enter"),
    LeftOutReason.SAME_MAILBOX: N_("one mail a mailbox"),
}


def ask_why(
    garage: Garage, client_id: int, criteria: Criteria, *, selected: bool, left_out: LeftOut | None
) -> Why | None:
    """What there is to say of a client in the picker; None where the client is gone.

    `left_out` is why the selection as a whole leaves the client out: another one may have the same mailbox.
    """
    client = garage.store.clients.get(client_id)
    if client is None:
        return None
    shared_with = left_out.other if left_out else ""
    history = garage.store.clients.histories([client_id])[client_id] if looks_back(criteria) else None
    return why(
        client,
        criteria,
        purpose_of_draft(garage),
        garage.today,
        selected=selected,
        shared_with=shared_with,
        history=history,
    )


class WhyBox(Box[bool]):
    """What there is to say of one client. The answer: whether something was mended."""

    def __init__(self, found: Why, labels: Mapping[str, str]) -> None:
        """`labels` gives the usual spelling of values (`words.usual_labels`)."""
        super().__init__()
        self._why = found
        self._labels = labels

    def content(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Plain(_("{name}: will receive?").format(name=named(self._why.client)), classes="heading")
            yield Menu(self._items())
            yield Plain(_("Enter: mend   Escape: back"))

    def on_mount(self) -> None:
        self.query_one(Menu).focus()

    def _items(self) -> list[Item]:
        found, items = self._why, []
        if found.left_out is not None:
            remedy = _(_REMEDIES[found.left_out.reason])
            items.append(Item(_answer(_("NO"), left_out_words(found.left_out)), "mend", remedy))
        else:
            items.append(Item(_answer(_("yes"), _("at {email}").format(email=found.email)), "address"))
        unmet = self._unmet()
        for place, words in enumerate(unmet[:_SHOWN]):
            items.append(Item(_answer(_("NO"), words), f"unmet-{place}"))
        if len(unmet) > _SHOWN:
            more = ngettext("and {count} more criterion", "and {count} more criteria", len(unmet) - _SHOWN)
            items.append(Item(_answer("", more.format(count=len(unmet) - _SHOWN))))
        if not unmet:
            items.append(Item(_answer(_("yes"), _("matches the criteria")), "met"))
        chosen = _("is chosen") if found.selected else _("is not chosen")
        items.append(Item(_answer(_("yes") if found.selected else _("NO"), chosen), "chosen"))
        if found.purpose is Purpose.PROMOTION:
            # A service letter goes to those who want no promotions too: a NO beside its yes would confuse.
            items.append(Item(_consent_words(found.client.consent), "consent"))
        return items

    def _unmet(self) -> list[str]:
        """Each criterion that keeps the client out, with what it asks."""
        found, today = self._why, self.bridge.garage.today
        words = [
            _("{criterion}: {asked}").format(
                criterion=_(CRITERIA[kind]), asked=value_words(found.criteria, kind, today, self._labels)
            )
            for kind in found.unmet
            if kind != "where"
        ]
        return words + [
            _("{criterion}: {asked}").format(criterion=_(CRITERIA["where"]), asked=meaning(part, today))
            for part in found.unmet_parts
        ]

    def on_menu_chosen(self, event: Menu.Chosen) -> None:
        left_out = self._why.left_out
        if event.name == "address" or (event.name == "mend" and left_out and left_out.reason in _ON_ADDRESS):
            question = _("New e-mail address of {name}:").format(name=named(self._why.client))
            known = left_out.email if left_out else self._why.email
            self.app.push_screen(AskText(question, known), self._address_given)
        elif event.name == "consent" or (left_out and left_out.reason is LeftOutReason.NO_CONSENT):
            question = _("{name} accepts promotions. How do you know?").format(name=named(self._why.client))
            self.app.push_screen(AskText(question), self._consent_given)

    def _address_given(self, email: str | None) -> None:
        if email:
            self.work(partial(self._put_address, email))

    async def _put_address(self, email: str) -> None:
        await self.bridge.call(give_address, self.bridge.garage, self._why.client, email)
        self.dismiss(True)

    def _consent_given(self, origin: str | None) -> None:
        if origin:
            self.work(partial(self._put_consent, origin))

    async def _put_consent(self, origin: str) -> None:
        assert self._why.client.id is not None
        consent = Consent(True, date.today(), origin)
        await self.bridge.call(self.bridge.store.cards.set_consent, self._why.client.id, consent)
        self.dismiss(True)


def _answer(verdict: str, words: str) -> str:
    return f"{verdict:<5}{words}"


def _consent_words(consent: Consent) -> str:
    since = short_day(consent.since)
    if consent.accepted is None:
        return _answer(_("NO"), _("never asked about promotions"))
    if consent.accepted:
        words = _("accepts promotions since {since} ({origin})").format(since=since, origin=consent.origin)
        return _answer(_("yes"), words)
    return _answer(
        _("NO"), _("refuses promotions since {since} ({origin})").format(since=since, origin=consent.origin)
    )
