"""Figures as texts write them, in offsets of their sentence."""
