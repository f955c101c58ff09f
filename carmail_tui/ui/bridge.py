"""Between the screens and the rooms: the only place that starts threads."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from carmail_tui.settings.model import Settings
    from carmail_tui.store.store import Store

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Garage(Protocol):
    """What the interface works on; `cli.garage.Garage` is one."""

    settings: "Settings"
    config_path: "Path"
    database_url: str
    store: "Store"
    user: str

    @property
    def today(self) -> "date":
        """Today."""
        ...


class Bridge:
    """Runs the verbs of the rooms in threads, so that no key waits for a query."""

    def __init__(self, garage: Garage) -> None:
        self.garage = garage
        self.store = garage.store
        self.closing: list[Callable[[], None]] = []
        """What is called when the program ends: work that would keep it from ending stops."""
        self._threads = ThreadPoolExecutor(max_workers=3, thread_name_prefix="bridge")

    async def call(
        self, work: Callable[Arguments, Result], *arguments: Arguments.args, **named: Arguments.kwargs
    ) -> Result:
        """The result of `work`, from a thread. It may raise what `work` raises."""
        loop = asyncio.get_running_loop()

        def in_thread() -> Any:
            return work(*arguments, **named)

        result: Result = await loop.run_in_executor(self._threads, in_thread)
        return result

    def close(self) -> None:
        """Let what runs end; start nothing more."""
        for stop in self.closing:
            stop()
        self._threads.shutdown(wait=False, cancel_futures=True)
