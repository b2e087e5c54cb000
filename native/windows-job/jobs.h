#pragma once
#include "request.h"
#include "system.h"

enum { KERNEL_NAME_CAPACITY = 96 };

/*
 * All jobs nest: outer > block > run. The outer job and the blocks refuse breakaway; processes are put into a
 * block's `inner` job or into a run's job, which allow it. So a child created with CREATE_BREAKAWAY_FROM_JOB starts,
 * and is left in its block.
 */
typedef struct Job {
  struct Job *next;
  struct Job *block; /* NULL: this is one */
  HANDLE handle;     /* what is listed, ended and accounted */
  HANDLE inner;      /* of a block: for processes outside any run */
  uint32_t key;
  uint64_t listed_by; /* the request that listed it last */
  char name[NAME_CAPACITY];
  wchar_t kernel_name[KERNEL_NAME_CAPACITY]; /* of the job that processes are put into */
} Job;

typedef struct {
  size_t count;
  size_t capacity;
  DWORD *pids;
} PidList;

bool jobs_open(bool keep, HANDLE port);
Job *job_find(const char *name);
Job *job_named(const char *name); /* notes the failure */
Job *job_create(const char *name);
bool job_assign(Job *job, HANDLE process);
/* The handle needs PROCESS_QUERY_LIMITED_INFORMATION. */
bool job_has(HANDLE job, HANDLE process, bool *inside);
bool job_pids(HANDLE job, PidList *pids);
void job_close(Job *job);
bool jobs_keep(void);
/* Ends all, unless they are kept. */
void jobs_end(void);
/* Copies the name of the job with this key, for the thread of the hints. */
bool job_name_of(uint32_t key, char *name);
