"""Broken networks on sequences and texts."""

# A network stands on one line here, however long.
# ruff: noqa: E501

from __future__ import annotations

from tests.unit.model.corpus.case import Broken, knows

S = (30, 8)
T = (40,)
OUT = "out Dense units=10"
SEQUENCE = "fault.needs_sequence"
TEXT = knows(T, vocabulary=5000)

CASES = (
    Broken("LSTM after LSTM", f"a LSTM units=16 | b LSTM units=16 | {OUT}", S, "b", SEQUENCE),
    Broken(
        "GRU after dropout after LSTM",
        f"a LSTM units=16 | d Dropout rate=0.2 | b GRU units=16 | {OUT}",
        S,
        "b",
        SEQUENCE,
    ),
    Broken(
        "three in a row",
        f"a SimpleRNN units=16 return_sequences=True | b SimpleRNN units=16 | c SimpleRNN units=16 | {OUT}",
        S,
        "c",
        SEQUENCE,
    ),
    Broken(
        "all three without sequences", f"a GRU units=16 | b GRU units=16 | c GRU units=16 | {OUT}", S, "b", SEQUENCE
    ),
    Broken(
        "bidirectional before another",
        f"a LSTM units=8 bidirectional=True | n LayerNormalization | b LSTM units=8 | {OUT}",
        S,
        "b",
        SEQUENCE,
    ),
    Broken(
        "LSTM before a convolution",
        f"a LSTM units=16 | c Conv1D activation=relu | g GlobalMaxPooling1D | {OUT}",
        S,
        "c",
        SEQUENCE,
    ),
    Broken(
        "LSTM before attention",
        f"a LSTM units=16 | m MultiHeadAttention num_heads=2 key_dim=8 | g GlobalAveragePooling1D | {OUT}",
        S,
        "m",
        SEQUENCE,
    ),
    Broken("LSTM before pooling over steps", f"a GRU units=16 | g GlobalAveragePooling1D | {OUT}", S, "g", SEQUENCE),
    Broken("image into LSTM", f"l LSTM units=16 | {OUT}", (28, 28, 1), "l", SEQUENCE),
    Broken("colour image into GRU", f"l GRU units=16 | {OUT}", (16, 12, 3), "l", SEQUENCE),
    Broken(
        "maps into LSTM",
        f"c Conv2D filters=8 activation=relu | p MaxPooling2D | l LSTM units=16 | {OUT}",
        (28, 28, 1),
        "l",
        SEQUENCE,
    ),
    Broken(
        "flattened maps into LSTM",
        f"c Conv2D filters=8 activation=relu | flat Flatten | l LSTM units=16 | {OUT}",
        (28, 28, 1),
        "l",
        SEQUENCE,
    ),
    Broken(
        "maps into attention",
        f"c Conv2D filters=8 strides=4 activation=relu | m MultiHeadAttention num_heads=2 key_dim=8 | g GlobalAveragePooling1D | {OUT}",
        (28, 28, 1),
        "m",
        SEQUENCE,
    ),
    Broken("flattened sequence into LSTM", f"flat Flatten | l LSTM units=16 | {OUT}", S, "l", SEQUENCE),
    Broken("row of numbers into LSTM", f"l LSTM units=16 | {OUT}", (50,), "l", SEQUENCE),
    Broken(
        "row of numbers into a 1D convolution",
        f"c Conv1D activation=relu | g GlobalMaxPooling1D | {OUT}",
        (50,),
        "c",
        SEQUENCE,
    ),
    Broken(
        "1D convolution on images",
        f"c1 Conv1D filters=8 activation=relu | p MaxPooling1D | c2 Conv1D filters=8 activation=relu | g GlobalMaxPooling1D | {OUT}",
        (28, 28, 1),
        "c1",
        SEQUENCE,
    ),
    Broken(
        "1D pooling on maps",
        f"c Conv2D filters=8 activation=relu | p MaxPooling1D | flat Flatten | {OUT}",
        (28, 28, 1),
        "p",
        SEQUENCE,
    ),
    Broken(
        "1D global pooling on maps",
        f"c Conv2D filters=16 activation=relu | g GlobalAveragePooling1D | {OUT}",
        (28, 28, 1),
        "g",
        SEQUENCE,
    ),
    Broken(
        "pooled before LSTM",
        f"c Conv1D activation=relu | g GlobalMaxPooling1D | l LSTM units=8 | {OUT}",
        S,
        "l",
        SEQUENCE,
    ),
    Broken(
        "flatten before a 1D convolution",
        f"flat Flatten | c Conv1D activation=relu | g GlobalMaxPooling1D | {OUT}",
        S,
        "c",
        SEQUENCE,
    ),
    Broken(
        "1D kernel longer than the sequence",
        f"c Conv1D kernel_size=9 activation=relu | g GlobalMaxPooling1D | {OUT}",
        (6, 4),
        "c",
        "fault.window_too_large",
    ),
    Broken(
        "1D pools too often",
        f"c Conv1D activation=relu | p1 MaxPooling1D pool_size=4 | p2 MaxPooling1D pool_size=4 | g GlobalMaxPooling1D | {OUT}",
        (12, 4),
        "p2",
        "fault.window_too_large",
    ),
    Broken(
        "1D dilation too far",
        f"c Conv1D dilation_rate=8 activation=relu | g GlobalMaxPooling1D | {OUT}",
        (12, 4),
        "c",
        "fault.window_too_large",
    ),
    Broken(
        "1D groups",
        f"c Conv1D filters=9 groups=3 activation=relu | g GlobalMaxPooling1D | {OUT}",
        S,
        "c",
        "fault.channels_in_groups",
    ),
    Broken(
        "1D strides and dilation",
        f"c Conv1D strides=2 dilation_rate=2 activation=relu | g GlobalMaxPooling1D | {OUT}",
        S,
        "c",
        "fault.strides_and_dilation",
    ),
    Broken("tokens straight into LSTM", f"l LSTM units=16 | {OUT}", T, "l", SEQUENCE, TEXT),
    Broken(
        "tokens straight into a convolution",
        f"c Conv1D activation=relu | g GlobalMaxPooling1D | {OUT}",
        T,
        "c",
        SEQUENCE,
        TEXT,
    ),
    Broken(
        "tokens straight into Dense", f"d Dense units=16 activation=relu | {OUT}", T, "d", "finding.raw_tokens", TEXT
    ),
    Broken(
        "table too short",
        f"e Embedding input_dim=1000 output_dim=16 | l LSTM units=16 | {OUT}",
        T,
        "e",
        "finding.vocabulary",
        TEXT,
    ),
    Broken(
        "embedding twice",
        f"e Embedding input_dim=5000 output_dim=16 | f Embedding input_dim=5000 output_dim=16 | l LSTM units=16 | {OUT}",
        T,
        "f",
        "fault.needs_tokens",
        TEXT,
    ),
    Broken(
        "embedding of measurements",
        f"e Embedding input_dim=100 output_dim=16 | l LSTM units=16 | {OUT}",
        S,
        "e",
        "fault.needs_tokens",
        knows(S),
    ),
    Broken(
        "embedding of a row of numbers",
        f"e Embedding input_dim=100 output_dim=16 | l LSTM units=16 | {OUT}",
        (50,),
        "e",
        "finding.no_tokens",
        knows((50,)),
    ),
    Broken(
        "embedding of pixels",
        f"flat Flatten | e Embedding input_dim=256 output_dim=8 | g GlobalAveragePooling1D | {OUT}",
        (8, 8, 1),
        "e",
        "finding.no_tokens",
        knows((8, 8, 1)),
    ),
    Broken(
        "embedding of an image",
        f"e Embedding input_dim=256 output_dim=8 | l LSTM units=8 | {OUT}",
        (8, 8, 1),
        "e",
        "fault.needs_tokens",
        knows((8, 8, 1)),
    ),
    Broken(
        "sequence as the output", f"l LSTM units=16 return_sequences=True | {OUT}", S, "out", "finding.output_shape"
    ),
    Broken(
        "bidirectional sequence as the output",
        f"l GRU units=16 return_sequences=True bidirectional=True | d Dropout rate=0.1 | {OUT}",
        S,
        "out",
        "finding.output_shape",
    ),
    Broken("convolved sequence as the output", f"c Conv1D activation=relu | {OUT}", S, "out", "finding.output_shape"),
    Broken(
        "text without pooling",
        f"e Embedding input_dim=5000 output_dim=16 | d Dense units=16 activation=relu | {OUT}",
        T,
        "out",
        "finding.output_shape",
        TEXT,
    ),
    Broken(
        "attended sequence as the output",
        f"m MultiHeadAttention num_heads=2 key_dim=4 | {OUT}",
        S,
        "out",
        "finding.output_shape",
    ),
    Broken(
        "RepeatVector of a sequence",
        f"l LSTM units=16 return_sequences=True | r RepeatVector n=5 | k LSTM units=16 | {OUT}",
        S,
        "r",
        "fault.needs_row",
    ),
    Broken(
        "RepeatVector of maps",
        f"c Conv2D filters=16 activation=relu | r RepeatVector n=5 | k LSTM units=16 | {OUT}",
        (28, 28, 1),
        "r",
        "fault.needs_row",
    ),
    Broken(
        "decoder without RepeatVector",
        "a LSTM units=16 | b LSTM units=16 return_sequences=True | out Dense units=8",
        S,
        "b",
        SEQUENCE,
        knows(S, classes=None, task="reconstruction"),
    ),
    Broken(
        "three inputs of attention",
        f"a LSTM units=8 return_sequences=True | b LSTM units=8 return_sequences=True <a | c LSTM units=8 return_sequences=True <b | m MultiHeadAttention num_heads=2 key_dim=4 <a,b,c | g GlobalAveragePooling1D | {OUT}",
        S,
        "m",
        "fault.too_many_inputs",
    ),
    Broken(
        "the mask ends at a convolution",
        f"e Embedding input_dim=5000 output_dim=16 mask_zero=True | c Conv1D activation=relu padding=same | l LSTM units=16 | {OUT}",
        T,
        "c",
        "finding.mask_lost",
        TEXT,
    ),
)
