"""The tables of withholding, to read as plain rows."""

from sqlmodel import SQLModel

from portal.ledger.setoff import models  # noqa: F401  (puts the tables in the metadata)

WITHHOLDING = SQLModel.metadata.tables["withholding"]
WITHHOLDING_AMOUNT = SQLModel.metadata.tables["withholding_amount"]
