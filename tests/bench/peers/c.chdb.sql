-- CSV to canonical events; objects as text, as they are.
INSERT INTO FUNCTION file('/dev/stdout', TSVRaw, 'line String')
SELECT concat('{', if(user_id = '', '', concat('"user_id":', toJSONString(user_id), ',')),
	'"timestamp":"', timestamp, '","event":', toJSONString(event), ',"event_id":"', event_id,
	if(anonymous_id = '', '"', concat('","anonymous_id":', toJSONString(anonymous_id))),
	',"metadata":', properties, '}')
FROM file('$INPUT', CSVWithNames, 'user_id String, timestamp String, event String,
	event_id String, anonymous_id String, properties String')
