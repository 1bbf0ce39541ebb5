"""Numbers for assistants: the API, offered by the Model Context Protocol. Read-only, with its user's rights."""
