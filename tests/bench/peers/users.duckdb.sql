-- As b, of canonical events.
COPY (
	WITH events AS (
		SELECT user_id, date_diff('day', CAST(left(timestamp, 10) AS DATE), DATE '$ASOF') AS ago
		FROM read_json('$INPUT', format = 'newline_delimited', columns = {
			user_id: 'VARCHAR', timestamp: 'VARCHAR'})
	), users AS (
		SELECT user_id, count(*) AS events, bit_or(1::UBIGINT << ago) AS days,
			max(ago) AS first, min(ago) AS last
		FROM events GROUP BY user_id
	)
	SELECT user_id, last AS recency_days, bit_count(days & 127) AS l7,
		bit_count(days & 268435455) AS l28, first AS tenure_days, events,
		DATE '$ASOF' - first::INTEGER AS first_seen, DATE '$ASOF' - last::INTEGER AS last_seen
	FROM users
) TO '/dev/stdout' (FORMAT json)
