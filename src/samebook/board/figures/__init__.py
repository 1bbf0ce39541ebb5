"""The figures of one period, counted once for every document: plain data that can be frozen and hashed."""
