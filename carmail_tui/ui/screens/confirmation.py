"""The last check of a mailing: how many, who not and why, how long. The focus is on going back."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll

from carmail_tui.i18n import N_, _, ngettext
from carmail_tui.i18n.format import format_count, format_tenths
from carmail_tui.letters.mailing import Checked, new_token
from carmail_tui.recipients.criteria import Criteria
from carmail_tui.recipients.reach import LeftOutReason
from carmail_tui.ui.deaf import Deafness
from carmail_tui.ui.keys import bindings
from carmail_tui.ui.mailing import HOLD_SECONDS, SELECTION_DRAFT, bytes_each, check, queue
from carmail_tui.ui.screens.frame import Dialog
from carmail_tui.ui.screens.left_out import LeftOutDialog
from carmail_tui.ui.screens.preview import PreviewDialog
from carmail_tui.ui.widgets.lines import Hint
from carmail_tui.ui.widgets.menu import Item, Menu
from carmail_tui.ui.words import GROUPS, named


class ConfirmationDialog(Dialog[int]):
    """The answer: the id of the mailing that was queued; None when one went back."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("send", "preview", "without")]
    KEYS_SHOWN = (
        Hint(("up", "down"), N_("Choose")),
        Hint(("open",), N_("Open and mend")),
        "preview",
        "send",
        "back",
    )

    def __init__(
        self, checked: Checked, ids: Sequence[int], criteria: Criteria, draft: str = SELECTION_DRAFT
    ) -> None:
        super().__init__()
        self._checked = checked
        self._ids = ids
        self._criteria = criteria
        self._token = new_token()
        self._without_incomplete = False
        self._draft = draft
        self._queued = False
        self._deaf = Deafness()

    def title_shown(self) -> str:
        return _("Mailing: last check")

    def body(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Menu(self._items(), at="back")

    def on_mount(self) -> None:
        self._deaf.begin()
        self.query_one(Menu).focus()
        self.say(_("You will have {seconds} seconds to take everything back.").format(seconds=HOLD_SECONDS))

    # -- what is shown -------------------------------------------------------------------------------------

    def _items(self) -> list[Item]:
        checked = self._checked
        smtp, sender = self.bridge.garage.settings.smtp, self.bridge.garage.settings.sender.address
        count = len(checked.ready)
        leave = ngettext("{count} message will leave", "{count} messages will leave", count)
        items = [
            Item(""),
            Item(checked.composer.letter.title, strong=True),
            Item(""),
            Item(leave.format(count=format_count(count)) + _("   from {sender}").format(sender=sender)),
            Item(self._size_words(count)),
            Item(_duration_words(count, smtp.per_minute, smtp.per_hour)),
            Item(""),
            *self._left_out_items(),
            Item(""),
        ]
        if self._blocked:
            items.append(Item(self._blocked_words(), "problems", _("Enter")))
            items.append(Item(_("s: send without them")))
        items.append(Item(_("Back"), "back", "" if self._blocked else self._send_words(count)))
        return items

    def _left_out_items(self) -> list[Item]:
        left_out = self._checked.reach.left_out
        if not left_out:
            return [Item(_("Everybody chosen receives it."))]
        words = ngettext(
            "{count} client will receive nothing", "{count} clients will receive nothing", len(left_out)
        )
        items = [Item(words.format(count=format_count(len(left_out)))), Item("")]
        for reason in LeftOutReason:
            group = [item for item in left_out if item.reason is reason]
            if group:
                names = "; ".join(named(item.client) for item in group[:3])
                line = f"{_(GROUPS[reason]):<32}{len(group):>4}   {names}"
                items.append(Item(line, reason.value, _("Enter")))
        return items

    def _size_words(self, count: int) -> str:
        attached, each = len(self._checked.composer.attachments), bytes_each(self._checked)
        words = ngettext("{count} attachment", "{count} attachments", attached).format(count=attached)
        size = _("   {each} KB a message, {all} MB in all").format(
            each=format_count(each // 1000 or 1), all=format_tenths(each * count / 1e6)
        )
        return words + size

    @property
    def _blocked(self) -> bool:
        return bool(self._checked.problems) and not self._without_incomplete

    def _blocked_words(self) -> str:
        count = len(self._checked.problems)
        fields = sorted({f"<{name}>" for problem in self._checked.problems for name in problem.empty})
        words = ngettext(
            "Nothing leaves: empty fields for {count} client ({fields}).",
            "Nothing leaves: empty fields for {count} clients ({fields}).",
            count,
        )
        return words.format(fields=", ".join(fields) or _("the letter"), count=count)

    def _send_words(self, count: int) -> str:
        words = ngettext("@ sends {count} message", "@ sends {count} messages", count)
        return words.format(count=format_count(count))

    # -- keys ----------------------------------------------------------------------------------------------

    def on_menu_chosen(self, event: Menu.Chosen) -> None:
        if event.name == "back":
            self.action_back()
        elif self._queued:
            return
        elif event.name == "problems":
            wrong = {problem.client.id for problem in self._checked.problems}
            recipients = self._checked.reach.recipients
            at = next(index for index, r in enumerate(recipients) if r.client.id in wrong)
            self.app.push_screen(PreviewDialog(self._checked, at))
        else:
            group = [item for item in self._checked.reach.left_out if item.reason.value == event.name]
            self.app.push_screen(LeftOutDialog(group), self._mended)

    def _mended(self, mended: bool | None) -> None:
        if mended:
            self.work(self._check_again, "check")

    async def _check_again(self) -> None:
        letter = self._checked.composer.letter
        self._without_incomplete = False
        self._checked = await self.bridge.call(check, self.bridge.garage, letter, self._ids, self._criteria)
        self.query_one(Menu).show(self._items())

    def action_without(self) -> None:
        """Send without the incomplete ones."""
        if self._checked.problems and not self._queued:
            self._without_incomplete = True
            self.query_one(Menu).show(self._items(), "back")

    def action_preview(self) -> None:
        if self._checked.reach.recipients and not self._queued:
            self.app.push_screen(PreviewDialog(self._checked))

    def action_back(self) -> None:
        """Back to the letter; not while the messages are made, or it could be sent from there once more."""
        if not self._queued:
            super().action_back()

    def action_send(self) -> None:
        """Queue the mailing."""
        if self._queued or self._deaf.drops():
            return
        if self._blocked:
            self.say(_("Nothing leaves while a letter has a hole: Enter opens them, s sends without them."))
        elif not self._checked.ready:
            self.say(_("There is nobody to send to."))
        else:
            self._queued = True
            self.say(_("Making the messages..."))
            self.work(self._queue, "queue")

    async def _queue(self) -> None:
        try:
            garage, checked = self.bridge.garage, self._checked
            mailing = await self.bridge.call(queue, garage, checked, self._token, self._draft)
        except Exception:
            self._queued = False
            raise
        self.dismiss(mailing)


def _duration_words(count: int, per_minute: int, per_hour: int) -> str:
    if not per_minute and not per_hour:
        return _("Duration: at once, no limit is set")
    minutes = max(count / per_minute if per_minute else 0, (count - 1) // per_hour * 60 if per_hour else 0)
    words = _("{count} min").format(count=max(1, round(minutes)))
    if minutes >= 120:
        words = _("{count} h").format(count=round(minutes / 60))
    limit = _("{count} a minute").format(count=per_minute) if per_minute else ""
    if per_hour:
        limit += (", " if limit else "") + _("{count} an hour").format(count=per_hour)
    return _("Duration: {words}, the provider's limit is {limit}").format(words=words, limit=limit)
