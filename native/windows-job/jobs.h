#pragma once
#include "request.h"
#include "system.h"

enum { KERNEL_NAME_CAPACITY = 96 };

/* Behind the name of the outer job: an event that is there while its jobs are to outlive the helper. */
#define KEPT_SUFFIX L"-kept"

/*
 * All jobs nest: outer > block > run. The outer job and the blocks refuse breakaway; processes are put into a
 * block's `inner` job or into a run's job, which allow it. So a child created with CREATE_BREAKAWAY_FROM_JOB starts,
 * and is left in its block.
 */
typedef struct {
  size_t count;
  size_t capacity;
  DWORD *pids; /* sorted */
} PidList;

/* A member, with a handle that says when it is gone. */
typedef struct {
  DWORD pid;
  uint32_t run; /* the key of its run; 0: none */
  uint64_t birth;
  HANDLE process;
  bool left; /* the job, at the last look */
} Held;

typedef struct {
  size_t count;
  size_t capacity;
  Held *items; /* sorted by PID */
} HeldList;

typedef struct Job {
  struct Job *next;
  struct Job *block; /* NULL: this is one */
  HANDLE handle;     /* what is listed, ended and accounted */
  HANDLE inner;      /* of a block: for processes outside any run */
  uint32_t key;
  PidList members;   /* as read last */
  uint64_t read_by;  /* the request that read them */
  HeldList held;     /* of a block; see ending.h */
  char name[NAME_CAPACITY];
  wchar_t kernel_name[KERNEL_NAME_CAPACITY]; /* of the job that processes are put into */
} Job;

bool jobs_open(bool keep, HANDLE port);
/* The job around all others. */
HANDLE jobs_outer(void);
Job *job_find(const char *name);
Job *job_named(const char *name); /* notes the failure */
Job *job_create(const char *name);
bool job_assign(Job *job, HANDLE process);
/* The handle needs PROCESS_QUERY_LIMITED_INFORMATION. */
bool job_has(HANDLE job, HANDLE process, bool *inside);
bool job_pids(HANDLE job, PidList *pids);
bool pids_have(const PidList *pids, DWORD pid);
/* Reads the members of the job, and of each run in it. */
bool job_read(Job *job, uint64_t reader);
/* The run that had this member when the block was read last; NULL: none. */
const Job *job_run_of(const Job *block, DWORD pid);
void job_close(Job *job);
bool jobs_keep(void);
/* Ends all, unless they are kept. */
void jobs_end(void);
/* NULL: none. */
const Job *job_with_key(uint32_t key);
/* Copies the name of the job with this key, for the thread of the hints. */
bool job_name_of(uint32_t key, char *name);
