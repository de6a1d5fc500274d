#!/usr/bin/perl
# http.pl METHOD URL [FILE [TYPE]] - one request, with FILE as its body; prints
# the reply's. Fails where that is no success. Core modules only.
use strict;
use warnings;
use HTTP::Tiny;

my ($method, $url, $file, $type) = @ARGV;
my %options;
if (defined $file) {
	open my $f, '<:raw', $file or die "$file: $!\n";
	local $/;
	$options{content} = <$f> // '';
	$options{headers} = { 'Content-Type' => $type // 'application/json' };
}
my $r = HTTP::Tiny->new(proxy => undef)->request($method, $url, \%options);
print $r->{content};
$r->{success} or die "$r->{status} $r->{reason}\n";
