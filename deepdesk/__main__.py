"""Entry point of ``python -m deepdesk`` and of the packaged program, which is its own child with ``--child``."""

import sys


def run() -> int:
    """The command line, or the child's main when the packaged program starts itself again."""
    if sys.argv[1:2] == ["--child"]:
        from deepdesk.process.child import main as child_main

        return child_main(sys.argv[2])
    from deepdesk.cli import main

    return main()


if __name__ == "__main__":
    sys.exit(run())
