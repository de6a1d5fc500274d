/*
 * timeformat.h - times in a form that the user names: "%d/%m/%Y %H:%M".
 *
 * The letters are strftime(3)'s, so that what is typed is known already:
 *   %Y %m %d %H %M %S   year of four digits, others of two
 *   %-m %-d %-H %-I     one digit or two (GNU date's spelling)
 *   %b %B               the month's English name, short or whole, in any case
 *   %I %p               hour of twelve, AM or PM in any case
 *   %f                  digits of a fraction, those over nine are cut
 *   %z                  Z, UTC, +hh, +hhmm, +hh:mm
 *   %F %T %%            %Y-%m-%d, %H:%M:%S, a percent sign
 * All other bytes stand for themselves. Nothing is skipped, guessed or taken
 * from the locale, as strptime(3) does, and the calendar is checked.
 *
 * There is no %y: the century of "3/4/05" is not in it.
 */
#ifndef EVKIT_TIMEFORMAT_H
#define EVKIT_TIMEFORMAT_H

#include "tstamp.h"

/* NULL, or why it is no format. It must name a day, each field once at most,
 * and let no two numbers touch of which the first may be short. */
const char *timeformat_check(const char *format);

/* All of text by a checked format; 0, or -1. As tstamp_parse. */
int timeformat_parse(const char *format, struct span text, struct tstamp *to);

#endif
