"""The search: what documents are listed and filtered by, their words, and the vocabulary."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WORD = sa.String(40).with_variant(sa.String(40, collation="C"), "postgresql")
_TEXT = {
    "sqlite": (
        """CREATE VIRTUAL TABLE search_text USING fts5(terms, tokenize = "ascii tokenchars '.!_'", columnsize = 0)""",
        """CREATE TRIGGER search_documents_gone AFTER DELETE ON search_documents
           BEGIN DELETE FROM search_text WHERE rowid = old.number; END""",
    ),
    "postgresql": (
        """CREATE TABLE search_text (
               number BIGINT PRIMARY KEY REFERENCES search_documents (number) ON DELETE CASCADE,
               terms TSVECTOR NOT NULL)""",
        # Without a list of pending words: a search never waits for one to be tidied away.
        "CREATE INDEX ix_search_text_terms ON search_text USING GIN (terms) WITH (fastupdate = off)",
        # A facet and its value go together: without knowing it the planner expects hardly any rows of either.
        "CREATE STATISTICS st_search_facets (dependencies, mcv) ON facet, value FROM search_facets",
        "ALTER STATISTICS st_search_facets SET STATISTICS 1000",
    ),
}


def upgrade() -> None:
    op.create_table(
        "search_documents",
        sa.Column("number", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("type", sa.String(length=50), nullable=True),
        sa.Column("department", sa.String(length=200), nullable=True),
        sa.Column("author", sa.String(length=200), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("analysis", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["documents.id"],
            name=op.f("fk_search_documents_document_id_documents"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_search_documents")),
        sa.UniqueConstraint("document_id", name=op.f("uq_search_documents_document_id")),
    )
    op.create_table(
        "search_facets",
        sa.Column("number", _NUMBER, nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("facet", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=120), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=True),
        sa.Column("amount", sa.Double(), nullable=True),
        sa.Column("unit", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(
            ["number"],
            ["search_documents.number"],
            name=op.f("fk_search_facets_number_search_documents"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", "item", name=op.f("pk_search_facets")),
    )
    op.create_index("ix_search_facets_facet_value", "search_facets", ["facet", "value", "number", "amount"])
    labelled = sa.text("label IS NOT NULL")
    op.create_index(
        "ix_search_facets_labelled",
        "search_facets",
        ["number", "facet", "value"],
        sqlite_where=labelled,
        postgresql_where=labelled,
    )
    op.create_table(
        "search_words",
        sa.Column("word", _WORD, nullable=False),
        sa.Column("folded", _WORD, nullable=False),
        sa.Column("backward", _WORD, nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_search_words")),
    )
    op.create_index("ix_search_words_folded", "search_words", ["folded"])
    op.create_index("ix_search_words_backward", "search_words", ["backward"])
    for statement in _TEXT[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER search_documents_gone")
    op.execute("DROP TABLE search_text")
    for table in ("search_facets", "search_words", "search_documents"):
        op.drop_table(table)
