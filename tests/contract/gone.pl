# gone.pl DEFAULT|IGNORE COMMAND ... - the command, with a stdout whose reader
# has gone already, and with that disposition of SIGPIPE.
use strict;
use warnings;

$SIG{PIPE} = shift;
pipe my $reader, my $writer or die "pipe: $!\n";
close $reader;
open STDOUT, '>&', $writer or die "stdout: $!\n";
exec @ARGV or die "$ARGV[0]: $!\n";
