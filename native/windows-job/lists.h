#pragma once
#include "jobs.h"

/* What is asked and changes nothing. */
bool list_jobs(Answer *answer, const Request *request);
bool list_system(Answer *answer, const Request *request);
bool list_usage(Answer *answer, const Request *request);
bool contains_process(Answer *answer, const Request *request);
bool account_job(Answer *answer, const Request *request);
