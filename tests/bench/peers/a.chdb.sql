-- Segment's calls to canonical events. Objects are read as text and passed on as they
-- are: faster than its JSON type.
INSERT INTO FUNCTION file('/dev/stdout', TSVRaw, 'line String')
SELECT concat('{', if(userId = '', '', concat('"user_id":', toJSONString(userId), ',')),
	'"timestamp":"', timestamp, '","event":', toJSONString(multiIf(event != '', event, name != '', name, type)),
	',"event_id":"', messageId,
	if(anonymousId = '', '"', concat('","anonymous_id":', toJSONString(anonymousId))),
	',"received_at":"', receivedAt, '","source":"segment","metadata":',
	multiIf(type = 'identify', traits,
		type = 'alias', concat('{"previousId":', toJSONString(previousId), '}'),
		type = 'group', concat('{"groupId":', toJSONString(groupId), ',', substring(traits, 2)),
		properties), '}')
FROM file('$INPUT', JSONEachRow, 'type String, userId String, anonymousId String, messageId String,
	timestamp String, receivedAt String, event String, name String, previousId String,
	groupId String, properties String, traits String')
