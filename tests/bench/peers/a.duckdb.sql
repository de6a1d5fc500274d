-- Segment's calls to canonical events.
COPY (
	SELECT userId AS user_id, timestamp, coalesce(event, name, type) AS event,
		messageId AS event_id, anonymousId AS anonymous_id, receivedAt AS received_at,
		'segment' AS source,
		CASE type
			WHEN 'identify' THEN traits
			WHEN 'alias' THEN json_object('previousId', previousId)
			WHEN 'group' THEN json_merge_patch(json_object('groupId', groupId), traits)
			ELSE properties
		END AS metadata
	FROM read_json('$INPUT', format = 'newline_delimited', columns = {
		type: 'VARCHAR', userId: 'VARCHAR', anonymousId: 'VARCHAR', messageId: 'VARCHAR',
		timestamp: 'VARCHAR', receivedAt: 'VARCHAR', event: 'VARCHAR', name: 'VARCHAR',
		previousId: 'VARCHAR', groupId: 'VARCHAR', properties: 'JSON', traits: 'JSON'})
) TO '/dev/stdout' (FORMAT json)
