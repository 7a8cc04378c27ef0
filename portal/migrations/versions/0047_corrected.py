"""What came of a dispute can be that the claim was corrected."""

from portal.migrations.checks import change_check

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

BEFORE = (
    "outcome in ('answered', 'accepted', 'partly', 'not_accepted', 'reopened', 'settled',"
    " 'lapsed', 'ended')"
)
OUTCOMES = (
    "outcome in ('answered', 'accepted', 'partly', 'not_accepted', 'reopened', 'settled',"
    " 'lapsed', 'ended', 'corrected')"
)


def upgrade() -> None:
    change_check("matter_outcome", "ck_matter_outcome_outcome", BEFORE, OUTCOMES)


def downgrade() -> None:
    change_check("matter_outcome", "ck_matter_outcome_outcome", OUTCOMES, BEFORE)
