"""The number by which two people who change the same record notice each other."""

FIRST = 1
