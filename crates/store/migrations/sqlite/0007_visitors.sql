-- When a browser was last there was never kept up to date, and nothing asked for it.
ALTER TABLE visitor DROP COLUMN last_seen_at;
