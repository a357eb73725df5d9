"""The parts of the page that `remend.report.review.html` puts together: pure functions from data to markup."""
