"""What the journal's codes of this chapter mean, for people. ``[…]`` is left out where its value is not known."""

ENTRIES = {
    "board.benchmark.entered": "Benchmark entered[ for {measure}][: {value}][, from {from}][, {source}]",
    "board.benchmark.ended": "Benchmark ended[ for {measure}][, from {from}]",
    "board.period.closed": "Period closed[: {start} up to, not including, {end}][, hash {hash}]",
    "board.period.restated": "Closed period restated[: {reason}][, hash {hash}]",
    "board.sales.signed": "Pipeline and revenue signed for sales[: {start} up to, not including, {end}][, hash {hash}]",
    "board.comment.written": "Comment of {side} written[ for the {document} report]",
    "board.comment.taken_back": "Comment of {side} taken back[ from the {document} report]",
    "board.comment.offered": "A sentence about revenue handed to sales",
    "board.report.exported": "Board report taken out as a file[: {document}][, {period}][, {format}]",
}
