# Segment's calls to canonical events, with perl's fastest JSON.
use strict;
use warnings;
use JSON::XS;

my $json = JSON::XS->new->utf8;
while (<STDIN>) {
	my $r = $json->decode($_);
	my $type = $r->{type};
	my %event = (timestamp => $r->{timestamp}, event => $r->{event} // $r->{name} // $type,
		event_id => $r->{messageId}, anonymous_id => $r->{anonymousId},
		received_at => $r->{receivedAt}, source => 'segment',
		metadata => $type eq 'identify' ? $r->{traits}
			: $type eq 'alias' ? { previousId => $r->{previousId} }
			: $type eq 'group' ? { groupId => $r->{groupId}, %{ $r->{traits} } }
			: $r->{properties});
	$event{user_id} = $r->{userId} if defined $r->{userId};
	print $json->encode(\%event), "\n";
}
