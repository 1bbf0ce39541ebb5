"""Analyses: questions that one row per record cannot answer. A checked SELECT counts, plain Python estimates."""

from samebook.numbers.analyses.definitions import Analysis, analyses, analysis_named
from samebook.numbers.analyses.running import analyse

__all__ = ["Analysis", "analyse", "analyses", "analysis_named"]
