"""Dataset descriptions and what is done with them: readers, report, split, preprocessing, augmentation, cache."""
