# Made-up records of a provider, one a line, the same from the same seed: with
# the ids, times and gaps that its real exports have.
#	perl generate_provider.pl PROVIDER RECORDS
use strict;
use warnings;

my ($provider, $records) = @ARGV;
my $state = 20210611;

# below N; a generator of our own, so that no version of perl changes the data.
sub below {
	$state = ($state * 1103515245 + 12345) % 2147483648;
	return int($state / 65536) % $_[0];
}
sub one { return $_[below(scalar @_)] }
sub text { return '"' . $_[0] . '"' }
sub uuid {
	my ($version) = @_;
	return sprintf '%04x%04x-%04x-%s%03x-9%03x-%04x%04x%04x', below(32768), below(32768), below(32768),
		$version, below(4096), below(4096), below(32768), below(32768), below(32768);
}
# An id as JSON: nearly always a good one, as text or number.
sub id {
	my ($prefix) = @_;
	my $n = below(20);
	return one('null', '""', '"undefined"', '"0"', '"00000000-0000-0000-0000-000000000000"') if $n == 0;
	return 1000 + below(500) if $n == 1;
	return text("$prefix\\u00e9" . below(500)) if $n == 2;
	return text("$prefix" . below(500));
}
sub civil {
	my ($mark, $digits) = @_;
	my $fraction = $digits ? '.' . join('', map { below(10) } 1 .. $digits) : '';
	return sprintf '2021-%02d-%02d%s%02d:%02d:%02d%s', 1 + below(12), 1 + below(28), $mark,
		below(24), below(60), below(60), $fraction;
}
sub seconds { return 1600000000 + below(32768) * 1000 + below(1000) }
sub milliseconds { return seconds() . sprintf('%03d', below(1000)) }
sub value {
	return one('1.10', '-0.5', 'true', 'null', '"a\\"b\\\\c"', "\"caf\xc3\xa9\"", '[1,{"b":[]}]', '{"x":{"y":1}}', below(1000));
}
sub object {
	return '{' . join(',', map { text("k$_") . ':' . value() } 1 .. below(4)) . '}';
}
# Members in any order; those without a value are left out.
sub record {
	my @member;
	while (my ($key, $value) = splice @_, 0, 2) {
		splice @member, below(@member + 1), 0, text($key) . ':' . $value if defined $value;
	}
	return '{' . join(',', @member) . '}';
}
sub maybe { return below(4) ? $_[0] : undef }
sub odd { return below(10) ? $_[0] : $_[1] }

