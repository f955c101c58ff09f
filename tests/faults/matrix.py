"""The fault matrix: each row with the tests that show it, written to docs/faults.md.

    python -m tests.faults.matrix

A test says `@pytest.mark.fault(37, 38)`, over the test or within one of its `pytest.param`.
"""

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.faults.rows import CONTENT, HOST, NETWORK, ROWS, STORAGE, Row

_ROOT = Path(__file__).parents[2]
PAGE = _ROOT / "docs" / "faults.md"
_SECTIONS = {
    "Network and SMTP": NETWORK,
    "Process and machine": HOST,
    "Storage": STORAGE,
    "Content": CONTENT,
}
_HEAD = """# What may go wrong

Made by `python -m tests.faults.matrix` from the tests marked `@pytest.mark.fault(row)`: not edited by hand.

"""


def shown() -> dict[int, list[str]]:
    """The tests of each row, as `file::test`."""
    found: dict[int, list[str]] = defaultdict(list)
    for path in sorted((_ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                for number in sorted(set(_numbers(node))):
                    found[number].append(f"{path.relative_to(_ROOT / 'tests')}::{node.name}")
    return found


def _numbers(test: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[int]:
    for decorator in test.decorator_list:
        for node in ast.walk(decorator):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.fault":
                yield from (int(ast.literal_eval(argument)) for argument in node.args)


def unshown(tests: dict[int, list[str]]) -> list[int]:
    """The rows without a test and without a word why."""
    return [number for number, row in ROWS.items() if not tests.get(number) and not row.note]


def page(tests: dict[int, list[str]]) -> str:
    """docs/faults.md."""
    with_tests = sum(bool(tests.get(number)) for number in ROWS)
    said = len(ROWS) - with_tests - len(unshown(tests))
    lines = [
        _HEAD,
        f"{with_tests + said} of {len(ROWS)} rows: {with_tests} with tests, {said} with a reason.\n",
    ]
    for title, rows in _SECTIONS.items():
        lines.append(f"\n## {title}\n\n| | what goes wrong | what follows | tests |\n|---|---|---|---|\n")
        lines += [_line(row, tests.get(row.number, [])) for row in rows]
    return "".join(lines)


def _line(row: Row, tests: list[str]) -> str:
    last = [f"`{test}`" for test in tests] + ([row.note] if row.note else [])
    return f"| {row.number} | {row.fault} | {row.follows} | {'<br>'.join(last)} |\n"


def main() -> int:
    """The command: write the page; 1 where a row has neither a test nor a reason."""
    tests = shown()
    PAGE.write_text(page(tests), encoding="utf-8")
    missing = unshown(tests)
    print(f"{len(ROWS) - len(missing)} of {len(ROWS)}", *(f"missing: {number}" for number in missing))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
