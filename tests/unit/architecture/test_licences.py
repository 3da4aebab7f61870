"""What is shipped is free to be shipped: no GPL, no unknown licence among the run-time dependencies."""

from __future__ import annotations

import re
from importlib import metadata

import pytest
from packaging.requirements import Requirement

# As SPDX expressions, trove classifiers and free texts name them, in lower case.
PERMITTED = {
    "0bsd", "apache 2.0", "apache license 2.0", "apache software license", "apache-2.0",
    "apache-2.0 with llvm-exception", "3-clause bsd license", "bsd", "bsd 3-clause", "bsd license", "bsd-2-clause",
    "bsd-3-clause", "bsl-1.0", "cc0-1.0", "hpnd", "isc", "isc license (iscl)", "lgpl-2.1-only", "lgpl-2.1-or-later",
    "lgpl-3.0-only", "lgpl-3.0-or-later",
    "gnu lesser general public license v3 (lgplv3)", "mit", "mit-0", "mit license", "mit-cmu",
    "mozilla public license 2.0 (mpl 2.0)",
    "mpl-2.0", "psf-2.0", "python software foundation license", "the unlicense (unlicense)", "unlicense", "zlib",
}  # fmt: skip
# Distributions whose metadata say nothing; read by hand in the licence file that they bring.
READ_BY_HAND = {"namex": "Apache-2.0"}
ROOTS = ("torch", "tensorflow")


def normal(name: str) -> str:
    """A distribution's name as it is compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def shipped() -> dict[str, metadata.Distribution]:
    """Every installed distribution that DeepDesk with both frameworks needs at run time, by normal name."""
    found: dict[str, metadata.Distribution] = {}
    waiting: list[tuple[str, frozenset[str]]] = [("deepdesk", frozenset(ROOTS))]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        name, extras = key = waiting.pop()
        if key in seen:
            continue
        seen.add(key)
        try:
            found[normal(name)] = distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # a framework that is not installed here
        for text in distribution.requires or []:
            need = Requirement(text)
            if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
                waiting.append((need.name, frozenset(need.extras)))
    return found


def licence_of(distribution: metadata.Distribution) -> str:
    """The licence that a distribution names, from the best field that it fills."""
    fields = distribution.metadata
    expression = fields.get("License-Expression") or READ_BY_HAND.get(normal(fields["Name"]), "")
    if expression:
        return expression
    classifiers = [
        text.rsplit("::", 1)[1].strip() for text in fields.get_all("Classifier") or [] if text.startswith("License ::")
    ]
    return " AND ".join(classifiers) or (fields.get("License") or "").strip()


def is_permitted(licence: str) -> bool:
    """Whether every part that is joined by AND offers, among its ORs, a permitted licence."""
    return all(
        any(choice.strip() in PERMITTED for choice in part.split(" or ")) for part in licence.lower().split(" and ")
    )


def test_every_shipped_licence_is_permitted() -> None:
    wrong = {name: licence_of(item) for name, item in shipped().items() if not is_permitted(licence_of(item))}
    assert not wrong


def test_the_walk_reaches_what_is_shipped() -> None:
    assert {"deepdesk", "numpy", "msgspec", "pyside6-essentials", "shiboken6"} <= set(shipped())


@pytest.mark.parametrize(
    "licence", ["", "UNKNOWN", "GPL-3.0-only", "GNU General Public License v3", "MIT AND AGPL-3.0"]
)
def test_others_are_refused(licence: str) -> None:
    assert not is_permitted(licence)
