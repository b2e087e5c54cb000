/* members.exe: for each line `JOB PID` that it reads, 1 if that process is in the job of that name, and otherwise 0. */
#include <stdio.h>
#include <windows.h>

static int is_inside(const char *name, DWORD pid) {
  BOOL inside = FALSE;
  HANDLE job = OpenJobObjectA(JOB_OBJECT_QUERY, FALSE, name);
  /* Wine wants more than the limited right. */
  HANDLE process = OpenProcess(PROCESS_QUERY_INFORMATION, FALSE, pid);
  if (job && process) IsProcessInJob(process, job, &inside);
  if (process) CloseHandle(process);
  if (job) CloseHandle(job);
  return inside ? 1 : 0;
}

int main(void) {
  char name[256];
  unsigned long pid;
  while (scanf("%255s %lu", name, &pid) == 2) {
    printf("%d\n", is_inside(name, pid));
    fflush(stdout);
  }
  return 0;
}
