"""Settings of a data set as texts ``key=value``: what the command line takes and the window copies as a command."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec

from deepdesk.core.errors import UsageError
from deepdesk.data.description import DatasetDescription, Normalization, SplitSettings
from deepdesk.data.edits import DataEdits
from deepdesk.data.settings import ImageAugmentation, SignalAugmentation

_SHORT: Final = ("train", "validation", "test", "seed", "grouped", "group_by")
"""Fields of the split that need no ``split.`` before them."""
_NONE: Final = ("", "auto", "none")
EDITS_LIMIT: Final = 20
"""More edits than this are no longer written into a command: the description is saved as a file instead."""


def keys() -> tuple[str, ...]:
    """All keys, in the order of the description."""
    plain = ("size", "kind", "height", "width", "channels", "resize", "normalization", "balance", *_SHORT)
    nested = [
        f"{name}.{field}"
        for name, kind in _sections()
        for field in kind.__struct_fields__
        if name not in ("edits", "split")
    ]
    return (*plain, *nested)


def _sections() -> Iterator[tuple[str, Any]]:
    empty = DatasetDescription(source="")
    for name in empty.__struct_fields__:
        value = getattr(empty, name)
        if isinstance(value, msgspec.Struct):
            yield name, type(value)
    yield "augmentation", ImageAugmentation
    yield "augmentation", SignalAugmentation
    yield "split", SplitSettings


def with_settings(description: DatasetDescription, settings: Sequence[str]) -> DatasetDescription:
    """The description changed by texts such as ``size=24x32``, ``validation=0.2``, ``forecasting.horizon=24``.

    Lists and the like are written as JSON; ``auto`` (or nothing) lets DeepDesk find out.

    Raises:
        UsageError: no ``=``, an unknown key, or a value that does not fit.
    """
    plain: dict[str, Any] = msgspec.to_builtins(description)
    split_given: dict[str, Any] = {}
    for text in settings:
        key, equals, value = text.partition("=")
        key = key.strip().lower()
        if not equals:
            raise UsageError("data.cli.unknown_key", text=text, keys=", ".join(keys()))
        key = key.removeprefix("split.") if key.removeprefix("split.") in _SHORT else key
        if key in _SHORT:
            split_given[key] = _checked(SplitSettings, key, value, text)
        elif key == "size":
            plain |= _size(value, text)
        else:
            _put(plain, key, value, text)
    if split_given:
        plain["split"] = _split(description.split, split_given)
    try:
        return msgspec.convert(plain, DatasetDescription)
    except msgspec.ValidationError as error:
        raise UsageError("data.cli.bad_value", key=str(error), value=" ".join(settings)) from error


def _put(plain: dict[str, Any], key: str, value: str, text: str) -> None:
    section, dot, field = key.partition(".")
    if section == "augmentation" and dot:
        _put_augmentation(plain, field, value, text)
        return
    kinds = [kind for name, kind in _sections() if name == section and name not in ("edits", "split")]
    if not dot and section in ("height", "width", "channels", "resize", "normalization", "kind", "balance"):
        plain[section] = _checked(DatasetDescription, section, value, text)
    elif dot and kinds and field in kinds[0].__struct_fields__:
        plain[section] = {**plain[section], field: _checked(kinds[0], field, value, text)}
    else:
        raise UsageError("data.cli.unknown_key", text=text, keys=", ".join(keys()))


def _put_augmentation(plain: dict[str, Any], field: str, value: str, text: str) -> None:
    now = plain.get("augmentation") or {}
    kinds = [kind for kind in (ImageAugmentation, SignalAugmentation) if field in kind.__struct_fields__]
    if not kinds:
        raise UsageError("data.cli.unknown_key", text=text, keys=", ".join(keys()))
    fitting = [kind for kind in kinds if kind.__struct_config__.tag == now.get("of")] or kinds
    if now and now["of"] != fitting[0].__struct_config__.tag:
        now = {name: given for name, given in now.items() if name in fitting[0].__struct_fields__}
    given = _checked(fitting[0], field, value, text)
    plain["augmentation"] = {**now, "of": fitting[0].__struct_config__.tag, field: given}


def _checked(kind: Any, field: str, value: str, text: str) -> Any:
    """The value as plain data that the field of ``kind`` takes."""
    wanted = next(item.type for item in msgspec.structs.fields(kind) if item.name == field)
    for candidate in _readings(value.strip()):
        try:
            return msgspec.to_builtins(msgspec.convert(candidate, wanted, strict=False))
        except (msgspec.ValidationError, TypeError):
            continue
    raise UsageError("data.cli.bad_value", key=text.partition("=")[0].strip(), value=value)


def _readings(value: str) -> Iterator[Any]:
    """What a text may mean, the likeliest first."""
    if value.lower() in _NONE:
        yield None
    if value[:1] in ("[", "{"):
        try:
            yield json.loads(value)
        except ValueError:
            return
    yield value
    if value.lower() in ("yes", "on", "true"):
        yield True
    if value.lower() in ("no", "off", "false"):
        yield False
    yield value.lower()


def _size(value: str, text: str) -> dict[str, Any]:
    height, _, width = value.strip().lower().replace("×", "x").partition("x")
    try:
        return {"height": int(height), "width": int(width or height)}
    except ValueError as error:
        raise UsageError("data.cli.bad_value", key="size", value=text.partition("=")[2]) from error


def _split(before: SplitSettings | None, given: dict[str, Any]) -> dict[str, Any]:
    now = before or SplitSettings()
    return {**msgspec.to_builtins(now), **completed(now, given)}


def completed(split: SplitSettings, given: dict[str, Any]) -> dict[str, Any]:
    """Training takes what the other parts leave; where only training is given, the others share the rest."""
    if not {"train", "validation", "test"} & set(given):
        return given
    if "train" not in given:
        rest = 1 - given.get("validation", split.validation) - given.get("test", split.test)
        return {**given, "train": round(rest, 6)}
    if "validation" not in given and "test" not in given:
        half = round((1 - given["train"]) / 2, 6)
        return {**given, "validation": half, "test": half}
    rest = round(1 - given["train"] - given.get("validation", 0) - given.get("test", 0), 6)
    return {"validation": rest, "test": rest, **given}


def setting_texts(description: DatasetDescription) -> tuple[str, ...]:
    """The texts that make this description of one that only names its source; edits are not among them."""
    usual = DatasetDescription(source=description.source)
    found: list[str] = []
    for name in ("kind", "height", "width", "channels", "resize", "normalization", "balance"):
        if name == "normalization" and isinstance(description.normalization, Normalization):
            continue  # `needs_file`
        if getattr(description, name) != getattr(usual, name):
            found.append(f"{name}={getattr(description, name)}")
    if description.split is not None:
        found += _differences("", description.split, SplitSettings())
    for name, kind in _sections():
        value = getattr(description, name)
        if name not in ("edits", "split") and isinstance(value, kind):
            found += _differences(f"{name}.", value, kind())
    return tuple(found)


def _differences(prefix: str, value: msgspec.Struct, usual: msgspec.Struct) -> list[str]:
    found = []
    for field in value.__struct_fields__:
        now = getattr(value, field)
        if now == getattr(usual, field):
            continue
        plain = msgspec.to_builtins(now)
        is_list = isinstance(plain, list | tuple | dict)
        text = json.dumps(plain, ensure_ascii=False) if is_list else "auto" if plain is None else str(plain)
        found.append(f"{prefix}{field}={text}")
    return found


def needs_file(description: DatasetDescription) -> bool:
    """Whether a command cannot say all of it: edits, or the normalization of trained weights."""
    return description.edits != DataEdits() or isinstance(description.normalization, Normalization)


def command_of(description: DatasetDescription, *, saved: str | None = None) -> str:
    """``deepdesk data …`` for what is on screen; ``saved``: the ``*.data.json`` that says it where a command cannot."""
    if saved is not None:
        return f"deepdesk data {shlex.quote(saved)}"
    kind = [] if description.kind == "auto" else ["--kind", description.kind]
    texts = [text for text in setting_texts(description) if not text.startswith("kind=")]
    sets = [part for text in texts for part in ("--set", shlex.quote(text))]
    return " ".join(["deepdesk data", shlex.quote(description.source), *kind, *sets])
