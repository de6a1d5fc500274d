/*
 * sample_template.h - a record by a template: what most shapes need.
 *
 * In the template '%' and a letter stand for what a sample event says:
 *   %u %a      ids of user and device, as JSON strings or null
 *   %m %s %h   the event's id, the session, the host's number, as they are
 *   %n         the event's name, as inside of a JSON string
 *   %p         the properties, an object
 *   %t %r      times of the event and of its receipt: 2021-06-11T10:41:23.000Z
 *   %T %R      the same as 2021-06-11 10:41:23.000
 *   %e %E      the event's time as milliseconds; microseconds in quotes
 *   %c %C %b %o   city, country, client, system, as JSON strings
 * A time that is to be bad is text wherever it stands.
 */
#ifndef EVKIT_SAMPLE_TEMPLATE_H
#define EVKIT_SAMPLE_TEMPLATE_H

#include "sample_view.h"

void sample_template_put(struct buf *b, const struct sample_view *v, const char *text);

/* What is inside a JSON string, as plain text. */
void sample_template_plain(struct buf *b, struct span inside);

#endif
