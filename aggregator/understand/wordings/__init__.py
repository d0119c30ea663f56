"""How claims are told: one module for each family of wordings, drafts out."""
