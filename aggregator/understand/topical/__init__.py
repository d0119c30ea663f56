"""What a claim and its surroundings are about, of fourteen topics."""
