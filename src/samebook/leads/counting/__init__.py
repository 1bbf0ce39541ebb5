"""How many leads a condition is true of, told while somebody writes it."""
