# ev-stitch.pl MODE MAX FILE - what ev-stitch must say, computed another way:
# all sightings in a list, components by painting until nothing changes. Prints
# "event_id user_id" a line, user_id empty where there is none. The file has a
# line "event_id TAB user_id TAB anonymous_id TAB timestamp" an event.
use strict;
use warnings;

my ($mode, $max, $file) = @ARGV;
open my $in, '<', $file or die "$file: $!\n";
my @events;
while (<$in>) {
	chomp;
	my ($id, $u, $a, $t) = map { $_ eq '' ? undef : $_ } split /\t/;
	push @events, { event_id => $id, user_id => $u, anonymous_id => $a, timestamp => $t };
}
my (%seen, %first);
for my $e (@events) {
	my ($u, $a) = @$e{qw(user_id anonymous_id)};
	next unless defined $u && defined $a;
	push @{$seen{$a}}, [$e->{timestamp}, $u];
	$first{$u} = $e->{timestamp} if !defined $first{$u} || $e->{timestamp} lt $first{$u};
}
my %users;    # by anonymous id: how many
for my $d (keys %seen) {
	my %u = map { $_->[1] => 1 } @{$seen{$d}};
	$users{$d} = keys %u;
	@{$seen{$d}} = sort { $a->[0] cmp $b->[0] || $a->[1] cmp $b->[1] } @{$seen{$d}};
}
my %colour;
if ($mode eq 'graph') {
	for my $a (keys %seen) {
		next if $max && $users{$a} > $max;
		$colour{"a$a"} = "a$a";
		$colour{"u$_->[1]"} //= "u$_->[1]" for @{$seen{$a}};
	}
	for (my $again = 1; $again;) {
		$again = 0;
		for my $a (keys %seen) {
			next if $max && $users{$a} > $max;
			for my $s (@{$seen{$a}}) {
				my ($x, $y) = ("a$a", "u$s->[1]");
				next if $colour{$x} eq $colour{$y};
				my $least = $colour{$x} lt $colour{$y} ? $colour{$x} : $colour{$y};
				$colour{$x} = $colour{$y} = $least;
				$again = 1;
			}
		}
	}
}
my %best;     # by colour
for my $n (grep { /^u/ } keys %colour) {
	my ($u, $c) = (substr($n, 1), $colour{$n});
	$best{$c} = $u if !defined $best{$c} || $first{$u} lt $first{$best{$c}} ||
	    ($first{$u} eq $first{$best{$c}} && $u lt $best{$c});
}
for my $e (@events) {
	my ($u, $a) = @$e{qw(user_id anonymous_id)};
	my $who = $u;
	if ($mode eq 'graph') {
		my $c = defined $u ? $colour{"u$u"} : defined $a ? $colour{"a$a"} : undef;
		$who = $best{$c} if defined $c;
	} elsif (!defined $u && $seen{$a} && !($max && $users{$a} > $max)) {
		my @before = grep { $_->[0] le $e->{timestamp} } @{$seen{$a}};
		$who = @before ? $before[-1][1] : $seen{$a}[0][1];
	}
	print "$e->{event_id} ", $who // '', "\n";
}
