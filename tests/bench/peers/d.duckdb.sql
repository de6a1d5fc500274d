-- Who ordered within 7 days of the first message.
COPY (
	WITH events AS (
		SELECT coalesce(userId, 'anon:' || anonymousId) AS user_id, event,
			CAST(timestamp AS TIMESTAMP) AS moment
		FROM read_json('$INPUT', format = 'newline_delimited', columns = {
			userId: 'VARCHAR', anonymousId: 'VARCHAR', timestamp: 'VARCHAR', event: 'VARCHAR'})
		WHERE event IN ('Message Sent', 'Order Completed')
	), users AS (
		SELECT user_id, min(moment) FILTER (WHERE event = 'Message Sent') AS exposed_at,
			list(moment) FILTER (WHERE event = 'Order Completed') AS orders
		FROM events GROUP BY user_id
	)
	SELECT user_id, exposed_at, coalesce(len(list_filter(orders, lambda x: x >= exposed_at
		AND x <= exposed_at + INTERVAL 7 DAY)), 0) > 0 AS converted
	FROM users WHERE exposed_at IS NOT NULL
) TO '/dev/stdout' (FORMAT json)
