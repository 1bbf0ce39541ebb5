"""Books to begin from; texts of their own, read as package data."""
