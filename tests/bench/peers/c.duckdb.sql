-- CSV to canonical events.
COPY (
	SELECT user_id, timestamp, event, event_id, anonymous_id, properties AS metadata
	FROM read_csv('$INPUT', header = true, delim = ',', quote = '"', escape = '"', auto_detect = false,
		columns = {user_id: 'VARCHAR', timestamp: 'VARCHAR', event: 'VARCHAR',
			event_id: 'VARCHAR', anonymous_id: 'VARCHAR', properties: 'JSON'})
) TO '/dev/stdout' (FORMAT json)
