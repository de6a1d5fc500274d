#include "whole.h"

#include <errno.h>

int
whole_read(const char *path, size_t most, struct buf *to, struct fault *why)
{
	FILE *f = fopen(path, "re");
	size_t n;
	bool failed;

	if (!f)
		return fault_set(why, "%s: %s", path, strerror(errno));
	errno = 0;
	n = fread(buf_room(to, most + 1), 1, most + 1, f);
	failed = ferror(f);
	if (failed)
		fault_set(why, "%s: %s", path, strerror(errno));
	fclose(f);
	if (failed)
		return -1;
	if (n > most)
		return fault_set(why, "%s: has more than %zu bytes", path, most);
	to->n += n;
	return 0;
}
