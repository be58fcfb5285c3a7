-- Open rows in the orders that never change: the table begins with the first of them. What a scope and the usual filters ask for
-- stands in the index: others are not read.
CREATE INDEX conversation_open_by_number ON conversation
    (id, department_id, assignee_id, reserved_for, status, inbox_id, connection_id, channel)
    WHERE status NOT IN ('closed', 'spam');
CREATE INDEX conversation_open_by_created_at ON conversation
    (created_at, id, department_id, assignee_id, reserved_for, status, inbox_id, connection_id, channel)
    WHERE status NOT IN ('closed', 'spam');
