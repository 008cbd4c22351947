"""The records and the vocabulary: frozen, typed values. Knows no files, no clock, no network."""
