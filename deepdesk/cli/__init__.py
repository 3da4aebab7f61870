"""The command line: opens the window, or does the same work without one. Imports no Qt."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Final

from deepdesk import __version__
from deepdesk.cli.console import INTERRUPTED, MISUSED, Parser, report
from deepdesk.core.catalogue import say
from deepdesk.core.errors import DeepDeskError

COMMANDS: Final = ("data", "check", "train", "evaluate", "predict", "export")


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command line ``argv`` (default: ours) and gives the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        if arguments and arguments[0] in COMMANDS:
            return _command(arguments)
        return _window(arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Nobody reads our output any more; the interpreter must not try to flush it either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (DeepDeskError, OSError) as error:
        report(error)
        return MISUSED
    except SystemExit as exit_:
        return exit_.code if isinstance(exit_.code, int) else 1


def _command(arguments: list[str]) -> int:
    parser = Parser(prog="deepdesk")
    subparsers = parser.add_subparsers(dest="command", required=True, parser_class=Parser)
    module = _module(arguments[0])
    module.add_parser(subparsers)
    parsed = parser.parse_args(arguments)
    code: int = module.run(parsed)
    return code


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"deepdesk.cli.{name}")


def _window(arguments: list[str]) -> int:
    parser = Parser(prog="deepdesk", description=say("cli.about"), epilog=_commands())
    parser.add_argument("project", nargs="?", metavar="PROJECT", help=say("cli.help.project"))
    parser.add_argument("--open", dest="source", metavar="SOURCE", help=say("cli.help.open"))
    parser.add_argument("--version", action="version", version=f"deepdesk {__version__}")
    parsed = parser.parse_args(arguments)
    application = importlib.import_module("deepdesk.app")
    code: int = application.run(project=parsed.project, source=parsed.source)
    return code


def _commands() -> str:
    lines = [say("cli.commands")]
    lines += [f"  deepdesk {name:<10}{say(f'cli.about.{name}')}" for name in COMMANDS]
    return "\n".join(lines)
