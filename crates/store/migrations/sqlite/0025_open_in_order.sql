-- Open rows in the orders that never change: the table begins with the first of them, and reads no others.
CREATE INDEX conversation_open_by_number ON conversation (id)
    WHERE status NOT IN ('closed', 'spam');
CREATE INDEX conversation_open_by_created_at ON conversation (created_at, id)
    WHERE status NOT IN ('closed', 'spam');
