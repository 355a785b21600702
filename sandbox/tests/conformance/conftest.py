"""Prints at the end how many replies of each operation were successes."""

from test_operations import operations, replies, successes


def pytest_terminal_summary(terminalreporter):
    terminalreporter.section("successes among the replies")
    for name in sorted(replies):
        terminalreporter.write_line(f"{name:32} {successes[name]:4} of {replies[name]:4}")
    terminalreporter.write_line(
        f"{len(operations)} operations, {sum(count > 0 for count in successes.values())} of them with success: "
        f"{successes.total()} of {replies.total()} replies"
    )
