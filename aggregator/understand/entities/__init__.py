"""Names: the entities that are known, and which words of a text name which."""
