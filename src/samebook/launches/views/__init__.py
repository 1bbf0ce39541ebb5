"""Pages of launches: lists, the plan, cells, documents, signatures, training, the process, files."""
