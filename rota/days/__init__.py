"""The pages on which people say when they cannot, and leads look at it."""
