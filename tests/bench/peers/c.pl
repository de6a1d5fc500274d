# CSV to canonical events, with perl's fastest CSV and JSON.
use strict;
use warnings;
use JSON::XS;
use Text::CSV_XS;

my $json = JSON::XS->new->utf8;
my $csv = Text::CSV_XS->new({ binary => 1 });
$csv->getline(*STDIN);
while (my $row = $csv->getline(*STDIN)) {
	my %event = (timestamp => $row->[1], event => $row->[2], event_id => $row->[3],
		metadata => $json->decode($row->[5]));
	$event{user_id} = $row->[0] if $row->[0] ne '';
	$event{anonymous_id} = $row->[4] if $row->[4] ne '';
	print $json->encode(\%event), "\n";
}
