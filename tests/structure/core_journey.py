"""The texts of the core journey: those that the languages beside nl, da and en have, and no others.

What the files of the journey name is found in them; ids that are put together are named here.
"""

import re
from functools import cache

from tests.structure.message_ids import uses
from tests.structure.test_catalogues import texts

TEMPLATES = (
    *("_base", "_components", "_left", "_transition", "_written", "error"),
    *(
        "public/start",
        "public/sign_in",
        "public/signed_out",
        "public/languages",
        "public/too_often",
        "public/_too_often",
    ),
    *("citizen/overview", "citizen/cases", "citizen/case", "citizen/summary"),
    *("citizen/claim", r"citizen/claim/_\w+", "citizen/ask", "citizen/ask_claims"),
    *("citizen/question", "citizen/account", "citizen/check", "citizen/withdrawal"),
    *("citizen/discard", "citizen/what_if", "citizen/_what_if", "citizen/_outlook"),
    *("citizen/_summary_points", "citizen/summary_paper"),
    *("citizen/_estimate", "citizen/_evidence", "citizen/_saved", "citizen/_again"),
    *("citizen/_messages", "citizen/evidence", "citizen/evidence_too_large"),
    *("citizen/_files_form", "citizen/_claims_about"),
)
MODULES = (
    *(f"portal/web/{name}_words" for name in ("answer", "case", "change", "claim", "summary")),
    *(
        f"portal/web/{name}"
        for name in ("errors", "context", "public", "estimate", "fields", "inputs")
    ),
    *(f"portal/web/{name}" for name in ("receipt", "scheme_words", "transition_words")),
    *(f"portal/web/{name}" for name in ("value_words", "warnings_shown", "working_lines")),
    *(f"portal/web/citizen/{name}" for name in ("account", "asking", "cases", "claims", "still")),
    *(f"portal/web/citizen/{name}" for name in ("collector", "journey", "questions", "payday")),
    *(f"portal/web/citizen/{name}" for name in ("what_if", "what_happened")),
    *(f"portal/cases/{name}" for name in ("drafts", "sending", "conversation", "handling")),
    "portal/cases/reviewing",
)
"""Where the texts of the journey stand, as beginnings of paths."""
FAMILIES = re.compile(
    r"""
    answer-(benefit|circumstances|household|means|pause|payday|pension-age|period|way)-.+
    |answered-(arrangement|dispute|objection|question|settlement)-.+
    |answered-(still|rest)
    |ask-(plan|lower-instalment|deferral|remission|settlement|arrangement|dispute|objection)(-hint)?
    |ask-question(-hint)?|ask-which-more-all
    |case-(plan|lower-instalment|deferral|remission|review)
    |case-(settlement|arrangement|dispute|objection|question)
    |decision-(granted|granted-partly|refused)-.+
    |decision-by-.+|estimate-then-.+|event-.+|evidence-.+|group-.+|happened-.+|income-counted-.+|mark-.+
    |error-(already-sent|conflict|general|not-allowed|not-found|case-closed|elsewhere|no-value)
    |error-(read-warning|form-(too-old|elsewhere)|too-large|signs|busy|no-records|read-only|fault)
    |fact-(assets|benefit|children|circumstances|household|income|means|monthly|months|pause)
    |fact-(payday|pension-age|sharers|story|way)
    |line-(income|norm|own-norm|threshold|excess|capacity|room|open-debt|instalment)(-why)?
    |line-(net-income|percentage|frame-months|minimum)(-why)?
    |(not-)?translated-.+
    |message-from-.+|movement-.+|next-.+|pay-reference-.+|plan-interest.*|plan-progress
    |plan-rhythm-(four-weeks|week|month)
    |question-(assets|benefit|children|circumstances|household|income|means)(-hint|-why)?
    |question-(monthly|months|pause|payday|pension-age(-alone)?|sharers|story|way)(-hint|-why)?
    |reason-.+|sign-in-(person|business|staff)|stage-.+|state-.+|step-(done|now|next)
    |transition-why-.+|unit-(months|times|weeks|years|days)
    |value-(account|assets-.+|capacity-.+|frame|frame-account|instalment-step|norm-.+)
    |value-(minimum-instalment|percent-a-sharer|protected-.+|recipient-.+|sharers-percent)
    |value-(short-term-months|threshold-percent|up-to|use-cost-sharer-norm)
    |warning-.+|source-.+|change-(paid-months|repaid-share)|transition-old
    |(books|helpers|inbox)-title|letter-of(-.+)?
    """,
    re.VERBOSE,
)


def _of_the_journey(where: str) -> bool:
    path = where.rsplit(".", 1)[0]
    names = "|".join([*(f"templates/{name}" for name in TEMPLATES), *MODULES])
    return re.fullmatch(names, path) is not None


@cache
def wanted() -> frozenset[str]:
    """Return the ids of the core journey."""
    known = texts("en")
    named = {
        re.sub(r"\\(.)", r"\1", use.pattern)
        for use in uses()
        if not use.is_computed and _of_the_journey(use.where)
    }
    return frozenset(key for key in known if key in named or FAMILIES.fullmatch(key))
