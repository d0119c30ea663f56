"""Prices: providers bring bars and macro figures, `History` holds them in arrays, signals are computed from them."""
