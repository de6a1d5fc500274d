#!/usr/bin/perl
# replies.pl FOLDER PORTFILE - a server of replies that were written beforehand,
# byte for byte; core modules only.
#
# It listens on a port of 127.0.0.1 that it writes to PORTFILE, and writes what it
# was asked to FOLDER/log. FOLDER/plan has a rule a line, PATTERN REPLY. The first
# whose pattern matches the request's line is used, and used up; one that begins
# with '*' stays. REPLY is a file in FOLDER, sent as it is but for @PORT@, and the
# connection closed behind it; or "close" at once; or "hang": nothing more comes.
use strict;
use warnings;
use IO::Socket::INET;

my ($folder, $portfile) = @ARGV;
my $parent = getppid;

sub slurp {
	open my $f, '<:raw', $_[0] or return;
	local $/;
	return scalar <$f>;
}

sub rule {
	my $line = shift;
	my $n = 0;
	for (split /\n/, slurp("$folder/plan") // '') {
		$n++;
		my ($pattern, $reply) = split ' ', $_, 2;
		next unless defined $reply;
		my $stays = $pattern =~ s/^\*//;
		next unless $line =~ /$pattern/;
		next unless $stays || mkdir "$folder/used.$n";
		return $reply;
	}
	return '';
}

sub serve {
	my ($c, $port) = @_;
	my $head = '';
	while ($head !~ /\r\n\r\n\z/) { sysread $c, $head, 1, length $head or exit }
	my ($length) = $head =~ /^Content-Length: *(\d+)/mi;
	my $body = '';
	while (length $body < ($length // 0)) { sysread $c, $body, $length - length $body, length $body or exit }
	open my $log, '>>', "$folder/log";
	syswrite $log, ($head =~ s/\r\n/\n/gr) . ($body ne '' ? "$body\n\n" : '');
	my ($line) = $head =~ /^(\S+ \S+)/;
	my $reply = rule($line);
	exit if $reply eq 'close';
	if ($reply eq 'hang') {
		# Not longer than the test.
		for (1 .. 300) { sleep 1; exit if getppid == 1 || !kill 0, $parent }
		exit;
	}
	my $bytes = slurp("$folder/$reply") // "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n";
	$bytes =~ s/\@PORT\@/$port/g;
	syswrite $c, $bytes;
	shutdown $c, 1;
	exit;
}

my $listen = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 64, ReuseAddr => 1)
	or die "replies.pl: $!\n";
open my $f, '>', "$portfile.new" or die "replies.pl: $portfile: $!\n";
print $f $listen->sockport, "\n";
close $f;
rename "$portfile.new", $portfile;
$SIG{CHLD} = 'IGNORE';
$SIG{PIPE} = 'IGNORE';
$SIG{ALRM} = sub { exit if !kill 0, $parent; alarm 2 };
alarm 2;
while (1) {
	my $c = $listen->accept or next;
	next if fork;
	close $listen;
	alarm 0;
	serve($c, $listen->sockport // slurp($portfile) =~ s/\n//r);
}
