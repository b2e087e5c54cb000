#include "lists.h"

#include <string.h>

#include "ending.h"
#include "processes.h"

/* The request under way that reads jobs. */
static uint64_t reader;

static bool is_known(const Request *request, const Process *process) {
  const Identity *known = request_find(request, process->pid);
  return known && known->birth == process->birth;
}

static void add_run(Answer *answer, const Job *run) {
  if (!run) return;
  answer_add(answer, ",\"run\":");
  answer_string(answer, strchr(run->name, '/') + 1);
}

/* False for what has gone since the job was read. */
static bool add_member(Answer *answer, const Request *request, const Snapshot *snapshot, const Job *job, DWORD pid) {
  const Process *process = snapshot_find(snapshot, pid);
  if (!process) return false;
  answer_add(answer, "{");
  add_identity(answer, snapshot, process);
  add_run(answer, job_run_of(job, pid));
  if (!is_known(request, process) && !add_description(answer, process, job->handle)) return false;
  answer_add(answer, "}");
  return true;
}

static void add_ending(Answer *answer, const Job *job, const Held *held) {
  answer_add(answer, "{\"pid\":");
  answer_number(answer, held->pid);
  answer_add(answer, ",\"ppid\":0");
  add_birth(answer, held->birth);
  add_run(answer, job->block ? job : job_with_key(held->run));
  answer_add(answer, ",\"ending\":true}");
}

static void add_members(Answer *answer, const Request *request, const Snapshot *snapshot, const Job *job) {
  bool first = true;
  answer_add(answer, "[");
  for (size_t i = 0; i < job->members.count; i++) {
    size_t before = answer->length;
    if (!first) answer_add(answer, ",");
    if (add_member(answer, request, snapshot, job, job->members.pids[i])) first = false;
    else answer_cut(answer, before);
  }
  size_t at = 0;
  for (const Held *held; (held = ending_next(job, &at)); first = false) {
    if (!first) answer_add(answer, ",");
    add_ending(answer, job, held);
  }
  answer_add(answer, "]");
}

/* Each job once, however often it is named. */
static void add_lists(Answer *answer, const Request *request, const Snapshot *snapshot) {
  Json next = {NULL}, key, value;
  char name[NAME_CAPACITY];
  bool first = true;
  while (json_each(request->jobs, &next, &key, &value)) {
    json_text(value, name, sizeof name);
    Job *job = job_find(name);
    if (job && job->read_by != reader) continue;
    answer_add(answer, first ? "" : ",");
    first = false;
    answer_string(answer, name);
    answer_add(answer, ":");
    if (job) add_members(answer, request, snapshot, job);
    else answer_add(answer, "null");
    if (job) job->read_by = 0;
  }
}

static bool read_jobs(const Request *request) {
  Json next = {NULL}, key, value;
  char name[NAME_CAPACITY];
  for (reader++; json_each(request->jobs, &next, &key, &value);) {
    json_text(value, name, sizeof name);
    Job *job = job_find(name);
    if (job && job->read_by != reader && !ending_read(job, reader)) return false;
  }
  return true;
}

/* The members first, the processes second: who is in the job and not among them has gone. */
bool list_jobs(Answer *answer, const Request *request) {
  Snapshot snapshot = {0};
  if (!read_jobs(request) || !snapshot_take(&snapshot)) return false;
  answer_add(answer, ",\"lists\":{");
  add_lists(answer, request, &snapshot);
  answer_add(answer, "}");
  snapshot_free(&snapshot);
  return true;
}

bool contains_process(Answer *answer, const Request *request) {
  static PidList pids;
  Job *job = request->job[0] ? job_named(request->job) : NULL;
  if (request->job[0] && !job) return false;
  if (!job_pids(job ? job->handle : jobs_outer(), &pids)) return false;
  answer_add(answer, pids_have(&pids, request->target.pid) ? ",\"inside\":true" : ",\"inside\":false");
  return true;
}

bool list_system(Answer *answer, const Request *request) {
  (void)request;
  Snapshot snapshot = {0};
  if (!snapshot_take(&snapshot)) return false;
  answer_add(answer, ",\"processes\":[");
  for (size_t i = 0; i < snapshot.count; i++) {
    answer_add(answer, i > 0 ? ",{" : "{");
    add_identity(answer, &snapshot, &snapshot.processes[i]);
    answer_add(answer, "}");
  }
  answer_add(answer, "]");
  snapshot_free(&snapshot);
  return true;
}

bool list_usage(Answer *answer, const Request *request) {
  Json next = {NULL}, key, value;
  uint64_t pid = 0;
  answer_add(answer, ",\"processes\":[");
  for (bool first = true; json_each(request->pids, &next, &key, &value); first = false) {
    json_number(value, UINT32_MAX, &pid);
    answer_add(answer, first ? "" : ",");
    if (!add_usage(answer, (DWORD)pid)) answer_add(answer, "null");
  }
  answer_add(answer, "]");
  return true;
}

/* Wine knows the times but not the transfers. */
static bool read_account(HANDLE job, JOBOBJECT_BASIC_AND_IO_ACCOUNTING_INFORMATION *all, bool *has_io) {
  *has_io = QueryInformationJobObject(job, JobObjectBasicAndIoAccountingInformation, all, sizeof *all, NULL);
  if (*has_io) return true;
  return QueryInformationJobObject(job, JobObjectBasicAccountingInformation, &all->BasicInfo, sizeof all->BasicInfo, NULL) ||
         failed("QueryInformationJobObject");
}

bool account_job(Answer *answer, const Request *request) {
  JOBOBJECT_BASIC_AND_IO_ACCOUNTING_INFORMATION all = {0};
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
  bool has_io = false;
  Job *job = job_named(request->job);
  if (!job || !read_account(job->handle, &all, &has_io)) return false;
  uint64_t cpu = (uint64_t)(all.BasicInfo.TotalKernelTime.QuadPart + all.BasicInfo.TotalUserTime.QuadPart);
  answer_field(answer, "cpuTimeMs", cpu / TICKS_PER_MS);
  if (QueryInformationJobObject(job->handle, JobObjectExtendedLimitInformation, &limits, sizeof limits, NULL)) {
    answer_field(answer, "peakProcessMemoryBytes", limits.PeakProcessMemoryUsed);
  }
  if (has_io) {
    answer_field(answer, "readBytes", all.IoInfo.ReadTransferCount);
    answer_field(answer, "writtenBytes", all.IoInfo.WriteTransferCount);
  }
  answer_field(answer, "totalProcesses", all.BasicInfo.TotalProcesses);
  answer_field(answer, "activeProcesses", all.BasicInfo.ActiveProcesses);
  if (all.BasicInfo.ActiveProcesses == 0) answer_field(answer, "endingProcesses", ending_count(job));
  return true;
}
