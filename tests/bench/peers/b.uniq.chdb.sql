-- One record a user, days counted as one would write it at first.
INSERT INTO FUNCTION file('/dev/stdout', JSONEachRow)
WITH toDate(substring(timestamp, 1, 10)) AS day
SELECT ifNull(userId, concat('anon:', anonymousId)) AS user_id,
	toDate('$ASOF') - max(day) AS recency_days,
	uniqExactIf(day, day > toDate('$ASOF') - 7) AS l7,
	uniqExactIf(day, day > toDate('$ASOF') - 28) AS l28,
	toDate('$ASOF') - min(day) AS tenure_days, count() AS events,
	min(day) AS first_seen, max(day) AS last_seen
FROM file('$INPUT', JSONEachRow, 'userId Nullable(String), anonymousId String, timestamp String')
GROUP BY user_id
