"""Texts with a class each: tables with a column of texts, folders of text files."""
