"""What reading code gives: the networks that were found, and what is to be said of which line."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from deepdesk.model.description import ModelDescription
from deepdesk.model.findings import Fix

CodeFramework = Literal["keras", "torch"]
CodeSeverity = Literal["error", "warning", "note"]


class CodeFinding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to be said of a line.

    Attributes:
        line: 1 is the first line of the text as it was given; 0 is the whole of it.
        column: 1 is the first character; ``None`` is the whole line.
        code: the headline is the sentence of ``code`` with ``params``, the reason that of ``code.why``.
        severity: ``error`` (it does not work, or something is missing from the network), ``warning`` (it works, but
            hardly as meant) or ``note`` (what was done differently, to the same effect).
        source: the line itself, cut at 200 characters.
        cure: the sentence that says what to write instead, with the same ``params``; ``None`` where there is none (what
            the doctor found has ``fixes``, whose titles say it).
        model: which of the networks it concerns (an index), ``None`` for all.
        layer: the layer in that network.
        fixes: repairs of the network, the best first (of the doctor, or of the same form).
    """

    line: int
    code: str
    params: dict[str, Any] = {}
    severity: CodeSeverity = "warning"
    column: int | None = None
    source: str = ""
    cure: str | None = None
    model: int | None = None
    layer: str | None = None
    fixes: tuple[Fix, ...] = ()


class CodeSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What a script says of the training, in its own words; ``None`` is not said.

    Attributes:
        optimizer: ``adam``, ``sgd``, ``rmsprop`` or another name in small letters.
        learning_rate: as stated.
        loss: Keras' name in snake case, such as ``categorical_crossentropy``.
        from_logits: whether the loss takes raw scores.
        batch_size, epochs: as stated.
    """

    optimizer: str | None = None
    learning_rate: float | None = None
    loss: str | None = None
    from_logits: bool | None = None
    batch_size: int | None = None
    epochs: int | None = None


class FoundModel(msgspec.Struct, frozen=True, kw_only=True):
    """One network of a script.

    Attributes:
        name: the variable, class or function that holds it.
        line: where it begins.
        description: its layers in our kinds.
        lines: the line that each layer comes from, by layer id.
        settings: what the script says of its training.
        input_known: whether the script, or the data, say the input's shape; else it was assumed.
    """

    name: str
    line: int
    description: ModelDescription
    lines: dict[str, int] = {}
    settings: CodeSettings = CodeSettings()
    input_known: bool = True


class CodeReading(msgspec.Struct, frozen=True, kw_only=True):
    """All that was understood of a text.

    Attributes:
        name: of the file, or what the text was called.
        framework: whose code it is; ``None`` when it is of neither.
        models: the networks in the order of the text.
        findings: in the order of the lines.
        preprocessing: layers and calls that belong to the data (``Rescaling``, ``RandomFlip``), as written.
    """

    name: str
    framework: CodeFramework | None = None
    models: tuple[FoundModel, ...] = ()
    findings: tuple[CodeFinding, ...] = ()
    preprocessing: tuple[str, ...] = ()

    @property
    def model(self) -> ModelDescription | None:
        """The first network."""
        return self.models[0].description if self.models else None

    @property
    def settings(self) -> CodeSettings:
        """What is said of the training of the first network."""
        return self.models[0].settings if self.models else CodeSettings()

    def findings_of(self, index: int) -> tuple[CodeFinding, ...]:
        """What concerns one of the networks, or all of them."""
        return tuple(finding for finding in self.findings if finding.model in (None, index))
