"""The application: its rooms, its terminal, how it starts and ends."""

import asyncio
import os
import signal
import sys
import threading
from collections import deque
from typing import ClassVar

from textual import events
from textual.app import App
from textual.binding import BindingType
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.timer import Timer
from textual.worker import Worker

from carmail_tui.i18n import _, draw_ascii, harmless
from carmail_tui.ui.bridge import Bridge, Garage
from carmail_tui.ui.deaf import Deafness
from carmail_tui.ui.escape import part_escape
from carmail_tui.ui.keys import bindings
from carmail_tui.ui.rooms import ROOMS, first_room, open_room
from carmail_tui.ui.screens.frame import Frame, Wakeful
from carmail_tui.ui.terminal import MINIMUM_HEIGHT, MINIMUM_WIDTH, Terminal
from carmail_tui.ui.widgets.plain_scrollbar import draw_scrollbars

_KEY_SECONDS = 0.05
_LINE_LOST_SECONDS = 2.0
_LINE_SECONDS = 2.0


class CarmailApp(App[None]):
    """The interface on one garage."""

    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("palette", "quit_anywhere", "reflex")]
    TITLE = "carmail"

    def __init__(self, garage: Garage, terminal: Terminal, notice: str = "") -> None:
        super().__init__(ansi_color=terminal.ansi or None)
        self.terminal = terminal
        draw_ascii(terminal.ascii)
        draw_scrollbars(terminal)
        part_escape()
        self.bridge = Bridge(garage)
        self.notice = notice
        self._open: dict[str, Screen[object]] = {}
        self._keys: deque[events.Key] = deque()
        self._key_under_way = False
        self._key_path: list[MessagePump] = []
        self._watch: Timer | None = None
        self._text_left = Deafness()
        self._leading: list[Worker[None]] = []

    def on_mount(self) -> None:
        self.set_class(self.terminal.ascii, "-ascii")
        self.theme = "ansi-dark" if self.terminal.ansi else "textual-dark"
        if sys.platform != "win32":
            self._end_on_signals()
            self.set_interval(_LINE_SECONDS, self._watch_line)
        self._watch = self.set_interval(_KEY_SECONDS, self._watch_key, pause=True)
        self.push_screen(first_room(self))

    def _end_on_signals(self) -> None:
        """Without a handler a lost line would kill the process before drafts are kept, and SIGTERM would
        leave the terminal without echo."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self.exit)
        loop.add_signal_handler(signal.SIGHUP, self._line_lost)

    def _watch_line(self) -> None:
        """A terminal may be gone without a hang-up; Textual would ask it for keys for ever."""
        import termios

        if self.is_headless:
            return
        try:
            termios.tcgetattr(sys.stdin.fileno())
        except termios.error:
            self._line_lost()

    def _line_lost(self) -> None:
        """End, and do not wait for a terminal that is gone: Textual would wait for it to take its output."""
        self.exit()
        last_resort = threading.Timer(_LINE_LOST_SECONDS, os._exit, (128 + signal.SIGHUP,))
        last_resort.daemon = True
        last_resort.start()

    def on_unmount(self) -> None:
        self.bridge.close()

    def on_resize(self, event: events.Resize) -> None:
        small = event.size.width < MINIMUM_WIDTH or event.size.height < MINIMUM_HEIGHT
        from carmail_tui.ui.screens.too_small import TooSmall

        if small and not isinstance(self.screen, TooSmall):
            self.push_screen(TooSmall())
        elif not small and isinstance(self.screen, TooSmall):
            self.pop_screen()

    # -- one key after the other ---------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        """Each key has had its effect before the next is looked at.

        A slow line delivers keys in bursts. Textual would hand a letter to the field that Tab is about to
        leave, and drop what is typed while a screen is opening.
        """
        if isinstance(event, events.Key) and not event.is_forwarded:
            self._keys.append(event)
            await self.type_on()
        elif isinstance(event, events.Paste) and event.text != harmless(event.text):
            await super().on_event(events.Paste(harmless(event.text)))
        else:
            await super().on_event(event)

    async def type_on(self) -> None:
        """Hand on the next key, once the one before is done and the screen is there."""
        if self._watch is None or self._key_under_way or not self._awake():
            return
        while self._keys and self._keys[0].is_printable and self._text_left.drops():
            self._keys.popleft()
            self._say(_("Esc has closed the text: what was typed right after it is not taken."))
        if not self._keys:
            return
        self._key_under_way = True
        path = (self.focused or self.screen).ancestors_with_self
        await super().on_event(self._keys.popleft())
        # A key goes to the widget with the focus, comes back through its ancestors, and what it calls may
        # post messages that go the same way: twice along the path, and nothing of it is on its way any more.
        self._watch.reset()
        self._watch.resume()
        self._follow([*path, *path])

    def _follow(self, path: list[MessagePump]) -> None:
        while path and not (path[0].is_attached and path[0].call_later(self._reached, path)):
            path = path[1:]
        self._key_path = path
        if not path and self._watch is not None:
            self._watch.pause()
            self.call_later(self._key_done)

    def _reached(self, path: list[MessagePump]) -> None:
        if path is self._key_path:
            self._follow(path[1:])

    def _watch_key(self) -> None:
        """A screen that closes takes its part of the path with it; nothing else cuts the path short."""
        if self._key_path and not (self._key_path[0].is_attached and self._key_path[0].is_running):
            self._follow(self._key_path[1:])

    async def _key_done(self) -> None:
        self._key_under_way = False
        await self.type_on()

    def lead(self, worker: Worker[None]) -> None:
        """A worker prepares a screen or a list: the keys meanwhile are for that one, so they wait for it."""
        self._leading.append(worker)

    def leave_text(self) -> None:
        """A text was left with Escape: what is typed right after was meant for it, and commands nothing."""
        self._text_left.begin()

    def _awake(self) -> bool:
        # A worker that was cancelled before it began tells nobody that it has ended.
        self._leading = [worker for worker in self._leading if not worker.is_finished]
        return not self._leading and (not isinstance(self.screen, Wakeful) or self.screen.ready)

    # -- rooms ---------------------------------------------------------------------------------------------

    def action_room(self, name: str) -> None:
        """Go to a room. Dialogs over the present one close; what they held is kept."""
        self.open(name)

    def open(self, name: str) -> None:
        """Show the room `name` over Today."""
        self.close_dialogs()
        if len(self.screen_stack) > 2:
            self.pop_screen()
        room = self._open.get(name)
        if room is None:
            room = open_room(name)
            self._open[name] = room
            self.install_screen(room, name)
        self.push_screen(room)

    def close_dialogs(self) -> None:
        """Close what lies over the room: each dialog keeps what it holds when it goes."""
        while len(self.screen_stack) > 3:
            if isinstance(self.screen, Wakeful):
                self.screen.leave()
            else:
                self.pop_screen()

    def go_up(self) -> None:
        """From a room to Today."""
        if len(self.screen_stack) > 2:
            self.pop_screen()

    def forget(self, name: str) -> None:
        """The next time, open the room `name` anew."""
        if name in self._open and self._open[name] not in self.screen_stack:
            self.uninstall_screen(name)
            del self._open[name]

    # -- the program ---------------------------------------------------------------------------------------

    def action_quit_program(self) -> None:
        """Leave the program; delivery goes on."""
        self.exit()

    def action_reflex(self) -> None:
        """Ctrl+C is a reflex of other programs: it must not end this one."""
        self._say(_("q on Today, or Ctrl+Q anywhere, leaves the program."))

    def _say(self, words: str) -> None:
        if isinstance(self.screen, Frame):
            self.screen.say(words)

    def action_palette(self) -> None:
        """Choose an action by its name."""
        from carmail_tui.ui.screens.palette import Palette

        self.push_screen(Palette(self.screen))

    def action_help(self) -> None:
        """All keys of this screen."""
        from carmail_tui.ui.screens.help import Help

        self.push_screen(Help(self.screen))


__all__ = ("ROOMS", "CarmailApp")
