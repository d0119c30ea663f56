"""The one model: its folder, its passes over batches, and what its logits mean."""
