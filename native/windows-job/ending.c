#include "ending.h"

#include <stdlib.h>

#include "processes.h"

static int held_order(const void *a, const void *b) {
  DWORD left = ((const Held *)a)->pid, right = ((const Held *)b)->pid;
  return (left > right) - (left < right);
}

static Held *find(const HeldList *held, DWORD pid) {
  Held wanted = {.pid = pid};
  return held->count > 0 ? bsearch(&wanted, held->items, held->count, sizeof wanted, held_order) : NULL;
}

/* A handle pins the PID, so that no other process has it while the handle is open. */
static void drop_gone(HeldList *held, const PidList *members) {
  size_t kept = 0;
  for (size_t i = 0; i < held->count; i++) {
    Held *each = &held->items[i];
    each->left = !pids_have(members, each->pid);
    if (each->left && !is_alive(each->process)) CloseHandle(each->process);
    else held->items[kept++] = *each;
  }
  held->count = kept;
}

static bool make_room(HeldList *held, size_t count) {
  if (count <= held->capacity) return true;
  Held *grown = realloc(held->items, 2 * count * sizeof *grown);
  if (!grown) return failed_with("realloc", ERROR_OUTOFMEMORY);
  held->items = grown;
  held->capacity = 2 * count;
  return true;
}

static bool hold(Job *block, DWORD pid, Held *held) {
  HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION | SYNCHRONIZE, FALSE, pid);
  if (!process) return false;
  const Job *run = job_run_of(block, pid);
  *held = (Held){.pid = pid, .run = run ? run->key : 0, .birth = birth_of(process), .process = process};
  return true;
}

static bool update(Job *block) {
  HeldList *held = &block->held;
  const PidList *members = &block->members;
  drop_gone(held, members);
  size_t sorted = held->count, count = sorted;
  if (!make_room(held, sorted + members->count)) return false;
  for (size_t i = 0; i < members->count; i++) {
    if (!find(held, members->pids[i]) && hold(block, members->pids[i], &held->items[count])) count++;
  }
  held->count = count;
  if (count > sorted) qsort(held->items, count, sizeof *held->items, held_order);
  return true;
}

bool ending_read(Job *job, uint64_t reader) { return job_read(job, reader) && (job->block || update(job)); }

static bool is_of(const Held *held, const Job *job) { return !job->block || held->run == job->key; }

static const HeldList *held_of(const Job *job) { return job->block ? &job->block->held : &job->held; }

size_t ending_count(const Job *job) {
  const HeldList *held = held_of(job);
  size_t count = 0;
  for (size_t i = 0; i < held->count; i++) {
    if (is_of(&held->items[i], job) && is_alive(held->items[i].process)) count++;
  }
  return count;
}

const Held *ending_next(const Job *job, size_t *at) {
  const HeldList *held = held_of(job);
  while (*at < held->count) {
    const Held *each = &held->items[(*at)++];
    if (each->left && is_of(each, job)) return each;
  }
  return NULL;
}

bool ending_has(const Job *block, const Identity *target) {
  const Held *held = find(&block->held, target->pid);
  return held && held->left && held->birth == target->birth;
}
