"""The tables of direct debit, to read as plain rows."""

from sqlmodel import SQLModel

from portal.ledger.debits import models  # noqa: F401  (puts the tables in the metadata)

MANDATE = SQLModel.metadata.tables["mandate"]
BATCH = SQLModel.metadata.tables["debit_batch"]
COLLECTION = SQLModel.metadata.tables["collection"]
PART = SQLModel.metadata.tables["collection_part"]
RETURN = SQLModel.metadata.tables["debit_return"]
SETTLEMENT = SQLModel.metadata.tables["debit_settlement"]
