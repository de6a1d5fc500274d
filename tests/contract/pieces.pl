# pieces.pl N FILE COMMAND ... - the command, with FILE on its stdin, N bytes a
# read (0: pieces of odd sizes). A pipe would join what is written to it; a
# packet socket gives one packet a read.
use strict;
use warnings;
use Socket;

my ($size, $file, @command) = @ARGV;
open my $in, '<:raw', $file or die "$file: $!\n";
my $bytes = do { local $/; <$in> } // '';
socketpair my $ours, my $theirs, AF_UNIX, SOCK_SEQPACKET, PF_UNSPEC or die "socketpair: $!\n";
my $pid = fork // die "fork: $!\n";
if (!$pid) {
	close $ours;
	open STDIN, '<&', $theirs or die "stdin: $!\n";
	exec @command or die "$command[0]: $!\n";
}
close $theirs;
$SIG{PIPE} = 'IGNORE';
my @odd = (1, 2, 3, 5, 7, 11, 64, 255, 256, 257, 1000);
for (my ($at, $i) = (0, 0); $at < length $bytes; $i++) {
	my $n = $size || $odd[$i % @odd];
	last unless defined syswrite $ours, substr($bytes, $at, $n);
	$at += $n;
}
close $ours;
waitpid $pid, 0;
exit($? & 127 ? 128 + ($? & 127) : $? >> 8);
