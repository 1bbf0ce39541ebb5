"""Speed, each figure beside its baseline in the same run. ``python -m bench [NAME …] [--small]``."""
