"""Sentences about sequences that are sorted into classes."""

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "data.sequences.progress.scanning": "Looking for sequences",
        "data.sequences.progress.reading": "Reading sequences",
        "data.sequences.progress.preparing": "Preparing sequences",
        "data.sequences.no_header": "{path} is not in the .ts format of the UCR archive: lines that begin with @ and a line @data were expected. Choose a .ts file or a table.",
        "data.sequences.regression": "{path} gives a number to each sequence (@targetLabel) and no class. Sequences are sorted into classes here: a line @classLabel true was expected.",
        "data.sequences.no_cases": "{path} holds no sequence below @data. Fetch the file again.",
        "data.sequences.several": "{path} holds several data sets ({names}). Choose one of their files instead of the folder.",
        "data.sequences.no_id": "{path} has no column that tells the sequences apart. Its columns are: {known}. Name one in the settings, or call it id.",
        "data.sequences.no_values": "{path} has no columns of numbers to look at. Its columns are: {known}. Name them in the settings.",
        "data.sequences.no_values_chosen": "No column of values is chosen. Choose at least one, or leave it empty for all.",
        "data.sequences.no_rows_of_values": "{path} has too few columns of numbers for a sequence in each row. The label and at least two values were expected.",
        "data.sequences.no_files": "{path} holds no tables in folders. One folder for each class was expected, with a CSV file for each sequence.",
        "data.sequences.too_many_files": "{path} holds more than {limit:,} files. Choose a smaller folder, or put the sequences into one table.",
        "data.sequences.no_class": "The file lies outside every class folder. Move it into one.",
        "data.sequences.none_left": "{path} holds no sequence that can be used; {count:,} were left out. The first is {first}.",
        "data.sequences.no_labels": "{path} gives no sequence a class. Name the column of the labels in the settings, or add one.",
        "data.sequences.one_class": "{path} holds one class only ('{name}'), but telling classes apart needs at least two. Add sequences of another class.",
        "data.sequences.bad_steps": "{found:,} steps cannot be the length of the sequences: from 1 to {limit:,} are possible.",
        "data.sequences.features_differ": "{path} holds the values {found}, but the model was trained on {expected}. Rename the columns, or take the model's own kind of data.",
        "data.sequences.bad_values": "The sequence holds something else than numbers.",
        "data.sequences.empty": "The sequence holds no values.",
        "data.sequences.other_features": "The sequence has {found:,} values at each step; {expected:,} were expected, as the first one has.",
        "data.sequences.other_columns": "The file has the columns {found}; most have {expected}.",
        "data.sequences.label_changes": "The label changes within the sequence ({found}).",
        "data.sequences.cut": "{count:,} sequences are longer than {steps:,} steps and are cut.",
        "data.sequences.cut.why": "The longest has {longest:,} steps. What is cut off, the network never sees. A longer input makes training slower.",
        "data.sequences.drawn": "{count:,} sequences are longer than {steps:,} steps and are drawn together.",
        "data.sequences.drawn.why": "The longest has {longest:,} steps. Fast changes may be lost.",
        "data.sequences.action.whole": "Keep all {steps:,} steps",
        "data.sequences.action.resample": "Draw long ones together instead of cutting",
        "data.sequences.constant": "{count:,} columns never change: {names}.",
        "data.sequences.constant.why": "All training sequences have one value there, so nothing can be learnt from it.",
        "data.sequences.action.without": "Leave out {count:,} columns",
        "data.sequences.missing": "{count:,} values are missing ({percent} %).",
        "data.sequences.missing.why": "They are put on the straight line between their neighbours; at the ends the nearest value is taken.",
        "data.sequences.groups": "The sequences come from several sources ({column}), and each may be on both sides of the split.",
        "data.sequences.groups.why": "A network can recognise the person or the machine instead of what they do. The score on new ones is then lower than the test says.",
        "data.sequences.action.group_by": "Keep each {column} on one side",
    }
)
