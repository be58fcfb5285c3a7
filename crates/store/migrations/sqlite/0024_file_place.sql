-- Where a file stands in its message: as its sender put them, which need not be as they came in.
ALTER TABLE file ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
