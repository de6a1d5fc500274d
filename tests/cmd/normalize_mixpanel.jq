# A Mixpanel record to a canonical event, where $user_id, $device_id and
# distinct_id agree and times are in the unit of $worth milliseconds.
def at($worth): (. * $worth) as $ms | ($ms / 1000 | floor) as $s
	| ($s | todate)[:19] + "." + ("000" + ($ms - $s * 1000 | tostring))[-3:] + "Z";
def event($worth): .event as $name | .properties | .["$device_id"] as $device
	| {user_id: (.["$user_id"] // (if .distinct_id | IN($device, "$device:\($device)") then null else .distinct_id end)),
		timestamp: (.time | at($worth)), event: $name, event_id: .["$insert_id"],
		anonymous_id: .["$device_id"], received_at: (.mp_processing_time_ms // null |
			if . then at(1) else null end), source: "mixpanel",
		metadata: del(.time, .distinct_id, .["$user_id"], .["$device_id"], .["$insert_id"],
			.mp_processing_time_ms)}
	| with_entries(select(.value != null));
