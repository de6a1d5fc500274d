#!/usr/bin/perl
# faults.pl - a bucket server that goes wrong as told; core modules only.
#
#	faults.pl FOLDER PORTFILE [UPSTREAM]
#
# Serves FOLDER/BUCKET/... by as much of Google Cloud Storage's JSON API as a
# reader needs, and of S3 and Azure's at /BUCKET; with UPSTREAM (HOST:PORT) it asks that server instead, and only
# the faults are its own. It listens on a port of 127.0.0.1 that it writes to
# PORTFILE, and writes what it was asked to FOLDER/log.
#
# FOLDER/plan says what goes wrong, a rule a line: PATTERN ACTION [ARGUMENT].
# The first rule whose pattern matches the request's line, decoded, is used, and
# used up; one that begins with '*' stays.
#	status CODE [BODY]	that instead; BODY's "\n" are line ends
#	after CODE SECONDS	that, with Retry-After
#	dated SECONDS CODE [BODY]	as status, with a Date so many seconds from now
#	header NAME:VALUE	with that header added or in place of its own
#	json TEXT		200 with that
#	reset | close		before the reply
#	cut N			all headers, N bytes of the body, close
#	break N			the same, reset
#	short N			no Content-Length, N bytes of the body, close
#	stall N			all headers, N bytes of the body, nothing more
#	slow N			the body in pieces of N bytes, 10 ms apart
#	flip N			bit 0 of byte N of the body is the other one
#	whole			as if there were no Range
#	squeezed | expanded	compressed on the way, decompressed on the way
use strict;
use warnings;
use Digest::MD5 qw(md5);
use IO::Socket::INET;
use IO::Uncompress::Gunzip qw(gunzip);
use IO::Compress::Gzip qw(gzip);
use MIME::Base64;
use POSIX qw(strftime);
use Socket qw(SOL_SOCKET SO_LINGER);

my ($folder, $portfile, $upstream) = @ARGV;
my @table = map { my $c = $_; $c = $c >> 1 ^ ($c & 1 ? 0x82f63b78 : 0) for 1 .. 8; $c } 0 .. 255;

sub crc32c {
	my $crc = 0xffffffff;
	$crc = $crc >> 8 ^ $table[($crc ^ $_) & 255] for unpack 'C*', $_[0];
	return $crc ^ 0xffffffff;
}

sub decoded { my $s = shift; $s =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ge; $s }

