"""What all kinds of claims share: dates, tense, direction, stance, cause, whose words."""
