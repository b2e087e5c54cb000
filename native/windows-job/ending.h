#pragma once
#include "jobs.h"

/*
 * A process leaves its job before it is gone: until its handle is signalled it can still hold files, ports and its
 * working directory. A block therefore holds a handle of each member from the first time that it reads the member.
 */

/* Opens handles of members that are new, and closes those of processes that are gone. To be called after job_read. One
 * that cannot be opened is proven by the list of the job alone. */
bool ending_update(Job *block);
/* How many processes of the job, a block or a run, have left it and are not gone; for a job without active processes. */
size_t ending_count(const Job *job);
/* The processes that had left the job at the last ending_update and were not gone; `at` begins at 0. NULL: no more. */
const Held *ending_next(const Job *job, size_t *at);
/* Whether this process is one of those. */
bool ending_has(const Job *block, const Identity *target);
void ending_free(Job *block);
