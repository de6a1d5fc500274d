/*
 * convert_options.h - the question, from the command line or from a part.
 *
 * A question is options. As the terms of a part (convert_part.h) they are an
 * object with their names, {"step":["view","buy"],"strict":true,"within":"7d"},
 * so the same takers read both.
 */
#ifndef EVKIT_CONVERT_OPTIONS_H
#define EVKIT_CONVERT_OPTIONS_H

#include "convert.h"
#include "opt.h"

/* Rows for the option table. */
#define CONVERT_OPTIONS(c) \
	{ 0, "exposure", "COND", pred_take, &(c).exposure, \
	  "what shows a message: message_sent, or event=push,channel=mobile" }, \
	{ 0, "goal", "COND", pred_take, &(c).goal, \
	  "what counts as success: purchase, or event=purchase,price>=10" }, \
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
	{ 0, "hold", "PATH", convert_take_path, &(c).hold, \
	  "the steps share the value at PATH in the metadata" }, \
	{ 0, "count", "WORD", convert_take_count, &(c).totals, \
	  "users, or totals: one attempt after the other [users]" }, \
	{ 0, "within", "TIME", convert_take_window, &(c), \
	  "longest time from exposure to goal, or from first to last step [7d]" }, \
	{ 0, "estimand", "WORD", convert_take_estimand, &(c).estimand, \
	  "a record for each user, exposure, or goal that has credit [user]" }, \
	{ 0, "credit", "WORD", convert_take_touch, &(c), \
	  "which exposure has a goal's credit: last, first or linear (all) [last]" }, \
	{ 0, "message", "PATH", convert_take_path, &(c).message, \
	  "where in an exposure's metadata its message stands [message]" }, \
	{ 0, "value", "PATH", convert_take_path, &(c).value, \
	  "sum up this field of the goals' metadata" }

opt_take convert_take_step, convert_take_entry, convert_take_grace, convert_take_exclude,
    convert_take_path, convert_take_count, convert_take_window, convert_take_estimand,
    convert_take_touch;

/* Whether any of them was given. */
bool convert_asked(const struct convert *c);

/* NULL, and what was left open has its default; or why the question is none. */
const char *convert_check(struct convert *c);

/* Appends the question as terms. */
void convert_put_terms(const struct convert *c, struct buf *b);

/* c, of which nothing was asked, asks what the terms say. False: they are not
 * such as convert_put_terms writes, and nothing is asked. */
bool convert_adopt_terms(struct convert *c, struct span terms);

/* "7d", "36h", "90s" */
enum { CONVERT_WINDOW = 32 };
const char *convert_window(int64_t seconds, char to[CONVERT_WINDOW]);

#endif
