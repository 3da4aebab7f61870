"""Entry point of ``python -m deepdesk`` and of the packaged program, which is its own child with ``--child`` and reads
images for itself with ``--decoder``."""

import sys


def run() -> int:
    """The command line, or what the packaged program is when it starts itself again."""
    if sys.argv[1:2] == ["--child"]:
        from deepdesk.process.child import main as child_main

        return child_main(sys.argv[2])
    if sys.argv[1:2] == ["--decoder"]:
        from deepdesk.data.images.decoder import main as decoder_main

        return decoder_main(sys.argv[2])
    from deepdesk.cli import main

    return main()


if __name__ == "__main__":
    sys.exit(run())
