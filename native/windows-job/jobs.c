#include "jobs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
  HANDLE outer;
  HANDLE port;
  HANDLE kept; /* there once they are */
  Job *first;
  uint32_t keys;
  bool keep;
  wchar_t prefix[64];
} all;

/* Guards the list against the thread of the hints, which only reads it. */
static SRWLOCK lock = SRWLOCK_INIT;

static bool set_limits(HANDLE job, bool breakaway) {
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
  limits.BasicLimitInformation.LimitFlags =
      (all.keep ? 0 : JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE) | (breakaway ? JOB_OBJECT_LIMIT_BREAKAWAY_OK : 0);
  return SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits) ||
         failed("SetInformationJobObject");
}

/* A job that could not be limited would outlive us: better none. */
static HANDLE open_limited(const wchar_t *name, bool breakaway) {
  SetLastError(0);
  HANDLE job = CreateJobObjectW(NULL, name);
  if (!job) return failed("CreateJobObjectW"), NULL;
  bool foreign = GetLastError() == ERROR_ALREADY_EXISTS;
  if (!foreign && set_limits(job, breakaway)) return job;
  if (foreign) failed_with("CreateJobObjectW", ERROR_ALREADY_EXISTS);
  CloseHandle(job);
  return NULL;
}

/* The names hold a secret, so that no other process can make one of them first. */
static bool make_prefix(void) {
  BOOLEAN(NTAPI * random)(void *, ULONG) = (void *)system_call(L"advapi32.dll", "SystemFunction036");
  uint64_t secret[2];
  if (!random || !random(secret, sizeof secret)) return refused("RtlGenRandom", "no randomness");
  swprintf(all.prefix, 64, L"Local\\panetree-%08lx%08lx%08lx%08lx", (unsigned long)(secret[0] >> 32),
           (unsigned long)(uint32_t)secret[0], (unsigned long)(secret[1] >> 32), (unsigned long)(uint32_t)secret[1]);
  return true;
}

/* Tells the gates, by its name: Wine tells nobody the limits of a job. */
static bool tell_kept(void) {
  wchar_t name[KERNEL_NAME_CAPACITY];
  swprintf(name, KERNEL_NAME_CAPACITY, L"%ls" KEPT_SUFFIX, all.prefix);
  if (!all.kept) all.kept = CreateEventW(NULL, TRUE, FALSE, name);
  return all.kept || failed("CreateEventW");
}

bool jobs_open(bool keep, HANDLE port) {
  all.keep = keep;
  all.port = port;
  if (!make_prefix()) return false;
  if (keep && !tell_kept()) return false;
  all.outer = open_limited(all.prefix, false);
  return all.outer != NULL;
}

HANDLE jobs_outer(void) { return all.outer; }

Job *job_find(const char *name) {
  Job *job = all.first;
  while (job && strcmp(job->name, name) != 0) job = job->next;
  return job;
}

Job *job_named(const char *name) {
  Job *job = job_find(name);
  if (!job) refused("job", "no such job");
  return job;
}

/* Owns nothing yet that is not in `job`: what fails half-way is closed by job_close's own means. */
static bool open_handles(Job *job) {
  wchar_t *name = job->kernel_name;
  swprintf(name, KERNEL_NAME_CAPACITY, L"%ls.%lu", all.prefix, (unsigned long)(job->block ? job->block->key : job->key));
  if (job->block) swprintf(name + wcslen(name), KERNEL_NAME_CAPACITY - wcslen(name), L".%lu", (unsigned long)job->key);
  job->handle = open_limited(name, job->block != NULL);
  if (!job->handle) return false;
  JOBOBJECT_ASSOCIATE_COMPLETION_PORT port = {(void *)(uintptr_t)job->key, all.port};
  if (!SetInformationJobObject(job->handle, JobObjectAssociateCompletionPortInformation, &port, sizeof port)) {
    return failed("SetInformationJobObject");
  }
  if (job->block) return true;
  wcscat(name, L".0");
  job->inner = open_limited(name, true);
  return job->inner != NULL;
}

static void free_job(Job *job) {
  if (job->inner) CloseHandle(job->inner);
  if (job->handle) CloseHandle(job->handle);
  for (size_t i = 0; i < job->held.count; i++) CloseHandle(job->held.items[i].process);
  free(job->held.items);
  free(job->members.pids);
  free(job);
}

static Job *block_of(const char *name, size_t length) {
  char block[NAME_CAPACITY];
  memcpy(block, name, length);
  block[length] = '\0';
  return job_named(block);
}

Job *job_create(const char *name) {
  size_t block_length = strcspn(name, "/");
  Job *job = job_find(name), *block = NULL;
  if (job) return job;
  if (name[block_length] && !(block = block_of(name, block_length))) return NULL;
  if (!(job = calloc(1, sizeof *job))) return failed_with("calloc", ERROR_OUTOFMEMORY), NULL;
  strcpy(job->name, name);
  job->block = block;
  job->key = ++all.keys;
  if (!open_handles(job)) return free_job(job), NULL;
  AcquireSRWLockExclusive(&lock);
  job->next = all.first;
  all.first = job;
  ReleaseSRWLockExclusive(&lock);
  return job;
}

