/*
 * convert_write.h - the records of one user; see convert.h.
 */
#ifndef EVKIT_CONVERT_WRITE_H
#define EVKIT_CONVERT_WRITE_H

#include "convert.h"

void convert_write_user(struct convert *c, struct run *run, struct span user_id,
    const struct convert_line *head);

#endif
