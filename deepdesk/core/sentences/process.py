"""Sentences of the border to the child processes."""

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "process.frame_too_large": "A message of {size} bytes is larger than the limit of {limit} bytes. Send fewer or smaller inputs at once.",
        "process.number_too_large": "One of the whole numbers is too large: at most 18446744073709551615 can be used. Choose a smaller one.",
        "process.broken_frame": "The background process sent something that is no message ({size} bytes were announced). It was ended; try again.",
        "process.broken_message": "The background process sent a message that cannot be read ({reason}). It was ended; try again.",
        "process.wrong_protocol": "The background process speaks protocol {found}, but {expected} was expected. Reinstall DeepDesk, so that all its files are of one version.",
        "process.wrong_role": "A background process for '{role}' was asked for '{request}', which it does not do. This is a fault in DeepDesk; please report it.",
        "process.cannot_start": "A background process could not be started ({reason}). Close other programs to free memory and try again.",
        "process.name_not_text": "The name {name} holds bytes that are no text. Rename the file or folder and try again.",
        "process.closed": "DeepDesk is closing, so no new work is started.",
        "process.ended": "The background process ended without an answer (exit code {exit_code}). Try again; the log has the details.",
        "process.crashed": "The background process crashed ({signal}). Try again; the log has the details.",
        "process.killed": "The background process was killed from outside ({signal}), most often because the computer ran out of memory. Close other programs or use a smaller batch size or model, then try again.",
        "process.framework_missing": "{framework} is not installed. Install it with: {command}",
        "process.framework_broken": "{framework} is installed but cannot be loaded ({reason}). Reinstall it with: {command}",
        "process.stopped": "The work was stopped before it was done.",
    }
)
