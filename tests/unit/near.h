/* near.h - doubles compared, and the numbers of others where they are present. */
#ifndef EVKIT_NEAR_H
#define EVKIT_NEAR_H

#include <math.h>

#include <jansson.h>

#include "unit.h"

/* Equal but for `rel` of the larger one, or both 0. */
#define assert_near(got, want, rel) do { \
	double near_got = (got), near_want = (want); \
	if (!(fabs(near_got - near_want) <= (rel) * fmax(fabs(near_got), fabs(near_want)))) \
		fail_msg("%s: %.17g, not %.17g", #got, near_got, near_want); \
} while (0)

/* Equal to so much, for values that were printed with few digits. */
#define assert_within(got, want, by) do { \
	double near_got = (got), near_want = (want); \
	if (!(fabs(near_got - near_want) <= (by))) \
		fail_msg("%s: %.17g, not %.17g", #got, near_got, near_want); \
} while (0)

/* A file of $VECTORS; the test is skipped where there is none. */
static inline json_t *
near_load(const char *name)
{
	const char *folder = getenv("VECTORS");
	char path[4096];
	json_t *j;

	if (!folder || !*folder)
		skip();
	snprintf(path, sizeof path, "%s/%s", folder, name);
	j = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
	if (!j)
		fail_msg("%s: cannot be read", path);
	return j;
}

static inline double
near_number(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);

	if (!json_is_number(value))
		fail_msg("%s: no number", key);
	return json_number_value(value);
}

static inline double
near_at(const json_t *array, size_t i)
{
	return json_number_value(json_array_get(array, i));
}

#endif
