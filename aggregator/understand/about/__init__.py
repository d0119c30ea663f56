"""What a claim is about: its subject's words, and which entity they mean where they name none."""
