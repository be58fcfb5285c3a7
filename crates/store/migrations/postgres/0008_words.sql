-- Values of several kinds name theirs by their key: {"accepted": {"by": 1}}, which was {"activity": "accepted", "by": 1}.
UPDATE message
SET body = CASE body::jsonb - 'activity'
    WHEN '{}'::jsonb THEN (body::jsonb -> 'activity')::text
    ELSE jsonb_build_object(body::jsonb ->> 'activity', body::jsonb - 'activity')::text
END
WHERE kind = 'activity' AND jsonb_typeof(body::jsonb -> 'activity') = 'string';

-- The log and the results of commands are of the old form too: every client starts anew, by another epoch.
DELETE FROM event;
DELETE FROM command_result;
DELETE FROM meta WHERE key = 'epoch';
