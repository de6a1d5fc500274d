# Segment's calls to canonical events.
{user_id: .userId, timestamp, event: (.event // .name // .type), event_id: .messageId,
	anonymous_id: .anonymousId, received_at: .receivedAt, source: "segment",
	metadata: (if .type == "identify" then .traits
		elif .type == "alias" then {previousId}
		elif .type == "group" then {groupId} + .traits
		else .properties end)}
