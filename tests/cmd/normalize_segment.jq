# A Segment call to a canonical event, or why not: ev-normalize's rules in another
# language. Numbers lose digits here, so ids that are large numbers are not for it.
def time: "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])([Tt ]([01][0-9]|2[0-3]):[0-5][0-9]" +
	"(:[0-5][0-9]([.,][0-9]+)?)?( ?([Zz]|UTC|[+-][01][0-9](:?[0-5][0-9])?))?)?$";
def is_time: type == "string" and test(time);
def nobody: ["", "-1", "0", "<nil>", "]", "anon", "anonymous", "false", "lmy47d", "n/a", "na", "nil",
	"none", "null", "true", "undefined", "unknown", "{}", "[object object]", "nan"];
def id: (if type == "number" then tojson elif type == "string" then . else "" end)
	| if (ascii_downcase | IN(nobody[])) or (length <= 36 and test("^[-0]*$")) then null else . end;
def text: type == "string" and . != "";
def name: if (.type | ascii_downcase) == "track" then .event
	elif .type | ascii_downcase | IN("page", "screen") then
		if (.name | text) and (.category | text) then .category + " " + .name
		elif .name | text then .name elif .category | text then .category else .type | ascii_downcase end
	else .type | ascii_downcase end
	| if type == "number" then tojson else . end;
def reason: if (.type | type) != "string" or (.type | ascii_downcase
		| IN("track", "page", "screen", "identify", "group", "alias") | not) then "unknown_type"
	elif [.timestamp, .originalTimestamp, .receivedAt] | any(is_time) | not then "bad_ts"
	elif name | text | not then "no_event"
	elif (.userId | id) == null and (.anonymousId | id) == null then "no_identity"
	else null end;
def kind: .type | ascii_downcase;
def metadata: (if kind | IN("track", "page", "screen") then {properties}
	elif kind == "identify" and (has("traits") | not) then {traits: .context.traits?} else {traits} end)
	| to_entries[0] | if .value == null or .value == "" then {}
		elif .value | type == "object" then .value else {(.key): .value} end;
def with(key; value): if value == null then . else {(key): value} + . end;
# Only for times that are written as ours are.
def event: {user_id: (.userId | id), timestamp, event: name, event_id: .messageId,
	anonymous_id: (.anonymousId | id), received_at: .receivedAt, source: "segment",
	metadata: (.groupId as $g | .previousId as $p | kind as $t | metadata
		| if $t == "group" then with("groupId"; $g) elif $t == "alias" then with("previousId"; $p)
		else . end)}
	| with_entries(select(.value != null));
