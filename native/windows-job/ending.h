#pragma once
#include "jobs.h"

/*
 * A process leaves its job before it is gone: until its handle is signalled it can still hold files, ports and its
 * working directory. A block therefore holds a handle of each member from the first time that it reads the member.
 */

/* Reads the members of a block or a run. For a block, it opens handles of members that are new, and closes those of
 * processes that are gone. One that cannot be opened is proven by the list of the job alone. */
bool ending_read(Job *job, uint64_t reader);
/* How many processes of the job, a block or a run, have left it and are not gone; for a job without active processes. */
size_t ending_count(const Job *job);
/* The processes that had left the job at the last ending_read and were not gone; `at` begins at 0. NULL: no more. */
const Held *ending_next(const Job *job, size_t *at);
/* Whether this process is one of those. */
bool ending_has(const Job *block, const Identity *target);
