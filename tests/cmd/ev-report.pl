#!/usr/bin/perl
# The figures of ev-report from the same records, by formulas as they stand in the
# papers and by perl's own functions: "type activity message key value", sorted.
#
#	ev-report.pl CONTROL [USERS FIELD] <conversions
use strict;
use warnings;
use JSON::PP;
use POSIX qw(erfc lgamma);

my ($control, $users, $field) = @ARGV;
my $z = 1.9599639845400545;
my (%n, %k, %imm, %known, %sum, %level, %message);

sub show { my ($type, $a, $m, $key, $v) = @_; printf "%s %s %s %s %.9g\n", $type, $a, $m, $key, $v if defined $v }
sub above { 0.5 * erfc($_[0] / sqrt 2) }

if ($users) {
	open my $f, '<', $users or die $!;
	while (<$f>) { my $u = decode_json $_; $known{$u->{user_id}} = $u->{$field} }
}
while (<STDIN>) {
	my $r = decode_json $_;
	next if $r->{several_messages};
	my ($a, $m) = ($r->{activity}, $r->{message});
	$level{$a} = $message{$m} = 1;
	for my $to ($a, '-') {
		if (!$r->{mature}) { $imm{$to}{$m}++; next }
		$n{$to}{$m}++;
		$k{$to}{$m} += $r->{converted} ? 1 : 0;
	}
	next unless $r->{mature} && exists $known{$r->{user_id}};
	my ($x, $y, $s) = ($known{$r->{user_id}}, $r->{converted} ? 1 : 0, $sum{$m} //= {});
	push @{$s->{x}}, $x;
	push @{$s->{y}}, $y;
}

# ---- one rate, two rates ----

sub wilson {
	my ($k, $n) = @_;
	my $p = $k / $n;
	my $mid = ($p + $z * $z / (2 * $n)) / (1 + $z * $z / $n);
	my $half = $z / (1 + $z * $z / $n) * sqrt($p * (1 - $p) / $n + $z * $z / (4 * $n * $n));
	return ($mid - $half, $mid + $half);
}

# Chi-square of a ratio, with the rates that are likeliest under it (the root of a
# quadratic); the interval is where it is below z^2.
sub koopman_chi2 {
	my ($x, $m, $y, $n, $ratio) = @_;
	my $b = $ratio * ($m + $y) + $x + $n;
	my $p = ($b - sqrt($b * $b - 4 * $ratio * ($m + $n) * ($x + $y))) / (2 * ($m + $n));
	return ($x - $m * $p) ** 2 / ($m * $p * (1 - $p)) * (1 + $m * ($ratio - $p) / ($n * (1 - $p)));
}
sub koopman {
	my ($x, $m, $y, $n) = @_;
	my $r = $x / $m / ($y / $n);
	my @end;
	for my $up (0, 1) {
		my ($in, $out) = ($r, $r || 1e-9);
		if (!$up && !$x) { push @end, 0; next }
		$in = 1e-9 unless $in;
		do { $out *= $up ? 1.5 : 1 / 1.5 } while koopman_chi2($x, $m, $y, $n, $out) < $z * $z;
		for (1 .. 200) {
			my $mid = ($in + $out) / 2;
			if (koopman_chi2($x, $m, $y, $n, $mid) < $z * $z) { $in = $mid } else { $out = $mid }
		}
		push @end, $in;
	}
	return @end;
}

sub lchoose { lgamma($_[0] + 1) - lgamma($_[1] + 1) - lgamma($_[0] - $_[1] + 1) }
sub fisher {
	my ($x, $m, $y, $n) = @_;
	my ($s, $p, $own) = ($x + $y, 0);
	my @p = map { $_ <= $m && $s - $_ <= $n ? exp(lchoose($m, $_) + lchoose($n, $s - $_) - lchoose($m + $n, $s)) : 0 }
		0 .. $s;
	$_ <= $p[$x] * (1 + 1e-7) and $p += $_ for @p;
	return $p > 1 ? 1 : $p;
}
sub test {
	my ($x, $m, $y, $n) = @_;
	my $p = ($x + $y) / ($m + $n);
	my $least = ($m < $n ? $m : $n) * ($p < .5 ? $p : 1 - $p);
	return undef if $m < 30 || $n < 30;
	return fisher(@_) if $least < 5;
	return 2 * above(abs($x / $m - $y / $n) / sqrt($p * (1 - $p) * (1 / $m + 1 / $n)));
}

# P(A > B), A and B beta with 1/2 more on both sides: a sum over a fine grid.
sub chance {
	my ($x, $m, $y, $n) = @_;
	my ($won, $all, $below, $ball, $steps) = (0, 0, 0, 0, 4000);
	for my $i (0 .. $steps - 1) {
		my $t = (sin(3.14159265358979 / 2 * ($i + .5) / $steps)) ** 2;
		my $a = exp($x * log($t) + ($m - $x) * log(1 - $t) + lchoose($m, $x));
		my $b = exp($y * log($t) + ($n - $y) * log(1 - $t) + lchoose($n, $y));
		$won += $a * ($below + $b / 2);
		$below += $b;
		$all += $a;
	}
	return $won / $all / $below;
}

sub sequence {
	my ($d, $se, $n) = @_;
	my $w = -2 * log(.05);
	my $rho2 = ($w + log($w + 1)) / 5000;
	my $half = $se * sqrt(2 * ($n * $rho2 + 1) / ($n * $rho2) * log(sqrt($n * $rho2 + 1) / .05));
	return ($d - $half, $d + $half);
}

# The least alpha at which the interval, tuned for 0.05, leaves 0 out.
sub sequence_p {
	my ($d, $se, $n) = @_;
	my $w = -2 * log(.05);
	my $m = $n * ($w + log($w + 1)) / 5000;
	my ($lo, $hi) = (-700, 0);
	for (1 .. 200) {
		my $mid = ($lo + $hi) / 2;
		my $half = $se * sqrt(2 * ($m + 1) / $m * (log(sqrt($m + 1)) - $mid));
		if ($half > abs $d) { $lo = $mid } else { $hi = $mid }
	}
	return exp $hi;
}

my (%p, %lr);
sub versus {
	my ($type, $a, $m) = @_;
	my ($x, $na, $y, $nb) = ($k{$a}{$m} // 0, $n{$a}{$m} // 0, $k{$a}{$control} // 0, $n{$a}{$control} // 0);
	return unless $na && $nb;
	my ($pa, $pb) = ($x / $na, $y / $nb);
	my ($la, $ua) = wilson($x, $na);
	my ($lb, $ub) = wilson($y, $nb);
	show($type, $a, $m, 'diff', $pa - $pb);
	show($type, $a, $m, 'diff_lo', $pa - $pb - sqrt(($pa - $la) ** 2 + ($ub - $pb) ** 2));
	show($type, $a, $m, 'diff_hi', $pa - $pb + sqrt(($ua - $pa) ** 2 + ($pb - $lb) ** 2));
	show($type, $a, $m, 'chance', chance($x, $na, $y, $nb));
	my $p = test($x, $na, $y, $nb);
	show($type, $a, $m, 'p', $p);
	if (defined $p) {
		my $se = sqrt($pa * (1 - $pa) / $na + $pb * (1 - $pb) / $nb);
		my ($lo, $hi) = sequence($pa - $pb, $se, $na + $nb);
		show($type, $a, $m, 'sequence_lo', $lo) if $se > 0;
		show($type, $a, $m, 'sequence_hi', $hi) if $se > 0;
		show($type, $a, $m, "sequence_p", sequence_p($pa - $pb, $se, $na + $nb)) if $se > 0;
		$p{"$a $m"} = $p if $type eq 'cell';
	}
	return unless $y;
	my ($lo, $hi) = koopman($x, $na, $y, $nb);
	show($type, $a, $m, 'lift', $pa / $pb - 1);
	show($type, $a, $m, 'lift_lo', $lo - 1);
	show($type, $a, $m, 'lift_hi', $hi - 1);
	my $each = int(2 * $na * $nb / ($na + $nb));
	show($type, $a, $m, 'mde', (1.959963984540 + 0.841621233573) * sqrt(2 * $pb * (1 - $pb) / $each) / $pb);
	$lr{$m}{$a} = [ log($pa / $pb), 1 / $x - 1 / $na + 1 / $y - 1 / $nb ] if $type eq 'cell' && $x;
}

for my $m (sort keys %message) {
	for my $a ((sort keys %level), '-') {
		my $type = $a eq '-' ? 'total' : 'cell';
		show($type, $a, $m, 'users', $n{$a}{$m} // 0);
		show($type, $a, $m, 'converted', $k{$a}{$m} // 0);
		show($type, $a, $m, 'immature', $imm{$a}{$m} // 0);
		next unless $n{$a}{$m};
		my ($lo, $hi) = wilson($k{$a}{$m}, $n{$a}{$m});
		show($type, $a, $m, 'rate', $k{$a}{$m} / $n{$a}{$m});
		show($type, $a, $m, 'rate_lo', $lo < 1e-15 ? 0 : $lo);
		show($type, $a, $m, 'rate_hi', $hi);
		versus($type, $a, $m) if $m ne $control;
	}
}

# ---- several questions ----

my @order = sort { $p{$b} <=> $p{$a} } keys %p;
my $least = 1;
for my $i (0 .. $#order) {
	my $q = $p{$order[$i]} * @order / (@order - $i);
	$least = $q if $q < $least;
	show('cell', split(/ /, $order[$i]), 'q', $least);
}

# ---- shrunk lifts ----

for my $m (keys %lr) {
	my @l = values %{$lr{$m}};
	my ($w, $ww, $s, $q) = (0, 0, 0, 0);
	($w += 1 / $_->[1], $ww += 1 / $_->[1] ** 2, $s += $_->[0] / $_->[1]) for @l;
	$q += ($_->[0] - $s / $w) ** 2 / $_->[1] for @l;
	my $tau2 = @l > 1 ? ($q - (@l - 1)) / ($w - $ww / $w) : 0;
	$tau2 = 0 if $tau2 < 0;
	my ($num, $den) = (0, 0);
	($num += $_->[0] / ($_->[1] + $tau2), $den += 1 / ($_->[1] + $tau2)) for @l;
	for my $a (keys %{$lr{$m}}) {
		my ($y, $v) = @{$lr{$m}{$a}};
		my $b = $tau2 / ($tau2 + $v);
		show('cell', $a, $m, 'shrunk_lift', exp($b * $y + (1 - $b) * $num / $den) - 1);
	}
}

# ---- over all levels ----

# Breslow and Day's expected count of converted under a common odds ratio: bisection.
sub expected {
	my ($or, $n1, $n2, $s) = @_;
	my ($lo, $hi) = ($s - $n2 > 0 ? $s - $n2 : 0, $n1 < $s ? $n1 : $s);
	for (1 .. 200) {
		my $e = ($lo + $hi) / 2;
		my ($b, $c, $d) = ($n1 - $e, $s - $e, $n2 - $s + $e);
		if ($e * $d < $or * $b * $c) { $lo = $e } else { $hi = $e }
	}
	return ($lo + $hi) / 2;
}
# Upper tail of chi-square by its series.
sub chi2 {
	my ($x, $df) = @_;
	my ($a, $y) = ($df / 2, $x / 2);
	my ($term, $sum) = (1 / $a, 1 / $a);
	$sum += $term *= $y / ($a + $_) for 1 .. 500;
	return 1 - $sum * exp(-$y + $a * log($y) - lgamma($a));
}

my %pooled;
for my $m (grep { $_ ne $control } sort keys %message) {
	my ($p1s, $p2s, $v1s, $v2s) = (0) x 4;
	my ($all, $d, $v, $R, $S, $PR, $PSQR, $QS, $num, $var) = (0) x 10;
	my @row;
	for my $l (sort keys %level) {
		my ($a, $n1, $c, $n2) = ($k{$l}{$m} // 0, $n{$l}{$m} // 0, $k{$l}{$control} // 0, $n{$l}{$control} // 0);
		next unless $n1 && $n2;
		push @row, [ $a, $n1, $c, $n2 ];
		$all += $n1 + $n2;
	}
	for (@row) {
		my ($a, $n1, $c, $n2) = @$_;
		my ($N, $b, $dd) = ($n1 + $n2, $n1 - $a, $n2 - $c);
		my ($p1, $p2) = ($a / $n1, $c / $n2);
		$d += $N / $all * ($p1 - $p2);
		$v += ($N / $all) ** 2 * ($p1 * (1 - $p1) / $n1 + $p2 * (1 - $p2) / $n2);
		$p1s += $N * $p1; $p2s += $N * $p2;
		$v1s += $N ** 2 * $p1 * (1 - $p1) / $n1; $v2s += $N ** 2 * $p2 * (1 - $p2) / $n2;
		my ($P, $Q, $r, $s) = (($a + $dd) / $N, ($b + $c) / $N, $a * $dd / $N, $b * $c / $N);
		$R += $r; $S += $s; $PR += $P * $r; $PSQR += $P * $s + $Q * $r; $QS += $Q * $s;
		my $t = $a + $c;
		$num += $a - $n1 * $t / $N;
		$var += $n1 * $n2 * $t * ($N - $t) / ($N * $N * ($N - 1));
	}
	my $se = sqrt $v;
	show('pooled', '-', $m, 'diff', $d);
	show('pooled', '-', $m, 'diff_lo', $d - $z * $se);
	show('pooled', '-', $m, 'diff_hi', $d + $z * $se);
	if ($p1s && $p2s) {
		my $half = $z * sqrt($v1s / $p1s ** 2 + $v2s / $p2s ** 2);
		show('pooled', '-', $m, 'lift', $p1s / $p2s - 1);
		show('pooled', '-', $m, 'lift_lo', $p1s / $p2s * exp(-$half) - 1);
		show('pooled', '-', $m, 'lift_hi', $p1s / $p2s * exp($half) - 1);
	}
	show('pooled', '-', $m, 'p', $pooled{$m} = 2 * above(abs $d / $se));
	my ($lo, $hi) = sequence($d, $se, $all);
	show('pooled', '-', $m, 'sequence_lo', $lo);
	show('pooled', '-', $m, 'sequence_hi', $hi);
	show("pooled", "-", $m, "sequence_p", sequence_p($d, $se, $all));
	my $lse = sqrt($PR / (2 * $R * $R) + $PSQR / (2 * $R * $S) + $QS / (2 * $S * $S));
	show('pooled', '-', $m, 'odds', $R / $S);
	show('pooled', '-', $m, 'odds_lo', $R / $S * exp(-$z * $lse));
	show('pooled', '-', $m, 'odds_hi', $R / $S * exp($z * $lse));
	show('pooled', '-', $m, 'cmh_p', 2 * above(abs $num / sqrt $var));
	my ($bd, $off, $vs, $df) = (0, 0, 0, -1);
	for (@row) {
		my ($a, $n1, $c, $n2) = @$_;
		my $t = $a + $c;
		next if !$t || $t == $n1 + $n2;
		my $e = expected($R / $S, $n1, $n2, $t);
		my $V = 1 / (1 / $e + 1 / ($n1 - $e) + 1 / ($t - $e) + 1 / ($n2 - $t + $e));
		$bd += ($a - $e) ** 2 / $V;
		$off += $a - $e;
		$vs += $V;
		$df++;
	}
	show('pooled', '-', $m, 'differs_p', chi2($bd - $off * $off / $vs, $df));
}
my ($most, $i) = (0, 0);
for my $m (sort { $pooled{$a} <=> $pooled{$b} } keys %pooled) {
	my $p = $pooled{$m} * (keys(%pooled) - $i++);
	$most = $p if $p > $most;
	show('pooled', '-', $m, 'holm_p', $most > 1 ? 1 : $most);
}

# ---- CUPED: what is left of y after a regression on x that both groups share ----

# Student's t: what lies above, by Simpson's rule on the angle atan(t / sqrt(df)).
sub t_above {
	my ($t, $df) = @_;
	my ($lo, $hi, $sum, $steps) = (atan2($t, sqrt $df), atan2(1, 0), 0, 4000);
	for (0 .. $steps) {
		my $c = cos($lo + ($hi - $lo) * $_ / $steps);
		$sum += ($_ == 0 || $_ == $steps ? 1 : $_ % 2 ? 4 : 2) * ($c > 1e-12 ? $c ** ($df - 1) : 0);
	}
	return $sum * ($hi - $lo) / $steps / 3 * exp(lgamma(($df + 1) / 2) - lgamma($df / 2)) / sqrt atan2(0, -1);
}
sub t_find {
	my ($lo, $hi) = (0, 50);
	for (1 .. 60) {
		my $mid = ($lo + $hi) / 2;
		if (t_above($mid, $_[0]) > .025) { $lo = $mid } else { $hi = $mid }
	}
	return $lo;
}
sub mean { my $s = 0; $s += $_ for @_; return $s / @_ }
for my $m ($users ? grep { $_ ne $control } keys %message : ()) {
	my ($xy, $xx, @adjusted, @before) = (0, 0);
	for my $g ($m, $control) {
		my @x = @{$sum{$g}{x}}; my @y = @{$sum{$g}{y}};
		my ($mx, $my) = (mean(@x), mean(@y));
		for (0 .. $#x) { $xy += ($x[$_] - $mx) * ($y[$_] - $my); $xx += ($x[$_] - $mx) ** 2 }
	}
	for my $g ($m, $control) {
		my @x = @{$sum{$g}{x}}; my @y = @{$sum{$g}{y}};
		my @r = map { $y[$_] - $xy / $xx * $x[$_] } 0 .. $#x;
		my ($mr, $my, $v, $vy) = (mean(@r), mean(@y), 0, 0);
		$v += ($_ - $mr) ** 2 for @r;
		$vy += ($_ - $my) ** 2 for @y;
		push @adjusted, $mr, $v / (@r - 1) / @r, scalar @r;
		push @before, $vy / (@y - 1) / @y;
	}
	my ($a, $va, $na, $b, $vb, $nb) = @adjusted;
	my $se = sqrt($va + $vb);
	my $df = ($va + $vb) ** 2 / ($va ** 2 / ($na - 1) + $vb ** 2 / ($nb - 1));
	my $half = t_find($df) * $se;
	show('pooled', '-', $m, 'cuped', $a - $b);
	show("pooled", "-", $m, "cuped_lo", $a - $b - $half);
	show("pooled", "-", $m, "cuped_hi", $a - $b + $half);
	show("pooled", "-", $m, "cuped_p", 2 * t_above(abs(($a - $b) / $se), $df));
	show("pooled", "-", $m, "cuped_reduction", 1 - ($va + $vb) / ($before[0] + $before[1]));
}