static int pid_order(const void *a, const void *b) {
  DWORD left = *(const DWORD *)a, right = *(const DWORD *)b;
  return (left > right) - (left < right);
}

static bool copy_pids(const JOBOBJECT_BASIC_PROCESS_ID_LIST *list, PidList *pids) {
  size_t count = list->NumberOfProcessIdsInList;
  DWORD *grown = count > pids->capacity ? realloc(pids->pids, count * sizeof *grown) : pids->pids;
  if (count > 0 && !grown) return failed_with("realloc", ERROR_OUTOFMEMORY);
  if (count > pids->capacity) pids->capacity = count;
  for (size_t i = 0; i < count; i++) grown[i] = (DWORD)list->ProcessIdList[i];
  if (count > 0) qsort(grown, count, sizeof *grown, pid_order);
  pids->pids = grown;
  pids->count = count;
  return true;
}

/* The list is asked for again with more room until it is whole: processes come while we ask. */
bool job_pids(HANDLE job, PidList *pids) {
  for (size_t room = pids->capacity + 64;; room *= 2) {
    size_t size = sizeof(JOBOBJECT_BASIC_PROCESS_ID_LIST) + room * sizeof(ULONG_PTR);
    JOBOBJECT_BASIC_PROCESS_ID_LIST *list = calloc(1, size);
    if (!list) return failed_with("calloc", ERROR_OUTOFMEMORY);
    bool read = QueryInformationJobObject(job, JobObjectBasicProcessIdList, list, (DWORD)size, NULL);
    bool more = read ? list->NumberOfProcessIdsInList < list->NumberOfAssignedProcesses : GetLastError() == ERROR_MORE_DATA;
    bool done = read && !more ? copy_pids(list, pids) : more || failed("QueryInformationJobObject");
    free(list);
    if (!done || !more) return done;
  }
}

bool pids_have(const PidList *pids, DWORD pid) {
  return pids->count > 0 && bsearch(&pid, pids->pids, pids->count, sizeof pid, pid_order) != NULL;
}

bool job_read(Job *job, uint64_t reader) {
  bool done = job_pids(job->handle, &job->members);
  for (Job *run = all.first; done && run; run = run->next) {
    if (run->block == job) done = job_pids(run->handle, &run->members);
  }
  job->read_by = reader;
  return done;
}

const Job *job_run_of(const Job *block, DWORD pid) {
  const Job *run = all.first;
  while (run && (run->block != block || !pids_have(&run->members, pid))) run = run->next;
  return run;
}

/* Wine answers IsProcessInJob only for handles with more rights than we ask for; the open handle pins the PID meanwhile. */
bool job_has(HANDLE job, HANDLE process, bool *inside) {
  BOOL found = FALSE;
  PidList pids = {0};
  bool done = IsProcessInJob(process, job, &found);
  if (!done && (done = job_pids(job, &pids))) found = pids_have(&pids, GetProcessId(process));
  free(pids.pids);
  *inside = found;
  return done;
}

static bool put_into(HANDLE job, HANDLE process) {
  bool inside = false;
  if (!job_has(job, process, &inside)) return false;
  return inside || AssignProcessToJobObject(job, process) || failed("AssignProcessToJobObject");
}

/* From the outside in: that is what makes the jobs nest. */
bool job_assign(Job *job, HANDLE process) {
  Job *block = job->block ? job->block : job;
  return put_into(all.outer, process) && put_into(block->handle, process) &&
         put_into(job->block ? job->handle : job->inner, process);
}

static void take_out(Job *job) {
  Job **link = &all.first;
  while (*link != job) link = &(*link)->next;
  *link = job->next;
}

void job_close(Job *job) {
  Job *next;
  AcquireSRWLockExclusive(&lock);
  for (Job *run = all.first; run; run = next) {
    next = run->next;
    if (run != job && run->block != job) continue;
    take_out(run);
    if (run != job) free_job(run);
  }
  ReleaseSRWLockExclusive(&lock);
  free_job(job);
}

bool jobs_keep(void) {
  all.keep = true;
  bool done = tell_kept();
  done = set_limits(all.outer, false) && done;
  for (Job *job = all.first; job; job = job->next) {
    done = set_limits(job->handle, job->block != NULL) && done;
    if (job->inner) done = set_limits(job->inner, true) && done;
  }
  return done;
}

void jobs_end(void) {
  if (!all.keep) TerminateJobObject(all.outer, 1);
}

const Job *job_with_key(uint32_t key) {
  const Job *job = all.first;
  while (job && job->key != key) job = job->next;
  return job;
}

bool job_name_of(uint32_t key, char *name) {
  AcquireSRWLockShared(&lock);
  const Job *job = job_with_key(key);
  if (job) strcpy(name, job->name);
  ReleaseSRWLockShared(&lock);
  return job != NULL;
}
