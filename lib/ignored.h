/*
 * ignored.h - names of files that hold no records, beside those that do.
 *
 * dummy-object.txt (Segment tries a bucket with it), manifest.json (PostHog),
 * _SUCCESS (Hadoop), .DS_Store, ._NAME and __MACOSX/ (macOS), and Amplitude's
 * files of merged ids, -PROJECT_DAY_HOUR.json.gz.
 */
#ifndef EVKIT_IGNORED_H
#define EVKIT_IGNORED_H

#include "span.h"

/* Of the name of an object, or of an archive's entry; '/' parts folders. */
bool ignored_name(struct span path);

#endif
