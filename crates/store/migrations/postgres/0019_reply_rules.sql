-- When one may write freely over a connection, and what one may always write: the model's value as JSON.
ALTER TABLE connection ADD COLUMN reply_rules TEXT NOT NULL DEFAULT '{}';
