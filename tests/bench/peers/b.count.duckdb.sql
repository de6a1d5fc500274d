-- One record a user, days counted as one would write it at first.
COPY (
	WITH events AS (
		SELECT coalesce(userId, 'anon:' || anonymousId) AS user_id,
			CAST(left(timestamp, 10) AS DATE) AS day
		FROM read_json('$INPUT', format = 'newline_delimited', columns = {
			userId: 'VARCHAR', anonymousId: 'VARCHAR', timestamp: 'VARCHAR'})
	)
	SELECT user_id, DATE '$ASOF' - max(day) AS recency_days,
		count(DISTINCT day) FILTER (WHERE day > DATE '$ASOF' - 7) AS l7,
		count(DISTINCT day) FILTER (WHERE day > DATE '$ASOF' - 28) AS l28,
		DATE '$ASOF' - min(day) AS tenure_days, count(*) AS events,
		min(day) AS first_seen, max(day) AS last_seen
	FROM events GROUP BY user_id
) TO '/dev/stdout' (FORMAT json)
