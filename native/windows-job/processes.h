#pragma once
#include "jobs.h"

/* 0 where it cannot be read. */
uint64_t birth_of(HANDLE process);
bool is_alive(HANDLE process);

/* All processes of the system with their parents, once for a request. */
typedef struct {
  struct Process *processes;
  size_t count;
} Snapshot;

bool snapshot_take(Snapshot *snapshot);
void snapshot_free(Snapshot *snapshot);

/* Writes `{"pid":…}`; false if it is gone, or is no member of `job`, where one is given. */
bool describe(Answer *answer, Snapshot *snapshot, DWORD pid, const Request *request, HANDLE job);
bool measure(Answer *answer, DWORD pid);
void describe_all(Answer *answer, Snapshot *snapshot);
