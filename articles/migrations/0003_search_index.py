"""The readers' search: one table beside the columns, in each database's own words.

Not a model: Django has none that both engines can keep. ``articles.search`` is the
only code that reads or writes it; ``manage.py reindex`` fills it again.
"""

from django.core.exceptions import ImproperlyConfigured
from django.db import ProgrammingError, migrations, transaction

SQLITE = [
    """
    CREATE VIRTUAL TABLE articles_search USING fts5(
        headline, standfirst, names, body, otherwise,
        tokenize = "porter unicode61 remove_diacritics 2"
    )
    """,
    # A word in the headline weighs most, then a name, then the standfirst.
    "INSERT INTO articles_search (articles_search, rank)"
    " VALUES ('rank', 'bm25(10.0, 2.0, 4.0, 1.0, 1.0)')",
]

# PostgreSQL reads "US-Cambodia", "and/or" and "1.5" as one word with parts, SQLite
# as two words. Both get two: marks become blanks before words are counted.
MARKS = "".join(
    chr(code)
    for code in [*range(0x21, 0x7F), *range(0xA0, 0xC0), *range(0x2000, 0x2070)]
    if not chr(code).isalnum()
)
QUOTED_MARKS, BLANKS = MARKS.replace("'", "''"), " " * len(MARKS)
WEIGHTS = {"headline": "A", "names": "B", "standfirst": "C", "body": "D"}
WORDS = " || ".join(
    f"setweight(to_tsvector('newsroom_english',"
    f" translate({column}, '{QUOTED_MARKS}', '{BLANKS}')), '{weight}')"
    for column, weight in WEIGHTS.items()
)
POSTGRESQL = [
    # English stems without a list of words to leave out: "the who" is a question too.
    "CREATE TEXT SEARCH DICTIONARY newsroom_stem"
    " (TEMPLATE = snowball, Language = english)",
    "CREATE TEXT SEARCH CONFIGURATION newsroom_english (COPY = english)",
    "ALTER TEXT SEARCH CONFIGURATION newsroom_english"
    " ALTER MAPPING FOR asciiword, asciihword, hword_asciipart WITH newsroom_stem",
    "ALTER TEXT SEARCH CONFIGURATION newsroom_english"
    " ALTER MAPPING FOR word, hword, hword_part WITH unaccent, newsroom_stem",
    f"""
    CREATE TABLE articles_search (
        rowid bigint PRIMARY KEY,
        headline text NOT NULL,
        standfirst text NOT NULL,
        names text NOT NULL,
        body text NOT NULL,
        words tsvector GENERATED ALWAYS AS ({WORDS}) STORED
    )
    """,
    # Kept beside the row: a word sought in a vector kept elsewhere costs ten times more,
    # and the planner does not know it.
    "ALTER TABLE articles_search ALTER words SET STORAGE MAIN",
    "CREATE INDEX articles_search_words ON articles_search USING gin (words)",
]


def build(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        allow_unaccent(schema_editor)
    for statement in _statements(schema_editor):
        schema_editor.execute(statement, params=None)


def allow_unaccent(schema_editor):
    try:
        with transaction.atomic(using=schema_editor.connection.alias):
            schema_editor.execute("CREATE EXTENSION IF NOT EXISTS unaccent")
    except ProgrammingError:
        raise ImproperlyConfigured(
            "PostgreSQL lacks the extension unaccent, and this database user may not"
            " add it. Let the owner of the database run: CREATE EXTENSION unaccent;"
        ) from None


def tear_down(apps, schema_editor):
    schema_editor.execute("DROP TABLE articles_search")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TEXT SEARCH CONFIGURATION newsroom_english")
        schema_editor.execute("DROP TEXT SEARCH DICTIONARY newsroom_stem")


def _statements(schema_editor):
    return POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_initial")]
    operations = [migrations.RunPython(build, tear_down)]
