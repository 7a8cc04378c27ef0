"""The answer as other programs read it, and as a receipt that gives it back."""

from collections.abc import Callable
from functools import cache
from typing import Any

from portal.money import minor, plain
from portal.rules.answer import AccountLine, PolicyVersion, Reason, RulesAnswer
from portal.rules.policy import Policy


def answer_to_json(
    answer: RulesAnswer, policy: Policy, translate: Callable[[str], str]
) -> dict[str, Any]:
    """Write the answer with its texts. `translate` gives the text of a message id."""
    articles = policy.articles
    return {
        **_result(answer),
        "reasons": [
            {
                "code": reason.code,
                "article": articles[reason.article].label,
                "text": translate(_message("reason", reason.code)),
            }
            for reason in answer.reasons
        ],
        "account": [
            _line(entry, translate(_message("line", entry.words)), articles[entry.article].label)
            for entry in answer.account
        ],
        "policy": _policy(answer.policy),
    }


@cache
def _message(family: str, name: str) -> str:
    return f"{family}-{name}".replace("_", "-")


def _line(entry: AccountLine, term: str, article: str) -> dict[str, str | None]:
    name, figure = _figure(entry)
    return {"id": entry.id, "term": term, name: figure, "article": article, "mark": entry.mark}


def _figure(entry: AccountLine) -> tuple[str, str | None]:
    return ("value", entry.value) if entry.amount is None else ("amount", plain(entry.amount))


def _result(answer: RulesAnswer) -> dict[str, Any]:
    return {
        "outcome": answer.outcome,
        "capacity": _written(answer.capacity),
        "instalment": _written(answer.instalment),
        "schedule": [
            {"no": no, "amount": plain(amount)} for no, amount in enumerate(answer.schedule, 1)
        ],
    }


def _policy(policy: PolicyVersion) -> dict[str, str]:
    return {"id": policy.id, "version": policy.version, "hash": policy.hash}


def answer_to_stored(answer: RulesAnswer) -> dict[str, Any]:
    """Write the answer for a receipt: no texts, and articles by their key."""
    return {
        **_result(answer),
        "reasons": [{"code": reason.code, "article": reason.article} for reason in answer.reasons],
        "account": [_stored_line(entry) for entry in answer.account],
        "policy": _policy(answer.policy),
    }


def _stored_line(entry: AccountLine) -> dict[str, Any]:
    name, figure = _figure(entry)
    kept = {"id": entry.id, name: figure, "article": entry.article, "mark": entry.mark}
    percent = {} if entry.percent is None else {"percent": entry.percent}
    more = {"uses": list(entry.uses)} if entry.uses else {}
    return kept | percent | more | ({"named": entry.named} if entry.named else {})


def answer_from_stored(data: dict[str, Any]) -> RulesAnswer:
    """Read back what `answer_to_stored` wrote."""
    return RulesAnswer(
        outcome=data["outcome"],
        policy=PolicyVersion(**data["policy"]),
        capacity=_amount(data["capacity"]),
        instalment=_amount(data["instalment"]),
        schedule=tuple(minor(entry["amount"]) for entry in data["schedule"]),
        reasons=tuple(Reason(**entry) for entry in data["reasons"]),
        account=tuple(
            AccountLine(
                **{
                    **entry,
                    "amount": _amount(entry.get("amount")),
                    "uses": tuple(entry.get("uses", ())),
                }
            )
            for entry in data["account"]
        ),
    )


def _written(amount: int | None) -> str | None:
    return None if amount is None else plain(amount)


def _amount(written: str | None) -> int | None:
    return None if written is None else minor(written)
