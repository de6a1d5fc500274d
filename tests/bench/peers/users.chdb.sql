-- As b, of canonical events.
INSERT INTO FUNCTION file('/dev/stdout', JSONEachRow)
WITH toDate('$ASOF') - toDate(substring(timestamp, 1, 10)) AS ago
SELECT user_id, min(ago) AS recency_days,
	bitCount(bitAnd(groupBitOr(bitShiftLeft(toUInt64(1), ago)) AS days, 127)) AS l7,
	bitCount(bitAnd(days, 268435455)) AS l28, max(ago) AS tenure_days, count() AS events,
	toDate('$ASOF') - tenure_days AS first_seen, toDate('$ASOF') - recency_days AS last_seen
FROM file('$INPUT', JSONEachRow, 'user_id String, timestamp String')
GROUP BY user_id
