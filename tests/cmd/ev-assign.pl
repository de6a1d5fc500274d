#!/usr/bin/perl
# ev-assign.pl SALT WAVE NAME:WEIGHT ... <users - the blocked design once more, from
# its description in assign.h and prf.h: "user_id message" for each user.
use strict;
use warnings;
no warnings 'portable';
use JSON::PP;

sub add { use integer; $_[0] + $_[1] }
sub rotate { my ($x, $by) = @_; ($x << $by | $x >> 64 - $by) & ~0 }

# SipHash-2-4 of a string, under a key of two numbers.
sub siphash {
	my ($key, $bytes) = @_;
	my @v = ($key->[0] ^ 0x736f6d6570736575, $key->[1] ^ 0x646f72616e646f6d,
		$key->[0] ^ 0x6c7967656e657261, $key->[1] ^ 0x7465646279746573);
	my $rounds = sub {
		for (1 .. $_[0]) {
			$v[0] = add($v[0], $v[1]); $v[2] = add($v[2], $v[3]);
			$v[1] = rotate($v[1], 13) ^ $v[0]; $v[3] = rotate($v[3], 16) ^ $v[2];
			$v[0] = rotate($v[0], 32);
			$v[2] = add($v[2], $v[1]); $v[0] = add($v[0], $v[3]);
			$v[1] = rotate($v[1], 17) ^ $v[2]; $v[3] = rotate($v[3], 21) ^ $v[0];
			$v[2] = rotate($v[2], 32);
		}
	};
	my $padded = $bytes . "\0" x (7 - length($bytes) % 8) . chr(length($bytes) & 255);
	for my $word (unpack 'Q<*', $padded) {
		$v[3] ^= $word; $rounds->(2); $v[0] ^= $word;
	}
	$v[2] ^= 255;
	$rounds->(4);
	return $v[0] ^ $v[1] ^ $v[2] ^ $v[3];
}

sub key { my ($under, $name) = @_; [siphash($under, "\0$name"), siphash($under, "\1$name")] }
sub numbers { my ($key, @n) = @_; siphash($key, pack 'Q<2', @n) }

my ($text, $wave, @messages) = @ARGV;
my $salt = key([0, 0], $text);
my $names = key($salt, 'messages');
my @places = map { $_->[1] } sort { $a->[0] <=> $b->[0] } map {
	my ($name, $weight) = /(.*):(.*)/;
	my $own = key($names, $name);
	map { [numbers($own, $_, 0), $name] } 0 .. $weight - 1;
} @messages;
my $k = @places;
my $at = sub { $places[($_[0] + $wave) % $k] };

my ($json, %segments) = JSON::PP->new;
my $ids = key($salt, 'users');
while (<STDIN>) {
	my $u = $json->decode($_);
	$u->{draw} = siphash($ids, $u->{user_id});
	$u->{step} = int(log($u->{recency_days} + 1) / log(2) + 1e-9);
	push @{$segments{"$u->{activity}\0$u->{segment}"}}, $u;
}

my $next = siphash($salt, 'first') % $k;
for my $name (sort keys %segments) {
	my ($activity, $segment) = split /\0/, $name;
	my $key = key(key(key($salt, 'segments'), $activity), $segment);
	my @u = sort {
		$a->{step} <=> $b->{step} ||
		($a->{step} % 2 ? $b->{events} <=> $a->{events} : $a->{events} <=> $b->{events}) ||
		$a->{recency_days} <=> $b->{recency_days} || $a->{draw} <=> $b->{draw}
	} @{$segments{$name}};
	my ($full, $rest) = (int(@u / $k), @u % $k);
	my $before = siphash($key, 'rest') % ($full + 1);
	my @short = splice @u, $before * $k, $rest;
	for my $u (sort { $a->{draw} <=> $b->{draw} } @short) {
		print "$u->{user_id} ", $at->($next++), "\n";
	}
	for my $block (0 .. $full - 1) {
		my @order = sort { numbers($key, $block, $a) <=> numbers($key, $block, $b) } 0 .. $k - 1;
		print "$u[$block * $k + $_]{user_id} ", $at->($order[$_]), "\n" for 0 .. $k - 1;
	}
}
