#pragma once
#include <windows.h>

/*
 * Reads lines `PID BIRTH`, sends CTRL_C_EVENT or CTRL_BREAK_EVENT to each console in which there is nobody else, and
 * writes the PIDs of those who were in them.
 */
int send_events(DWORD event);
