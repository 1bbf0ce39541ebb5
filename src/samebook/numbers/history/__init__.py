"""Bulk history: hundreds of millions of rows from files, straight into what snapshots are made of.

Which tables have history and what a row of a file may say is declared by chapters (``declared``). An import reads
its files once (``reading``), types and tells apart its rows (``preparing``, ``identity``), keeps them by month in parts
(``staging``), leaves out what is here already (``known``) and puts its files in their place (``placing``). They are
seen when the row of the import in the records says so, and never before.
"""
