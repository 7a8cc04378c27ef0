"""The page that ours is measured against: the same words, in the other one's classes."""

import asyncio

from portal.bench.served import served_afresh
from portal.bench.site import awake
from portal.bench.web import hello
from portal.bench.yardstick_page import rebuilt
from portal.commands.benching import bare

PAGE = """<!doctype html><html><body class="wide"><header class="top"><a class="brand" href="/">A
Town</a></header><main id="main" tabindex="-1"><h1 class="x">You owe</h1><p class="small"
hx-get="/x">In 3 claims</p><ul class="claims"><li><a href="/claims/1">A bill</a></li></ul>
<button class="button">Pay</button></main><footer class="foot"><p>Call us</p></footer>
</body></html>"""


def test_the_yardstick_says_the_same_in_its_own_looks() -> None:
    made = rebuilt(PAGE)
    for words in ("A\nTown", "You owe", "In 3 claims", "A bill", "Pay", "Call us"):
        assert words in made
    assert '<h1 class="govuk-heading-l">' in made
    assert '<a class="govuk-link" href="/claims/1">' in made
    assert '<button class="govuk-button">Pay' in made
    assert 'class="claims"' not in made
    assert "hx-get" not in made


def test_what_is_served_afresh_weighs_nothing_of_who_measures() -> None:
    ours = bytearray(b"x") * 250_000_000
    with served_afresh(hello, bare) as there:
        asyncio.run(awake(there.port))
        assert there.memory() * 1000 < len(ours)
