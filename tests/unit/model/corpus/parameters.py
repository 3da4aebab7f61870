"""Networks whose layers are broken by themselves: kinds, names, values."""

# A network stands on one line here, however long.

from __future__ import annotations

from tests.unit.model.corpus.case import Broken

M = (28, 28, 1)
S = (30, 8)
OUT = "flat Flatten | out Dense units=10"

CASES = (
    Broken("misspelt kind", "flat Flaten | out Dense units=10", M, "flat", "fault.unknown_kind"),
    Broken("PyTorch's kind", f"c Conv2d activation=relu | {OUT}", M, "c", "fault.unknown_kind"),
    Broken("kind of another program", f"c FooLayer | {OUT}", M, "c", "fault.unknown_kind"),
    Broken("misspelt parameter", "flat Flatten | out Dense unit=10", M, "out", "fault.unknown_parameter"),
    Broken(
        "PyTorch's parameter",
        f"c Conv2D filters=8 out_channels=8 activation=relu | {OUT}",
        M,
        "c",
        "fault.unknown_parameter",
    ),
    Broken("stride for strides", f"c Conv2D stride=2 activation=relu | {OUT}", M, "c", "fault.unknown_parameter"),
    Broken(
        "activation in capitals", "flat Flatten | d Dense activation=ReLU | out Dense units=10", M, "d", "fault.choice"
    ),
    Broken(
        "unknown activation", "flat Flatten | d Dense activation=swish | out Dense units=10", M, "d", "fault.choice"
    ),
    Broken("padding in capitals", f"c Conv2D padding=SAME activation=relu | {OUT}", M, "c", "fault.choice"),
    Broken("padding as a number", f"c Conv2D padding=1 activation=relu | {OUT}", M, "c", "fault.type.choice"),
    Broken(
        "dropout of 50",
        "flat Flatten | d Dense activation=relu | drop Dropout rate=50 | out Dense units=10",
        M,
        "drop",
        "fault.range",
    ),
    Broken(
        "dropout below zero",
        "flat Flatten | d Dense activation=relu | drop Dropout rate=-0.5 | out Dense units=10",
        M,
        "drop",
        "fault.range",
    ),
    Broken("no units", "flat Flatten | d Dense units=0 activation=relu | out Dense units=10", M, "d", "fault.range"),
    Broken("negative filters", f"c Conv2D filters=-8 activation=relu | {OUT}", M, "c", "fault.range"),
    Broken("kernel of zero", f"c Conv2D kernel_size=[0,3] activation=relu | {OUT}", M, "c", "fault.range"),
    Broken("strides of zero", f"c Conv2D strides=0 activation=relu | {OUT}", M, "c", "fault.range"),
    Broken(
        "units as text",
        "flat Flatten | d Dense units='64' activation=relu | out Dense units=10",
        M,
        "d",
        "fault.type.integer",
    ),
    Broken(
        "units with a fraction",
        "flat Flatten | d Dense units=64.5 activation=relu | out Dense units=10",
        M,
        "d",
        "fault.type.integer",
    ),
    Broken(
        "switch as text", "l LSTM units=8 return_sequences='false' | out Dense units=10", S, "l", "fault.type.switch"
    ),
    Broken(
        "kernel of three sizes", f"c Conv2D kernel_size=[3,3,3] activation=relu | {OUT}", M, "c", "fault.type.size2d"
    ),
    Broken(
        "1D kernel as a pair",
        "c Conv1D kernel_size=[3,3] activation=relu | g GlobalMaxPooling1D | out Dense units=10",
        S,
        "c",
        "fault.type.integer",
    ),
    Broken(
        "momentum above one",
        f"c Conv2D activation=relu | n BatchNormalization momentum=9 | {OUT}",
        M,
        "n",
        "fault.range",
    ),
    Broken(
        "merge mode of another program",
        "l LSTM units=8 bidirectional=True merge_mode=concatenate | out Dense units=10",
        S,
        "l",
        "fault.choice",
    ),
    Broken(
        "two layers of one name",
        "flat Flatten | d Dense activation=relu | d Dense units=10",
        M,
        "d",
        "fault.duplicate_id",
    ),
    Broken("a name with a capital", f"Conv Conv2D activation=relu | {OUT}", M, "Conv", "fault.bad_id"),
    Broken("PyTorch's dense layer", "flat Flatten | out Linear units=10", M, "out", "fault.unknown_kind"),
    Broken("an old name of Keras", f"c Convolution2D activation=relu | {OUT}", M, "c", "fault.unknown_kind"),
    Broken("a function as a kind", f"c Conv2D | r ReLU | {OUT}", M, "r", "fault.unknown_kind"),
    Broken(
        "a number of filters with zeros too many",
        f"c Conv2D filters=1000000000 activation=relu | {OUT}",
        M,
        "c",
        "fault.range",
    ),
    Broken("nothing as a size", f"c Conv2D filters='' activation=relu | {OUT}", M, "c", "fault.type.integer"),
)
