"""Every write of the board report."""

from samebook.board.actions.benchmarks import enter_benchmark
from samebook.board.actions.closing import close_period, close_with_password, restate_period
from samebook.board.actions.counting import KIND, ask_count, counting, last_failure, note_file, run_count
from samebook.board.actions.remarks import offer_to_sales, write_remark
from samebook.board.actions.signing import sign_sales

__all__ = [
    "KIND",
    "ask_count",
    "close_period",
    "close_with_password",
    "counting",
    "enter_benchmark",
    "last_failure",
    "note_file",
    "offer_to_sales",
    "restate_period",
    "run_count",
    "sign_sales",
    "write_remark",
]
