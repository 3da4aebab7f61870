"""Service of the data child: read networks from code that others wrote."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Final

from deepdesk.core.errors import ModelError
from deepdesk.model.code.files import read_code_file
from deepdesk.model.code.reading import read_code
from deepdesk.process.context import ServiceContext
from deepdesk.process.replies import CodeRead, Failed
from deepdesk.process.requests import ReadCode

READ_SECONDS: Final = 20.0


def handle_read_code(request: ReadCode, context: ServiceContext) -> None:
    """Reads the code and answers what was understood (raises ModelError, OSError).

    Reading is bounded in steps; should it take longer than :data:`READ_SECONDS` all the same, that is the answer, and
    this process ends.
    """
    watch = threading.Timer(READ_SECONDS, _give_up, args=(context,))
    watch.daemon = True
    watch.start()
    try:
        if request.path is not None:
            reading = read_code_file(Path(request.path), request.input_shape)
        elif request.text is not None:
            reading = read_code(request.text, name=request.name, input_shape=request.input_shape)
        else:
            raise ModelError("code.nothing_given")
    finally:
        watch.cancel()
    context.reply(CodeRead(reading=reading))


def _give_up(context: ServiceContext) -> None:
    context.reply(Failed(code="code.took_too_long", params={"seconds": f"{READ_SECONDS:g}"}))
    # The reading cannot be interrupted from here; the parent starts another child when it needs one.
    os._exit(1)
