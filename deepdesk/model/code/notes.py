"""Gathers what is to be said of the lines while a script is read."""

from __future__ import annotations

from typing import Any, Final

from deepdesk.model.code.values import CodeFinding, CodeSeverity

FINDINGS_LIMIT: Final = 500


class Notes:
    """Findings by line, each said once."""

    def __init__(self) -> None:
        self.findings: list[CodeFinding] = []
        self._said: set[str] = set()

    def add(
        self, line: int, code: str, severity: CodeSeverity = "warning", *, cure: str | None = None, **params: Any
    ) -> None:
        """Says ``code.finding.<code>`` of a line, unless that was said of it."""
        key = f"{line} {code} {params}"
        if key in self._said or len(self.findings) >= FINDINGS_LIMIT:
            return
        self._said.add(key)
        full = None if cure is None else f"code.cure.{cure}"
        found = CodeFinding(line=line, code=f"code.finding.{code}", params=params, severity=severity, cure=full)
        self.findings.append(found)
