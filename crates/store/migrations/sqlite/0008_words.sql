-- Values of several kinds name theirs by their key: {"accepted": {"by": 1}}, which was {"activity": "accepted", "by": 1}.
UPDATE message
SET body = CASE json_remove(body, '$.activity')
    WHEN '{}' THEN json_quote(json_extract(body, '$.activity'))
    ELSE json_object(json_extract(body, '$.activity'), json_remove(body, '$.activity'))
END
WHERE kind = 'activity' AND json_type(body, '$.activity') = 'text';

-- The log and the results of commands are of the old form too: every client starts anew, by another epoch.
DELETE FROM event;
DELETE FROM command_result;
DELETE FROM meta WHERE key = 'epoch';
