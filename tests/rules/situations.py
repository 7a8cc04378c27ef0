"""Situations as a policy officer writes them, read from tests/situations/*.toml."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal import municipality
from portal.rules.assess import assess
from portal.rules.intake import INCOME_KEYS, read_situation
from portal.rules.policy_data import read_value
from portal.rules.reply import answer_to_stored

FOLDER = Path(__file__).parents[1] / "situations"


@dataclass(frozen=True)
class Told:
    """One situation: what goes in, what the rules answer, and what we expect of that."""

    name: str
    request: dict[str, Any]
    settings: dict[str, Any]
    expected: dict[str, Any]
    account: dict[str, str]
    marks: dict[str, str]
    beside: dict[str, Any]
    """What came before and the new result, side by side, where there is a transition."""

    def answered(self) -> dict[str, Any]:
        """Ask the rules, with the settings this situation carries."""
        name, situation = read_situation(self.request, lambda name: municipality.load(name).shape)
        policy = municipality.load(name).policy
        changes = {key: read_value(key, value) for key, value in self.settings.items()}
        return answer_to_stored(assess(situation, policy.changed(changes)))


def all_situations() -> list[Told]:
    """Every situation of every file."""
    return [told for path in sorted(FOLDER.glob("*.toml")) for told in _read(path)]


def _read(path: Path) -> list[Told]:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return [
        Told(
            name=f"{path.stem}: {entry['name']}",
            request=_request(data["defaults"] | entry["in"]),
            settings=entry.get("settings", {}),
            expected=entry["out"],
            account=entry.get("account", {}),
            marks=entry.get("marks", {}),
            beside=entry.get("beside", {}),
        )
        for entry in data["situation"]
    ]


def _request(told: dict[str, Any]) -> dict[str, Any]:
    """Fill in what every request says: dates as text, `debt` as one claim, `running` as a plan."""
    kind = told.pop("kind")
    claims = told.pop("claims", None) or [{"balance": told.pop("debt")}]
    filled = [{"id": f"c{n}", "kind": kind, "phase": "open"} | c for n, c in enumerate(claims)]
    request = told | {"on": told["on"].isoformat(), "claims": filled}
    if "income" in request:
        period = municipality.load(told["municipality"]).policy.income_period
        request["income"] = {INCOME_KEYS[period]: request["income"]}
    if "running" in request:
        since = request.pop("since", "2023-01-01")
        request["running_plan"] = {"monthly": request.pop("running"), "since": since}
    return request
