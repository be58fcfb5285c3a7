-- A person's picture, a small square: where its bytes are kept, and since when.
ALTER TABLE app_user ADD COLUMN photo_key TEXT;
ALTER TABLE app_user ADD COLUMN photo_at BIGINT;
ALTER TABLE contact ADD COLUMN photo_key TEXT;
ALTER TABLE contact ADD COLUMN photo_at BIGINT;
