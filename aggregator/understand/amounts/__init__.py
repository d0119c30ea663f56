"""Whose a figure is, and in what unit, where a sentence holds several."""
