"""Tests of a rule without writing any: its examples, and a folder of files before and after.

A rule package runs the same checks as remend itself, with the test runner of its choice:

    @pytest.mark.parametrize("case", [*example_cases(MyRule), *fixture_cases(MyRule, FOLDER)], ids=str)
    def test_my_rule(case: Case) -> None:
        check_case(case)

An example is the file `example.py`; other files that it needs stand beside it: `beside=(("shop/cart.py", "..."),)`.

A fixture is `<case>.py` with `<case>.after.py`, or `keep_<why>.py`, which has to stay as it is. Files are compared byte
for byte. What a case needs beside its code stands in `<case>.toml`; every key may be left out:

    path = "shop/settings.py"          # what the file is called in its project; its own name if left out
    unsafe = true                      # the mend needs --unsafe
    declined = ["raises KeyError"]     # a part of the reason for each place found and not mended, in their order
    options = { source = "shop" }      # options of the rule, put over the rule's `example_options`
    [files]                            # other files of the project, put over those of the folder `project/`
    "shop/__init__.py" = ""
"""

from remend.testing.cases import Case, example_cases, fixture_cases
from remend.testing.checks import CaseFailedError, check_case, check_rule

__all__ = ["Case", "CaseFailedError", "check_case", "check_rule", "example_cases", "fixture_cases"]
