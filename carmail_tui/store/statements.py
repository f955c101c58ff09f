"""The statements that run for every message of a delivery, in SQL that SQLite and PostgreSQL both read.

peewee takes longer to word such a query than SQLite to answer it. `?` stands for each value.
"""

from typing import NamedTuple

from carmail_tui.delivery.states import State

QUEUE = (
    "INSERT INTO message (mailing_id, account, intent, client_id, client_name, subject, dedupe_key, "
    "message_id, date, envelope_from, envelope_to, mailbox, size, state, created, updated, attempts, "
    "not_before, reason, enhanced, reply, settled) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, '', '', '', FALSE) "
    "ON CONFLICT (dedupe_key) DO NOTHING RETURNING id"
)
CONTENT = "INSERT INTO content (message_id, head, blobs) VALUES (?, ?, ?)"

ORDER = [
    (intent, state) for intent in ("test", "documents", "mailing") for state in (State.DEFERRED, State.QUEUED)
]
"""Who goes first: before a test sits a person who waits, and an invoice does not wait behind a mailing."""

_FIRST = (
    "SELECT * FROM (SELECT m.id FROM message m JOIN mailing g ON g.id = m.mailing_id "
    "WHERE m.account = ? AND m.state = ? AND m.intent = ? AND m.not_before <= ? "
    "AND NOT g.paused AND g.hold_until <= ? ORDER BY m.id LIMIT ?) AS first_"
)
"""The oldest of one kind: a walk down the index (state, account, intent, id), however long the queue is."""

NEXT = " UNION ALL ".join(f"{_FIRST}{n}" for n in range(len(ORDER))) + " LIMIT ?"

CLAIMABLE = (
    "SELECT m.id, m.mailing_id, m.intent, m.client_id, m.envelope_from, m.envelope_to, k.head, k.blobs, "
    "m.attempts, m.trying_since, m.updated, g.kind, c.promotions, s.mailbox IS NOT NULL "
    "FROM message m JOIN mailing g ON g.id = m.mailing_id JOIN content k ON k.message_id = m.id "
    "LEFT JOIN client c ON c.id = m.client_id LEFT JOIN suppression s ON s.mailbox = m.mailbox "
    "WHERE m.id IN ("
)

ATTEMPT = (
    "INSERT INTO attempt (message_id, at, phase, outcome, code, enhanced, reply) VALUES (?, ?, ?, ?, ?, ?, ?)"
)

USED = (
    "UPDATE address SET last_used = ? WHERE id IN (SELECT a.id FROM message m "
    "JOIN address a ON a.client_id = m.client_id AND a.mailbox = m.mailbox WHERE m.id IN ("
)
"""The addresses that these messages went to were used."""

MORE_COLUMNS = {
    "begin": ", attempts = attempts + 1, trying_since = COALESCE(trying_since, updated)",
    # The failure was the account's, or nobody's: it is not a try of this message.
    "release": ", attempts = attempts - CASE WHEN state = 'talking' THEN 1 ELSE 0 END",
}
MORE_CONDITIONS = {
    # Pausing is exact: what has not reached its dot stays.
    "commit": " AND NOT EXISTS (SELECT 1 FROM mailing g WHERE g.id = message.mailing_id AND g.paused)"
}


class Claimable(NamedTuple):
    """The row of a message, with what may stand in its way."""

    id: int
    mailing_id: int
    intent: str
    client_id: int | None
    envelope_from: str
    envelope_to: str
    head: bytes
    blobs: str
    attempts: int
    trying_since: int | None
    updated: int
    kind: str
    promotions: bool | None
    suppressed: bool
