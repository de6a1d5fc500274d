# live.pl FILE COMMAND ... - writes the lines of FILE to the command one by one,
# and wants each line's answer before it writes the next. The command must be
# one that answers every line of FILE.
use strict;
use warnings;
use IPC::Open2;
use IO::Select;

my ($file, @command) = @ARGV;
open my $in, '<:raw', $file or die "$file: $!\n";
my $pid = open2(my $from, my $to, @command);
my $ready = IO::Select->new($from);
my $held = '';
while (my $line = <$in>) {
	syswrite $to, $line;
	until ($held =~ s/^[^\n]*\n//) {
		if (!$ready->can_read(20)) {
			print "no answer to line $. while the next one is waited for\n";
			kill TERM => $pid;
			exit 1;
		}
		sysread($from, $held, 65536, length $held) or die "ended at line $.\n";
	}
}
close $to;
waitpid $pid, 0;
exit($? ? 1 : 0);
