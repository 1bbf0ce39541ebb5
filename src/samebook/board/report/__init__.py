"""The two documents of a board report, put together once and shown as a page, on paper, as slides and as a workbook."""
