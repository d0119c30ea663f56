"""Who says a sentence: quotations, verbs of speech, sources, and what carries over."""