my $n = 0;
my %make = (
	rudderstack => sub {
		my $type = one('track', 'page', 'identify', 'Track', 'screen', 'group', 'alias');
		record(type => text($type), userId => maybe(id('u')), anonymousId => maybe(id('a')),
			messageId => maybe(text('m' . $n++)), timestamp => text(civil('T', 3) . 'Z'),
			sentAt => text('2021-12-31T23:59:59.000Z'), receivedAt => maybe(text('2022-01-01T00:00:00.000Z')),
			rudderId => text(uuid(4)),
			channel => '"web"', request_ip => '"192.0.2.1"', event => one('"Added"', '"Removed"', '7'),
			name => maybe('"Home"'), category => maybe('"Docs"'), groupId => maybe('"g1"'),
			previousId => maybe('"p1"'), properties => maybe(object()), traits => maybe(object()),
			context => maybe('{"traits":' . object() . ',"ip":"192.0.2.1"}'));
	},
	pipeline => sub {
		my $user = one(maybe(id('u')), 'null');
		my $device = one(maybe(id('d')), 'null');
		record(event_name => odd(one('"Added"', '"Removed"'), '""'), time => milliseconds(),
			user_id => $user, device_id => $device,
			distinct_id => one(id('u'), id('$device:d'), $user, $device) // 'null',
			insert_id => maybe(text('i' . $n++)), properties => object(), region => maybe('"BE"'));
	},
	amplitude => sub {
		record(event_type => odd(one('"Added"', '"Removed"'), 'null'),
			event_time => text(odd(civil(one(' ', 'T'), one(0, 3, 6, 6)), 'yesterday')),
			user_id => maybe(id('u')), device_id => maybe(id('d')), amplitude_id => 35689632 . below(1000),
			uuid => maybe(text(uuid(1))), '$insert_id' => maybe(text('i' . $n++)),
			event_properties => maybe(object()), user_properties => object(), groups => '{}',
			server_received_time => maybe(text(civil(' ', 6))), session_id => -1);
	},
	ga4 => sub {
		my @params = map { my $k = $_; '{"key":"p' . $k . '","value":{' . one(
			'"string_value":"s' . below(9) . '"', '"int_value":"' . below(9999) . '"', '"int_value":' . below(9),
			'"double_value":1.5', '"string_value":null,"int_value":"7"', '"string_value":null', '') . '}}' } 1 .. below(5);
		my $us = milliseconds() . sprintf('%03d', below(1000));
		record(event_name => odd(one('"page_view"', '"purchase"'), '7'),
			event_timestamp => one(text($us), $us), event_date => '"20210611"',
			user_id => maybe(id('u')), user_pseudo_id => maybe(text('1234.' . below(500))),
			event_params => odd('[' . join(',', @params) . ']', 'null'), platform => '"WEB"',
			items => '[]', device => '{"category":"mobile"}');
	},
	snowplow => sub {
		my $self = maybe(object());
		my $json = $self;
		$json =~ s/(["\\])/\\$1/g if defined $json;
		record(event => one('"unstruct"', '"struct"', '"page_view"'), event_id => odd(text(uuid(4)), 'null'),
			event_name => one('"added"', '"removed"', 'null', undef),
			collector_tstamp => text(civil(' ', 3)), derived_tstamp => maybe(text(civil(' ', 3))),
			true_tstamp => one(undef, undef, 'null', text(civil(' ', 3))),
			user_id => maybe(id('u')), domain_userid => maybe(id('d')), network_userid => maybe(id('n')),
			unstruct_event => defined $json ? '"{\\"schema\\":\\"s\\",\\"data\\":{\\"schema\\":\\"t\\",\\"data\\":' .
				$json . '}}"' : one(undef, 'null'),
			se_category => one(undef, undef, '"media"'), se_value => one(undef, 'null', '"3.5"'),
			tr_total => one(undef, undef, undef, '"9.90"'), app_id => '"shop"', platform => '"web"');
	},
	posthog => sub {
		my $device = maybe(id('d'));
		my @own = (
			'$user_id' => one(undef, undef, undef, id('u')), '$device_id' => $device,
			'$is_identified' => one(undef, undef, undef, 'true', 'false'),
			'$anon_distinct_id' => one(undef, undef, id('x')), price => value());
		my $properties = record(@own);
		my $time = civil('T', 6) . one('Z', '+00:00', '');
		$properties = text($properties =~ s/(["\\])/\\$1/gr) if !below(4);
		record(event => one('"$pageview"', '"$identify"', '"added"'), uuid => text(uuid(4)),
			distinct_id => one(id('u'), text(uuid(7)), text(uuid(4)), $device // '"d1"'),
			person_id => maybe(text(uuid(4))), properties => $properties,
			person_properties => one(object(), '"{}"'), timestamp => text($time),
			created_at => maybe(text(civil('T', 6) . 'Z')));
	},
	heap => sub {
		record(time => text(odd(civil(one(' ', 'T'), one(0, 3)), '?')), event_id => maybe(10000 + $n++),
			session_id => 5, type => one('"click"', '"pageview"', 'null'), object => one('"event"', undef),
			id => text('(2008543124,' . (48100607 + below(500)) . ')'),
			user_id => maybe(id('h')), identity => maybe(id('u')), properties => maybe(object()), library => '"web"');
	},
	mparticle => sub {
		my @events = map { record(event_type => one('"custom_event"', '"screen_view"', '"custom_event"'),
			data => record(event_name => maybe(one('"Added"', '"Removed"')),
				timestamp_unixtime_ms => one(milliseconds(), text(milliseconds())),
				event_id => maybe(text('e' . $n++)), custom_attributes => one(object(), 'null', undef))) } 1 .. 1 + below(4);
		my $identity = id('u');
		record(events => odd('[' . join(',', @events) . ']', 'null'), mpid => 872623487 . below(9),
			mp_deviceid => maybe(id('d')), user_attributes => object(), schema_version => 2,
			user_identities => one('[{"identity_type":"email","identity":"a@example.com"},' .
				'{"identity_type":"customer_id","identity":' . $identity . '}]', '[]', 'null',
				'{"customer_id":' . $identity . '}'));
	},
);

binmode STDOUT;
print $make{$provider}->(), "\n" for 1 .. $records;
