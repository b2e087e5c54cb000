#pragma once
#include "jobs.h"

/* 0 where it cannot be read. */
uint64_t birth_of(HANDLE process);
bool is_alive(HANDLE process);

typedef struct {
  DWORD pid;
  DWORD ppid;
  uint64_t birth;
} Process;

/* All processes of the system at one instant. */
typedef struct {
  Process *processes; /* sorted by PID */
  size_t count;
} Snapshot;

bool snapshot_take(Snapshot *snapshot);
void snapshot_free(Snapshot *snapshot);
const Process *snapshot_find(const Snapshot *snapshot, DWORD pid);

/* `,"birth":"…"` */
void add_birth(Answer *answer, uint64_t birth);
/* `"pid":…,"ppid":…,"birth":…` */
void add_identity(Answer *answer, const Snapshot *snapshot, const Process *process);
/* Image and command line, as far as they can be read; false if it is not this process, or no member of the job. */
bool add_description(Answer *answer, const Process *process, HANDLE job);
/* What the process has used; false if it is gone. */
bool add_usage(Answer *answer, DWORD pid);
