#!/usr/bin/perl
# names.pl KIND - 200 objects with names that are hard on clients, a line of JSON
# each for client.js: {"name","file","encoding","parts"}. KIND is gcs, s3 or az;
# each leaves out what its store, or the vendor's client, does not take. The files
# are those of objects.sh. The same lines each time. Core modules only.
use strict;
use warnings;
use utf8;
use JSON::PP;

my $kind = shift // die "usage: names.pl gcs|s3|az\n";
my @lines;

sub put {
	my ($name, $file, %more) = @_;
	return if $kind eq 'az' && $name =~ /\\/;    # Microsoft's client makes it '/'
	push @lines, { name => $name, file => $file, %more };
}

# What each name is there for can be seen in it.
put $_, 'random' for '# ? % + & = ; , : @ ! $ ( ) * \' ~.x', '#?%+ é', '?versions&list-type=2', '%2F%00%zz%41',
	' leading and trailing ', '-leading', '--list', '<x>&amp;"quoted".json', '&<>"\'', '.hidden/..twice', '...',
	'back\\slash', "tab\tand\x{a0}space", 'dir/dir/x', 'dir', 'dir//x', 'é', "e\x{301}", 'É', "\x{1e9b}\x{323}",
	"\x{fb01}", '日本/語', "\x{1f389} \x{1f469}\x{200d}\x{1f4bb}", "\x{202e}txt.exe", "\x{feff}bom", "\x{10ffff}",
	'[a-z]*?', 'C:\\x', '%', '+', '~', 'a=b&c=d', 'gs://b/x', 's3://b/x', 'x#1', '{"uri":"x"}', 'index.html';
put 'long/' . join('/', ('é' x 100) x 4), 'one';
put "new\nline", 'one';
put "return\rand\nnew line\n", 'one' if $kind ne 'az';
put "bell\a\x01\x1f\x7f", 'one' if $kind eq 's3';
put 'l' x 1024, 'one' if $kind ne 'az';
put "..", 'one' if $kind eq 's3';
put "up/../$_", 'random' for $kind eq 'az' ? () : ('a//./b', '../../etc/passwd');
put 'slash/', 'random';            # not empty: no folder's mark
put $_, 'empty' for 'empty', 'empty.json', 'empty.gz';
put 'gz/as is.ndjson', 'big.gz';
put 'gz/named.gz', 'big.gz';
put 'gz/encoded', 'big.gz', encoding => 'gzip';
put 'gz/encoded.gz', 'big.gz', encoding => 'gzip';
put 'gz/two members', 'two.gz';
put 'gz/two members encoded', 'two.gz', encoding => 'gzip';
put 'gz/cut off', 'cut.gz';
put 'gz/cut off encoded', 'cut.gz', encoding => 'gzip';
put 'gz/labelled, but none', 'random', encoding => 'gzip';
put 'gz/empty encoded', 'empty', encoding => 'gzip';
put 'size/big', 'big.ndjson';
put 'size/20M', '20M';
put 'size/20M in parts', '20M', parts => JSON::PP::true;
put 'size/200M', '200M', $kind eq 's3' ? () : (parts => JSON::PP::true);

# The rest: any of these in any order, by a generator of our own.
my @letter = (map({ chr } 32 .. 126), 'é', "e\x{301}", 'ß', '日', "\x{1f600}", '//', '%25', '+', ' ');
my $state = 7;
sub any { $state = ($state * 1103515245 + 12345) % 2**31; return int($state / 65536) % shift }
while (@lines < 200) {
	my $name = 'z' . join '', map { $letter[any(scalar @letter)] } 0 .. any(60);
	next if $name =~ m{/$|/\.{1,2}(/|$)} || $kind eq 'az' && $name =~ m{[./]$|[./]/};
	put $name, (qw(one random empty big.gz))[any(4)];
}

my $json = JSON::PP->new->canonical->ascii;
print $json->encode($_), "\n" for @lines;
