-- What users set for themselves, the model's value as JSON, with a version of its own: an administrator's change of the account is no
-- conflict with it.
ALTER TABLE app_user ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
ALTER TABLE app_user ADD COLUMN settings_version INTEGER NOT NULL DEFAULT 1;
