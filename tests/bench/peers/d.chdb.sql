-- Who ordered within 7 days of the first message.
INSERT INTO FUNCTION file('/dev/stdout', JSONEachRow)
WITH parseDateTime64BestEffort(timestamp, 3, 'UTC') AS at
SELECT ifNull(userId, concat('anon:', anonymousId)) AS user_id,
	minIf(at, event = 'Message Sent') AS exposed_at,
	toBool(arrayExists(t -> t >= exposed_at AND t <= exposed_at + INTERVAL 7 DAY,
		groupArrayIf(at, event = 'Order Completed'))) AS converted
FROM file('$INPUT', JSONEachRow, 'userId Nullable(String), anonymousId String, timestamp String, event String')
WHERE event IN ('Message Sent', 'Order Completed')
GROUP BY user_id
HAVING countIf(event = 'Message Sent') > 0
