"""What measures are computed by. The same snapshot files, the same query, the same answer on each."""

from samebook.numbers.engines.chosen import engine
from samebook.numbers.engines.protocol import Answer, Engine, Session, parameters_of

__all__ = ["Answer", "Engine", "Session", "engine", "parameters_of"]
