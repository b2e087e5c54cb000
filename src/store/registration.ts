import { readSystemProcess } from '../platform/system-process.js';
import { requirePid } from '../tracker/arguments.js';
import { InvalidArgumentError } from '../tracker/errors.js';
import { requireKeys } from '../tracker/known-keys.js';
import type { ProcessRegistration, RegistrationEnd } from './api.js';
import { requireFacts, requireOptionalText, requirePorts } from './arguments.js';
import { registrationEndKeys, registrationKeys } from './option-tables.js';
import { isPidInUse } from './pid-in-use.js';
import type { NewProcess } from './protocol.js';

/** The column takes a number. */
const unknownPpid = 0;

export function requireRegistration(registration: ProcessRegistration): void {
  requireKeys(registration, 'process', registrationKeys);
  const { pid, birth, name, command, sessionId, ports } = registration;
  requirePid(pid, 'process.pid');
  for (const [property, value] of Object.entries({ birth, name, command, sessionId })) {
    requireOptionalText(value, `process.${property}`);
  }
  if (ports !== undefined) requirePorts(ports, 'process.ports');
  requireFacts(registration, 'process');
}

export function requireRegistrationEnd(end: RegistrationEnd): void {
  requireKeys(end, 'end', registrationEndKeys);
  const { exitCode, signal } = end;
  requireOptionalText(signal, 'end.signal');
  if (exitCode === undefined || Number.isSafeInteger(exitCode)) return;
  throw new InvalidArgumentError('end.exitCode', 'a whole number', exitCode);
}

/** Throws InvalidArgumentError where the system has no such process. */
export function newProcessOf(registration: ProcessRegistration, host: string): NewProcess {
  const { pid, sessionId, ports, user, projectPath, metadata } = registration;
  const { birth, ppid, name, command, startedAt } = systemFactsOf(registration);
  return {
    host,
    pid,
    birth,
    ppid,
    name: registration.name ?? name,
    command: registration.command ?? command,
    startedAt,
    sessionId,
    ports,
    // One by one: nothing else that the object has, an environment for example, may reach the file.
    description: {
      ...(user === undefined ? {} : { user }),
      ...(projectPath === undefined ? {} : { projectPath }),
      ...(metadata === undefined ? {} : { metadata }),
    },
  };
}

type SystemFacts = Pick<NewProcess, 'birth' | 'ppid' | 'name' | 'command' | 'startedAt'>;

function systemFactsOf({ pid, birth, name, command }: ProcessRegistration): SystemFacts {
  const found = readSystemProcess(pid);
  if (found === 'gone') throw notAlive(pid);
  if (found !== 'unreadable') {
    if (birth === undefined || birth === found.birth) return found;
    throw new InvalidArgumentError('process.birth', `that of process ${pid}, ${found.birth}`, birth);
  }
  if (!isPidInUse(pid)) throw notAlive(pid);
  return {
    birth: given(birth, 'birth'),
    ppid: unknownPpid,
    name: given(name, 'name'),
    command: given(command, 'command'),
    startedAt: undefined,
  };
}

function given(value: string | undefined, property: string): string {
  if (value !== undefined) return value;
  throw new InvalidArgumentError(`process.${property}`, 'given where the system has no /proc', value);
}

function notAlive(pid: number): InvalidArgumentError {
  return new InvalidArgumentError('process.pid', 'that of a living process which this user may see', pid);
}

export function trackedByRegistry(argument: string, value: unknown): InvalidArgumentError {
  return new InvalidArgumentError(argument, 'that of a process which no registry tracks', value);
}
