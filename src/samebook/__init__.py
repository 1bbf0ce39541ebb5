"""One signed book for the sales and the marketing department of a company that sells to companies."""

__version__ = "0.1.0"
