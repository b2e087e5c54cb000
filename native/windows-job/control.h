#pragma once
#include "jobs.h"

/* Each writes an outcome; false after a failure that is none. */
bool end_process(Answer *answer, const Request *request);
bool signal_process(Answer *answer, const Request *request);
bool suspend_process(Answer *answer, const Request *request);
bool assign_process(Answer *answer, const Request *request);
