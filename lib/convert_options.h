/*
 * convert_options.h - how a funnel is counted, from the command line.
 */
#ifndef EVKIT_CONVERT_OPTIONS_H
#define EVKIT_CONVERT_OPTIONS_H

#include "convert.h"
#include "opt.h"

/* Rows for the option table. */
#define CONVERT_FUNNEL_OPTIONS(c) \
	{ 0, "step", "COND", convert_take_step, &(c), \
	  "a step of a funnel; once for each, in order" }, \
	{ 0, "entry", "WORD", convert_take_entry, &(c).rule.first, \
	  "any event of step 1 may begin, or the first only [any]" }, \
	{ 0, "strict", NULL, opt_flag, &(c).rule.strict, "no other event between the steps" }, \
	{ 0, "any-order", NULL, opt_flag, &(c).rule.any_order, "the steps may come in any order" }, \
	{ 0, "strict-increase", NULL, opt_flag, &(c).rule.increase, \
	  "no two steps at the same time" }, \
	{ 0, "grace", "TIME", convert_take_grace, &(c).rule.grace, \
	  "events within the same TIME have no order [0]" }, \
	{ 0, "exclude", "COND", convert_take_exclude, &(c), \
	  "ends a funnel between first and last step; 2-3:COND: between these" }, \
	{ 0, "exclude-user", NULL, opt_flag, &(c).exclude_users, \
	  "leave out users whom --exclude stopped" }, \
	{ 0, "hold", "PATH", convert_take_hold, &(c).hold, \
	  "the steps share the value at PATH in the metadata" }, \
	{ 0, "count", "WORD", convert_take_count, &(c).totals, \
	  "users, or totals: one attempt after the other [users]" }

opt_take convert_take_step, convert_take_entry, convert_take_grace, convert_take_exclude,
    convert_take_hold, convert_take_count;

/* Ends the program where the options of a funnel do not go with each other, or
 * are given without one; fills in what an exclusion left open. */
void convert_check_funnel(struct convert *c);

#endif
