# Records of generate_provider.pl to canonical events, or to {reason}: each
# provider's rules in another language. A derived event_id is "h-".
import "normalize_segment" as segment;
import "normalize_mixpanel" as mixpanel;
def nobody: {"": 1, "0": 1, "undefined": 1, "00000000-0000-0000-0000-000000000000": 1};
def id: (if type == "number" then tojson elif type == "string" then . else "" end)
	| if nobody[.] then null else . end;
def ids(list): [list | id | select(. != null)] | first;
def none: . == null or . == "";
def pad: if length <= 3 then (. + "000")[:3] elif length <= 6 then (. + "000")[:6] else (. + "000")[:9] end;
def utc: if type == "string" and .[4:5] == "-" then (.[19:] | rtrimstr("Z") | rtrimstr("+00:00")) as $f
	| "\(.[:10])T\(.[11:19]).\($f[1:] | pad)Z" else null end;
def ms: (if type == "string" then tonumber else . end) | mixpanel::at(1);
def us: tostring | (.[:-6] | tonumber | todate)[:19] + "." + .[-6:] + "Z";
def clock: (.[:19] + "Z" | fromdate) + ("0" + .[19:-1] | tonumber);
def name: if type == "number" then tojson elif type == "string" and . != "" then . else null end;
def object(key): if none then {} elif type == "object" then . else {(key): .} end;
# Refused for the first of these that is so; else the event, with its flags.
def event($source): if .timestamp == null then {reason: "bad_ts"} elif .event == null then {reason: "no_event"}
	elif .user_id == null and .anonymous_id == null then {reason: "no_identity"}
	else . + {source: $source, event_id: (.event_id // "h-")}
		| .flags = ([if .received_at and (.timestamp | clock) > (.received_at | clock) + 300 then "ts_future" else empty end,
			if .event_id == "h-" then "id_derived" else empty end])
		| if .flags == [] then del(.flags) else . end | with_entries(select(.value != null)) end;

def rudderstack: if segment::reason then {reason: segment::reason}
	else segment::event | event("rudderstack") end;
def pipeline: (.device_id | id) as $device | (.user_id | id) as $user | (.distinct_id | id) as $distinct
	| (($distinct // "") | startswith("$device:")) as $is_device
	| {timestamp: (.time | ms), event: (.event_name | name), event_id: (.insert_id | id),
		user_id: ($user // (if $is_device or $distinct == $device then null else $distinct end)),
		anonymous_id: ($device // (if $is_device then $distinct[8:] | id else null end)),
		metadata: (.properties | object("metadata"))} | event("mixpanel");
def amplitude: {user_id: (.user_id | id), anonymous_id: ids(.device_id, .amplitude_id),
	timestamp: (.event_time | utc), event: (.event_type | name), event_id: ids(.uuid, .["$insert_id"]),
	received_at: (.server_received_time | utc), metadata: (.event_properties | object("metadata"))} | event("amplitude");
def param: .value // {} | if .string_value != null then .string_value
	elif .int_value != null then .int_value | tonumber else .float_value // .double_value end;
def ga4: {user_id: (.user_id | id), anonymous_id: (.user_pseudo_id | id), timestamp: (.event_timestamp | us),
	event: (.event_name | name),
	metadata: (reduce (.event_params // [] | .[]) as $p ({}; ($p | param) as $v | if $v == null then . else .[$p.key] = $v end))}
	| event("ga4");
def snowplow: {user_id: (.user_id | id), anonymous_id: ids(.domain_userid, .network_userid),
	timestamp: ([.true_tstamp, .derived_tstamp, .collector_tstamp | utc | select(.)] | first),
	event: (.event_name // .event | name), event_id: (.event_id | id), received_at: (.collector_tstamp | utc),
	metadata: (with_entries(select(.value != null and (.key[:3] | IN("se_", "tr_", "ti_", "pp_"))))
		+ (.unstruct_event // "null" | fromjson | if . then .data.data else {} end))} | event("snowplow");
def posthog: (.properties | if type == "string" then fromjson else . end) as $p
	| ($p["$device_id"] | id) as $device | (.distinct_id | id) as $distinct
	| (if $p["$is_identified"] == true or .event == "$identify" then true
		elif $p["$is_identified"] == false or $distinct == $device then false
		else $distinct // "" | length != 36 or .[14:15] != "7" end) as $known
	| {user_id: (($p["$user_id"] | id) // (if $known then $distinct else null end)),
		anonymous_id: ($device // (if $known then null else $distinct end) // ($p["$anon_distinct_id"] | id)),
		timestamp: (.timestamp | utc), event: (.event | name), event_id: (.uuid | id),
		received_at: (.created_at | utc), metadata: $p} | event("posthog");
def heap: {user_id: (.identity | id), anonymous_id: ((.user_id | id) // (.id | .[index(",") + 1:-1])),
	timestamp: (.time | utc), event: (.type // .object | name), event_id: (.event_id | id),
	metadata: (.properties | object("metadata"))} | event("heap");
def mparticle: . as $batch | .events // [] | .[]
	| {user_id: ($batch.user_identities // [] | if type == "object" then .customer_id
			else map(select(.identity_type == "customer_id"))[0].identity end | id),
		anonymous_id: ids($batch.mp_deviceid, $batch.mpid), timestamp: (.data.timestamp_unixtime_ms | ms),
		event: (if .event_type == "custom_event" then .data.event_name else .event_type end | name),
		event_id: (.data.event_id | id), metadata: (.data.custom_attributes | object("metadata"))} | event("mparticle");
