# perl -MJSON::PP normalize_kept.pl RECORDS EVENTS REJECTS: dies of the first
# text or number of a record that is nowhere in its event.
use strict;
use warnings;

my $json = JSON::PP->new->utf8, my $text = JSON::PP->new;
open my $records, '<', $ARGV[0] or die;
open my $events, '<', $ARGV[1] or die;
open my $rejects, '<', $ARGV[2] or die;
my %rejected;
$rejected{$json->decode($_)->{line}}++ while <$rejects>;

# A time in one spelling: its digits, without the fraction.
sub spelling {
	my ($v) = @_;
	return "$1$2$3$4$5$6" if $v =~ /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)/;
	if ($v =~ /^(1[56]\d{8})(\d{3}|\d{6})?$/) {
		my @t = gmtime $1;
		return sprintf '%04d%02d%02d%02d%02d%02d', $t[5] + 1900, $t[4] + 1, @t[3, 2, 1, 0];
	}
	return $1 if $v =~ /^\$device:(.*)$/;
	return $v;
}
sub leaves {
	my ($v, $into) = @_;
	return unless defined $v;
	if (ref $v eq 'HASH') { leaves($_, $into) for values %$v; return }
	if (ref $v eq 'ARRAY') { leaves($_, $into) for @$v; return }
	my $inner = $v =~ /^\{/ ? eval { $text->decode($v) } : undef;
	return leaves($inner, $into) if ref $inner;
	$into->{spelling($v)} = 1 if $v ne '';
}

my ($line, $n) = (0, 0);
while (<$records>) {
	my $record = $json->decode($_);
	my $items = ref $record->{events} ? @{$record->{events}} : exists $record->{events} ? 0 : 1;
	my $bad = $rejected{++$line} // 0;
	my (%had, %has);
	for (1 .. $items - $bad) {
		my $event = $json->decode(scalar <$events>);
		# The name of a page may be two in one.
		$has{$_} = 1 for split / /, $event->{event};
		leaves($event, \%has);
	}
	# An event that is not there cannot hold anything.
	next if $bad || !$items;
	# The names of a parameter become keys.
	delete $record->{event_params};
	leaves($record, \%had);
	$has{$_} or die "lost: $_\nof line $line: " . $json->encode($record) . "\n" for keys %had;
	$n++;
}
die "events are left\n" if defined <$events>;
die "only $n\n" if $n < 100;
