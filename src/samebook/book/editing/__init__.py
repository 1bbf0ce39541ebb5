"""The Book edited part by part: its text by surgery, its conditions as rows that a person picks. No Django here."""
