"""Sentences about sets of texts."""

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "data.text.empty": "The text is empty.",
        "data.text.no_column": "{path} has no column '{column}'. Its columns are {known}.",
        "data.text.same_column": "The column '{column}' cannot hold both the texts and their classes. Choose two columns.",
        "data.text.no_texts": "No column of {path} looks like texts: long, varied and made of letters. Its columns are {known}. Say which one it is.",
        "data.text.no_labels": "No column of {path} looks like classes: few short values beside the texts in '{text}', of which most come again. Its columns are {known}. Say which one it is.",
        "data.text.all_empty": "{path} holds no text: all {count:,} are empty or cannot be read. Check that the right column or folder was chosen.",
        "data.text.one_class": "{path} holds one class only ('{name}'), but telling classes apart needs at least two. Check that the right column was chosen.",
        "data.text.folder_empty": "{path} is empty. Choose a folder with one sub-folder of text files per class, or a table.",
        "data.text.no_files": "No text file was found in {path} or its sub-folders. Files that end in .txt are read: one sub-folder per class.",
        "data.text.no_class_folders": "{path} holds {count:,} text files but no sub-folders with any, so nothing says what class each is of. Put the texts of each class into a sub-folder named for it.",
        "data.text.no_training_texts": "{path} leaves no text to train on. Take some back in, or change the split.",
        "data.text.bad_vocabulary": "A vocabulary of {found:,} tokens is not possible: choose {least:,} to {limit:,}.",
        "data.text.bad_length": "A length of {found:,} tokens is not possible: choose 1 to {limit:,}.",
        "data.text.progress.scanning": "Looking for text files",
        "data.text.progress.reading": "Reading texts",
        "data.text.progress.counting": "Training the tokenizer",
        "data.text.progress.numbering": "Turning texts into numbers",
        "preset.name.text_bag": "Bag of words",
        "preset.about.text_bag": "The mean over the learnt numbers of all words, whatever their order: quick, small, and a strong baseline that TextCNN and LSTM have to beat. Takes token numbers.",
        "preset.source.text_bag": "Joulin and others: Bag of tricks for efficient text classification, 2016",
        "data.text.row": "row {number}",
        "inference.text.empty_note": "The text holds nothing that is a token, so the answer says only what is likely without any.",
        "inference.text.unknown_note": "None of its {count:,} tokens was in the training texts, so the answer means little.",
        "inference.text.cut_note": "Only the first {length:,} of its {count:,} tokens are looked at, as in training.",
        "inference.text.folder": "{path} is a folder. Choose text files or a table.",
        "inference.text.no_plain_file": "This is a device or a pipe, not a text file.",
        "inference.text.no_column": "{path} has no column that looks like texts. Its columns are {known}.",
        "inference.text.too_many_rows": "{path} has {found:,} rows; at most {limit:,} are answered at once. Split the table.",
        "inference.vocabulary_mismatch": "{path}: texts have {expected:,} token numbers, but the table of the network has {found} rows.",
        "inference.bad_tokenizer": "{path}: the tokenizer of this model is not one that DeepDesk writes, so it is not used. Choose a .ddm file that DeepDesk wrote.",
    }
)