sub quoted {
	my $s = shift;
	$s =~ s/([\\"\x00-\x1f])/sprintf '\\u%04x', ord $1/ge;
	return "\"$s\"";
}

sub slurp {
	open my $f, '<:raw', $_[0] or return;
	local $/;
	return scalar <$f>;
}

# All that is known of an object; NAME.meta may hold "encoding=gzip", "nocrc".
sub object {
	my ($bucket, $name) = @_;
	return if $name =~ m{(^|/)\.\.?(/|$)};
	my $bytes = -f "$folder/$bucket/$name" ? slurp("$folder/$bucket/$name") : return;
	my $meta = slurp("$folder/meta/$name") // '';
	my %o = (name => $name, bytes => $bytes, md5 => encode_base64(md5($bytes), ''),
		generation => 1600000000000000 + (stat "$folder/$bucket/$name")[9]);
	$o{encoding} = 'gzip' if $meta =~ /gzip/;
	$o{crc32c} = encode_base64(pack('N', crc32c($bytes)), '') unless $meta =~ /nocrc/;
	delete $o{md5} if $meta =~ /nomd5/;
	return \%o;
}

sub item {
	my $o = shift;
	my $s = sprintf '{"name":%s,"generation":"%s","size":"%d","updated":"2021-06-11T10:41:23.000Z"',
		quoted($o->{name}), $o->{generation}, length $o->{bytes};
	$s .= ",\"crc32c\":\"$o->{crc32c}\"" if $o->{crc32c};
	$s .= ",\"md5Hash\":\"$o->{md5}\"" if $o->{md5};
	$s .= ",\"contentEncoding\":\"$o->{encoding}\"" if $o->{encoding};
	return "$s}";
}

# Pages of 2, by tokens that are names: they have to be encoded to come back.
sub list {
	my ($bucket, %q) = @_;
	my @names = map { chomp; s{^\Q$folder/$bucket/}{}; $_ }
		`find "$folder/$bucket" -type f | LC_ALL=C sort`;
	@names = sort grep { index($_, $q{prefix} // '') == 0 } @names;
	@names = grep { $_ ge $q{startOffset} } @names if defined $q{startOffset};
	@names = grep { $_ gt $q{pageToken} } @names if defined $q{pageToken};
	my @page = splice @names, 0, 2;
	my $s = '{"kind":"storage#objects"';
	$s .= ',"nextPageToken":' . quoted($page[-1]) if @names && $q{fields} =~ /nextPageToken/;
	$s .= ',"items":[' . join(',', map { item(object($bucket, $_)) } @page) . ']' if @page;
	return reply(200, 'application/json', "$s}");
}

sub reply {
	my ($status, $type, $body) = @_;
	return { status => $status, header => { 'Content-Type' => $type }, body => $body };
}

sub refusal {
	my ($status, $reason, $message) = @_;
	return reply($status, 'application/json', "{\"error\":{\"code\":$status,\"message\":\"$message\"," .
		"\"errors\":[{\"domain\":\"global\",\"reason\":\"$reason\",\"message\":\"$message\"}]}}");
}

sub media {
	my ($o, $range, $zip) = @_;
	my $r = reply(200, 'application/octet-stream', $o->{bytes});
	my $h = $r->{header};
	my @sums = map { $o->{$_} ? "$_=$o->{$_}" : () } qw(crc32c md5);
	$h->{'X-Goog-Hash'} = join ',', @sums if @sums;
	$h->{'X-Goog-Generation'} = $o->{generation};
	$h->{'X-Goog-Stored-Content-Length'} = length $o->{bytes};
	$h->{'X-Goog-Stored-Content-Encoding'} = $o->{encoding} // 'identity';
	if (($o->{encoding} // '') eq 'gzip') {
		return expanded($r) unless $zip;
		$h->{'Content-Encoding'} = 'gzip';
	}
	if (defined $range) {
		my $all = length $o->{bytes};
		return reply(416, 'text/plain', 'The requested range cannot be satisfied.') if $range >= $all;
		$r->{status} = 206;
		$r->{body} = substr $o->{bytes}, $range;
		$h->{'Content-Range'} = sprintf 'bytes %d-%d/%d', $range, $all - 1, $all;
	}
	return $r;
}

# S3 and Azure: objects by their ETag, listings in XML.
sub xml {
	my ($status, $text) = @_;
	return reply($status, 'application/xml', "<?xml version=\"1.0\"?>$text");
}

sub plain {
	my ($path, $header, %q) = @_;
	my (undef, $bucket, $name) = split m{/}, decoded($path), 3;
	return xml(404, '<Error><Code>NoSuchBucket</Code></Error>') unless -d "$folder/$bucket";
	return listing($bucket, $q{prefix} // '', $q{comp}) if $q{comp} || $q{'list-type'};
	my $o = object($bucket, $name) or return xml(404, '<Error><Code>NoSuchKey</Code></Error>');
	my $etag = sprintf '"%s"', unpack 'H*', decode_base64($o->{md5} // '');
	return xml(412, '<Error><Code>PreconditionFailed</Code></Error>')
		if ($header->{'if-match'} // $etag) ne $etag;
	my ($range) = ($header->{range} // '') =~ /^bytes=(\d+)-$/;
	my $r = media($o, $range, 1);
	delete $r->{header}{$_} for grep { /^X-Goog/ } keys %{$r->{header}};
	$r->{header}{ETag} = $etag;
	$r->{header}{'X-Ms-Blob-Content-Md5'} = $o->{md5};
	return $r;
}

sub listing {
	my ($bucket, $prefix, $azure) = @_;
	my @names = sort grep { index($_, $prefix) == 0 } map { chomp; s{^\Q$folder/$bucket/}{}; $_ }
		`find "$folder/$bucket" -type f`;
	my ($s, $top) = ('', $azure ? 'EnumerationResults' : 'ListBucketResult');
	for (@names) {
		my $o = object($bucket, $_);
		my $etag = unpack 'H*', decode_base64($o->{md5} // '');
		my $size = length $o->{bytes};
		$s .= $azure ? "<Blob><Name>$_</Name><Properties><Etag>$etag</Etag>" .
			"<Content-Length>$size</Content-Length></Properties></Blob>" :
			"<Contents><Key>$_</Key><ETag>\"$etag\"</ETag><Size>$size</Size></Contents>";
	}
	$s = "<Blobs>$s</Blobs><NextMarker/>" if $azure;
	return xml(200, "<$top>$s</$top>");
}

sub expanded {
	my $r = shift;
	my $out;
	gunzip(\$r->{body}, \$out) and $r->{body} = $out;
	delete $r->{header}{'Content-Encoding'};
	$r->{header}{'X-Guploader-Response-Body-Transformations'} = 'gunzipped';
	return $r;
}

sub squeezed {
	my $r = shift;
	my $out;
	gzip(\$r->{body}, \$out);
	@$r{qw(status body)} = (200, $out);
	$r->{header}{'Content-Encoding'} = 'gzip';
	return $r;
}

sub answer {
	my ($path, $query, $header, $head) = @_;
	return forwarded($head) if $upstream;
	my %q = map { my ($k, $v) = split /=/, $_, 2; (decoded($k), decoded($v // '')) }
		split /&/, $query;
	return plain($path, $header, %q) unless $path =~ m{^/storage/v1/b/([^/]+)/o(?:/([^/]*))?$};
	my ($bucket, $name) = (decoded($1), defined $2 ? decoded($2) : undef);
	return refusal(404, 'notFound', 'The specified bucket does not exist.') unless -d "$folder/$bucket";
	return list($bucket, %q) unless defined $name;
	my $o = object($bucket, $name);
	return reply(404, 'text/html', "No such object: $bucket/$name")
		if !$o || ($q{generation} && $q{generation} ne $o->{generation});
	return refusal(412, 'conditionNotMet', 'At least one of the pre-conditions did not hold.')
		if $q{ifGenerationMatch} && $q{ifGenerationMatch} ne $o->{generation};
	return reply(200, 'application/json', item($o)) unless ($q{alt} // '') eq 'media';
	my ($range) = ($header->{range} // '') =~ /^bytes=(\d+)-$/;
	return media($o, $range, ($header->{'accept-encoding'} // '') =~ /gzip/);
}

sub forwarded {
	my $head = shift;
	$head =~ s/\r\n\r\n\z/\r\nConnection: close\r\n\r\n/;
	my $s = IO::Socket::INET->new(PeerAddr => $upstream) or return refusal(502, 'bad', 'no upstream');
	print $s $head;
	my $all = do { local $/; <$s> } // '';
	my ($top, $body) = split /\r\n\r\n/, $all, 2;
	my ($status) = $top =~ m{^HTTP/1.1 (\d+)};
	my %h = $top =~ /^([^:\r\n]+): *([^\r\n]*)/mg;
	if (delete $h{'Transfer-Encoding'}) {
		my $plain = '';
		$plain .= substr $body, 0, hex $1, '' while $body =~ s/^(?:\r\n)?([0-9a-fA-F]+)\r\n// && hex $1;
		$body = $plain;
	}
	delete @h{qw(Connection Content-Length)};
	return { status => $status, header => \%h, body => $body };
}

# The rule for this request: an action and its argument.
sub rule {
	my $line = shift;
	my $n = 0;
	for (split /\n/, slurp("$folder/plan") // '') {
		$n++;
		my ($pattern, $action, $argument) = split ' ', $_, 3;
		next unless defined $action;
		my $stays = $pattern =~ s/^\*//;
		next unless $line =~ /$pattern/;
		# One of many processes makes the folder: the rule is its.
		next unless $stays || mkdir "$folder/used.$n";
		return ($action, $argument // '');
	}
	return ('', '');
}

sub hang_up { setsockopt $_[0], SOL_SOCKET, SO_LINGER, pack('ii', 1, 0); close $_[0]; exit }

sub serve {
	my $c = shift;
	my $head = '';
	while ($head !~ /\r\n\r\n\z/) { sysread $c, $head, 1, length $head or exit }
	my ($target) = $head =~ m{^\S+ (\S+)};
	my ($path, $query) = split /\?/, $target, 2;
	my %header = map { /^([^:\s]+): *(.*?)\r?$/ ? (lc $1 => $2) : () } split /\n/, $head;
	my $form = '';
	for (my $n = $header{'content-length'} // 0; $n > length $form;) {
		sysread $c, $form, $n - length $form, length $form or exit;
	}
	open my $log, '>>', "$folder/log";
	syswrite $log, $head =~ s/\r\n/\n/gr . ($form && "$form\n\n");
	my ($action, $argument) = rule(decoded($target));
	hang_up($c) if $action eq 'reset';
	exit if $action eq 'close';
	delete $header{range} if $action eq 'whole';
	my $r = $action eq 'json' ? reply(200, 'application/json', $argument)
		: answer($path, $query // '', \%header, $head);
	if ($action eq 'status') {
		my ($code, $body) = split ' ', $argument, 2;
		$r = reply($code, 'text/plain', ($body // '') =~ s/\\n/\n/gr);
	} elsif ($action eq 'after') {
		my ($code, $seconds) = split ' ', $argument;
		$r = refusal($code, 'rateLimitExceeded', 'slow down');
		$r->{header}{'Retry-After'} = $seconds;
	} elsif ($action eq 'dated') {
		my ($seconds, $code, $body) = split ' ', $argument, 3;
		$r = reply($code, 'text/plain', $body // '');
		$r->{header}{Date} = strftime '%a, %d %b %Y %H:%M:%S GMT', gmtime time + $seconds;
	} elsif ($action eq 'header') {
		my ($name, $value) = split /: */, $argument, 2;
		$r->{header}{$name} = $value;
	}
	$r = squeezed($r) if $action eq 'squeezed';
	$r = expanded($r) if $action eq 'expanded';
	substr($r->{body}, $argument, 1) ^= "\x01" if $action eq 'flip';
	$r->{header}{'Content-Length'} = length $r->{body} unless $action eq 'short';
	$r->{body} = '' if $head =~ /^HEAD /;
	$r->{header}{Connection} = 'close';
	my $top = "HTTP/1.1 $r->{status} Said\r\n" .
		join('', map { "$_: $r->{header}{$_}\r\n" } sort keys %{$r->{header}}) . "\r\n";
	my $partly = $action =~ /^(cut|break|short|stall)$/;
	if ($action eq 'slow') {
		print $c $top;
		for (my $at = 0; $at < length $r->{body}; $at += $argument) {
			print $c substr $r->{body}, $at, $argument;
			$c->flush;
			select undef, undef, undef, 0.01;
		}
		exit;
	}
	print $c $top, $partly ? substr $r->{body}, 0, $argument : $r->{body};
	$c->flush;
	# Until the client goes, or a minute.
	if ($action eq 'stall') { alarm 60; sysread $c, my $nothing, 1 }
	# A reset throws away what was not read yet: let it be.
	select undef, undef, undef, 0.05 if $action eq 'break';
	hang_up($c) if $action eq 'break';
	exit;
}

my $listen = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 64, ReuseAddr => 1)
	or die "faults.pl: $!\n";
open my $f, '>', "$portfile.new" or die "faults.pl: $portfile: $!\n";
print $f $listen->sockport, "\n";
close $f;
rename "$portfile.new", $portfile;
$SIG{CHLD} = 'IGNORE';
$SIG{PIPE} = 'IGNORE';
while (1) {
	my $c = $listen->accept or next;
	next if fork;
	close $listen;
	serve($c);
}
