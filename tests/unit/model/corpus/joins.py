"""Broken networks with skips and joins."""

# A network stands on one line here, however long.
# ruff: noqa: E501

from __future__ import annotations

from tests.unit.model.corpus.case import Broken, knows

C = (32, 32, 3)
S = (30, 8)
OUT = "gap GlobalAveragePooling2D | out Dense units=10"
ROWS = "g GlobalAveragePooling1D | out Dense units=10"
SHAPES = "fault.merge_shapes"
CONCAT = "fault.concatenate_shapes"

CASES = (
    Broken(
        "skip with fewer channels",
        f"a Conv2D filters=16 padding=same activation=relu | b Conv2D filters=32 padding=same | add Add <a,b | r Activation | {OUT}",
        C,
        "add",
        SHAPES,
    ),
    Broken(
        "skip over strides",
        f"a Conv2D filters=16 padding=same activation=relu | b Conv2D filters=16 strides=2 padding=same | add Add <a,b | r Activation | {OUT}",
        C,
        "add",
        SHAPES,
    ),
    Broken(
        "skip over strides and width",
        f"a Conv2D filters=16 padding=same activation=relu | b Conv2D filters=32 strides=2 padding=same activation=relu | c Conv2D filters=32 padding=same | add Add <c,a | r Activation | {OUT}",
        C,
        "add",
        SHAPES,
    ),
    Broken(
        "skip over padding valid",
        f"a Conv2D filters=16 padding=same activation=relu | b Conv2D filters=16 activation=relu | c Conv2D filters=16 | add Add <a,c | r Activation | {OUT}",
        C,
        "add",
        SHAPES,
    ),
    Broken(
        "skip over a pool",
        f"a Conv2D filters=16 padding=same activation=relu | p MaxPooling2D | b Conv2D filters=16 padding=same | add Add <a,b | r Activation | {OUT}",
        C,
        "add",
        SHAPES,
    ),
    Broken(
        "skip over a pool, odd sides",
        f"a Conv2D filters=16 padding=same activation=relu | p MaxPooling2D | b Conv2D filters=16 padding=same | add Add <a,b | r Activation | {OUT}",
        (15, 15, 3),
        "add",
        SHAPES,
    ),
    Broken(
        "skip from the input",
        f"a Conv2D filters=16 padding=same activation=relu | b Conv2D filters=16 padding=same | add Add <input,b | r Activation | {OUT}",
        C,
        "add",
        SHAPES,
    ),
    Broken(
        "product of other widths",
        f"a Conv2D filters=16 padding=same activation=relu | b Conv2D filters=8 padding=same activation=sigmoid <input | m Multiply <a,b | {OUT}",
        C,
        "m",
        SHAPES,
    ),
    Broken(
        "mean of other sizes",
        f"a Conv2D filters=16 kernel_size=5 activation=relu | b Conv2D filters=16 activation=relu <input | m Average <a,b | {OUT}",
        C,
        "m",
        SHAPES,
    ),
    Broken(
        "largest of a map and a row",
        "a Conv2D filters=16 activation=relu | g GlobalAveragePooling2D | m Maximum <a,g | out Dense units=10",
        C,
        "m",
        SHAPES,
    ),
    Broken(
        "difference of steps",
        f"a LSTM units=8 return_sequences=True | b Conv1D filters=8 activation=relu <a | m Subtract <a,b | {ROWS}",
        S,
        "m",
        SHAPES,
    ),
    Broken(
        "skip over other features",
        f"a Dense units=16 activation=relu | b LSTM units=24 return_sequences=True | add Add <a,b | {ROWS}",
        S,
        "add",
        SHAPES,
    ),
    Broken(
        "skip over strided steps",
        f"a Conv1D filters=8 padding=same activation=relu | b Conv1D filters=8 strides=2 padding=same activation=relu | add Add <a,b | {ROWS}",
        S,
        "add",
        SHAPES,
    ),
    Broken(
        "rows of other lengths",
        "a Dense units=16 activation=relu | b Dense units=32 activation=relu | add Add <a,b | out Dense units=10",
        (20,),
        "add",
        SHAPES,
    ),
    Broken(
        "three inputs, one of another width",
        f"a Conv2D filters=16 padding=same activation=relu | b Conv2D filters=16 padding=same activation=relu | c Conv2D filters=8 padding=same activation=relu | add Add <a,b,c | {OUT}",
        C,
        "add",
        SHAPES,
    ),
    Broken(
        "two of three differ",
        f"a Conv2D filters=16 padding=same activation=relu | b Conv2D filters=24 padding=same activation=relu | c Conv2D filters=8 padding=same activation=relu | add Add <a,b,c | {OUT}",
        C,
        "add",
        SHAPES,
    ),
    Broken(
        "U-Net with odd sides",
        f"a Conv2D filters=8 padding=same activation=relu | p MaxPooling2D | b Conv2D filters=16 padding=same activation=relu | u UpSampling2D | c Concatenate <u,a | d Conv2D filters=8 padding=same activation=relu | {OUT}",
        (15, 15, 1),
        "c",
        CONCAT,
    ),
    Broken(
        "U-Net without enlarging",
        f"a Conv2D filters=8 padding=same activation=relu | p MaxPooling2D | b Conv2D filters=16 padding=same activation=relu | c Concatenate <b,a | d Conv2D filters=8 padding=same activation=relu | {OUT}",
        (16, 16, 1),
        "c",
        CONCAT,
    ),
    Broken(
        "U-Net with padding valid",
        f"a Conv2D filters=8 padding=same activation=relu | p MaxPooling2D | b Conv2D filters=16 activation=relu | u UpSampling2D | c Concatenate <u,a | {OUT}",
        (16, 16, 1),
        "c",
        CONCAT,
    ),
    Broken(
        "U-Net enlarged twice",
        f"a Conv2D filters=8 padding=same activation=relu | p MaxPooling2D | u UpSampling2D size=4 | c Concatenate <u,a | {OUT}",
        (16, 16, 1),
        "c",
        CONCAT,
    ),
    Broken(
        "windows of several sizes side by side",
        f"a Conv2D filters=8 kernel_size=1 activation=relu | b Conv2D filters=8 kernel_size=5 activation=relu <input | c Concatenate <a,b | {OUT}",
        C,
        "c",
        CONCAT,
    ),
    Broken(
        "map beside row",
        "a Conv2D filters=8 activation=relu | g GlobalMaxPooling2D | c Concatenate <a,g | out Dense units=10",
        (8, 8, 1),
        "c",
        CONCAT,
    ),
    Broken(
        "joined along rows",
        f"a Conv2D filters=8 padding=same activation=relu | b Conv2D filters=16 padding=same activation=relu | c Concatenate axis=1 <a,b | {OUT}",
        C,
        "c",
        CONCAT,
    ),
    Broken(
        "sequences of other lengths",
        f"a Conv1D filters=8 kernel_size=2 activation=relu | b Conv1D filters=8 kernel_size=5 activation=relu <input | c Concatenate <a,b | {ROWS}",
        S,
        "c",
        CONCAT,
    ),
    Broken(
        "axis that is not there",
        f"a Conv2D filters=8 activation=relu | b Conv2D filters=8 activation=relu <input | c Concatenate axis=4 <a,b | {OUT}",
        C,
        "c",
        "fault.merge_axis",
    ),
    Broken(
        "Add of one layer",
        f"a Conv2D filters=8 padding=same activation=relu | b Conv2D filters=8 padding=same activation=relu | add Add | {OUT}",
        C,
        "add",
        "fault.needs_inputs",
    ),
    Broken(
        "Concatenate of one layer",
        f"a Conv2D filters=8 activation=relu | c Concatenate <a | {OUT}",
        C,
        "c",
        "fault.needs_inputs",
    ),
    Broken(
        "convolution with two inputs",
        f"a Conv2D filters=8 padding=same activation=relu | b Conv2D filters=8 padding=same activation=relu <input | c Conv2D filters=8 activation=relu <a,b | {OUT}",
        C,
        "c",
        "fault.one_input",
    ),
    Broken(
        "Dense with two inputs of other widths",
        "a Dense units=8 activation=relu | b Dense units=12 activation=relu <input | out Dense units=10 <a,b",
        (20,),
        "out",
        "fault.one_input",
    ),
    Broken(
        "difference of three",
        f"a Conv2D filters=8 padding=same activation=relu | b Conv2D filters=8 padding=same activation=relu <a | m Subtract <input,a,b | {OUT}",
        (32, 32, 8),
        "m",
        "fault.too_many_inputs",
    ),
    Broken(
        "misspelt input",
        f"conv1 Conv2D filters=8 padding=same activation=relu | b Conv2D filters=8 padding=same activation=relu | add Add <b,conv_1 | {OUT}",
        C,
        "add",
        "fault.unknown_input",
    ),
    Broken(
        "input that comes later",
        f"a Conv2D filters=8 padding=same activation=relu <b | b Conv2D filters=8 padding=same activation=relu <input | {OUT}",
        C,
        "a",
        "fault.later_input",
    ),
    Broken(
        "no inputs",
        f"a Conv2D filters=8 activation=relu | b Conv2D filters=8 activation=relu < | {OUT}",
        C,
        "b",
        "fault.no_inputs",
    ),
    Broken(
        "a branch that leads nowhere",
        f"a Conv2D filters=8 padding=same activation=relu | b Conv2D filters=8 padding=same activation=relu | c Conv2D filters=8 padding=same activation=relu <a | {OUT}",
        C,
        "b",
        "finding.unused",
    ),
    Broken(
        "a branch left out of the join",
        f"a Conv2D filters=8 padding=same activation=relu | b Conv2D filters=8 padding=same activation=relu <input | c Conv2D filters=8 padding=same activation=relu <input | j Concatenate <a,c | {OUT}",
        C,
        "b",
        "finding.unused",
        knows(C),
    ),
)
