"""What is installed: bounded where it is asked for, pinned where it is installed, from no particular host."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LINES = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()


def asked_for() -> list[Requirement]:
    """Each package that the project names, in whatever group."""
    project = PROJECT["project"]
    texts = [*project["dependencies"], *PROJECT["build-system"]["requires"]]
    for group in project["optional-dependencies"].values():
        texts += group
    return [found for found in map(Requirement, texts) if found.name != "carmail_tui"]


def needed() -> set[str]:
    """Each package that an installation with everything brings, the dependencies of dependencies too."""
    build = {Requirement(text).name for text in PROJECT["build-system"]["requires"]}
    waiting = [found for found in asked_for() if found.name not in build]
    found: set[tuple[str, str]] = set()
    while waiting:
        package = waiting.pop()
        for extra in package.extras or {""}:
            key = (canonicalize_name(package.name), extra)
            if key in found:
                continue
            found.add(key)
            try:
                texts = requires(package.name) or []
            except PackageNotFoundError:
                continue
            inner = [Requirement(text) for text in texts]
            waiting += [r for r in inner if r.marker is None or r.marker.evaluate({"extra": extra})]
    return {name for name, _extra in found}


def test_each_package_has_a_least_and_a_first_version_that_is_too_new() -> None:
    for requirement in asked_for():
        operators = {specifier.operator for specifier in requirement.specifier}
        assert operators & {">=", "=="} and operators & {"<", "=="}, str(requirement)


def test_each_package_is_pinned() -> None:
    pinned = {canonicalize_name(line.partition("==")[0]) for line in LINES if "==" in line}
    assert len(needed()) > 30
    assert sorted(needed() - pinned) == []


def test_the_pins_name_no_host() -> None:
    for line in LINES:
        assert not line.strip() or line.startswith("#") or re.fullmatch(r"[\w.-]+==[\w.+!]+", line), line
        assert "://" not in line and "@" not in line
