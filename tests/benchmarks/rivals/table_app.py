"""Textual's own DataTable with as many rows as its argument says, each with the columns of the picker."""

import sys

from textual.app import App, ComposeResult
from textual.widgets import DataTable

_COLUMNS = ("Name", "Zip", "Town", "Vehicle", "Plate", "Due on")


class TableApp(App[None]):
    """One table."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self._rows = rows

    def compose(self) -> ComposeResult:
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_columns(*_COLUMNS)
        for number in range(self._rows):
            place = f"{4000 + number % 1000}", "Liège"
            table.add_row(f"Client {number:06}", *place, "VW Golf", f"1-ABC-{number % 1000:03}", "12/01/27")
        table.focus()


if __name__ == "__main__":
    TableApp(int(sys.argv[1])).run()
