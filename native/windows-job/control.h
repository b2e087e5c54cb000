#pragma once
#include "jobs.h"

/* Each writes an outcome; false after a failure that is none. */
bool end_process(Answer *answer, const Request *request);
bool suspend_process(Answer *answer, const Request *request);
bool assign_process(Answer *answer, const Request *request);
/* Posts WM_CLOSE to the windows of the targets, and writes whose there were. */
bool ask_windows(Answer *answer, const Request *request);
