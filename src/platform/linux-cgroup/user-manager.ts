import { existsSync } from 'node:fs';
import { readStart } from '../posix/read-file.js';
import { type Answer, busctl, type Call } from './busctl.js';

/** How to reach the bus of the systemd user manager, or where there should have been one. */
export type UserBus =
  | { readonly status: 'found'; readonly environment: NodeJS.ProcessEnv }
  | { readonly status: 'missing'; readonly looked: string };

export interface Scope {
  readonly name: string;
  /** The process to be moved into it. */
  readonly pid: number;
}

type Property = readonly [name: string, ...signatureAndValue: string[]];

/** Without these there is no point in a scope. */
const necessary = ({ pid }: Scope): readonly Property[] => [
  ['PIDs', 'au', '1', String(pid)],
  ['Delegate', 'b', 'true'],
];

/** Nice to have; a manager that does not know one of them refuses the whole scope. */
const optional = ({ pid }: Scope): readonly Property[] => [
  ['Description', 's', `Terminal panes of PID ${pid}`],
  ['CollectMode', 's', 'inactive-or-failed'],
];

/**
 * The manager's own bus stands in the runtime directory; a session's bus may be another one (dbus-run-session),
 * so that address is only the second choice. cron and su leave the variable out, not the directory.
 */
export function findUserBus(environment: NodeJS.ProcessEnv, uid: number): UserBus {
  const { XDG_RUNTIME_DIR: told = '', DBUS_SESSION_BUS_ADDRESS: session = '' } = environment;
  const directory = told === '' ? `/run/user/${uid}` : told;
  const socket = `${directory}/bus`;
  const address = existsSync(socket) ? `unix:path=${escaped(socket)}` : session;
  if (address === '') return { status: 'missing', looked: socket };
  const found = { XDG_RUNTIME_DIR: directory, DBUS_SESSION_BUS_ADDRESS: address };
  return { status: 'found', environment: { ...environment, ...found } };
}

const manager = ['org.freedesktop.systemd1', '/org/freedesktop/systemd1'] as const;
const bus = ['org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus'] as const;
const ownerQuery = ['call', ...bus, 'GetConnectionUnixProcessID', 's', manager[0]] as const;
const ping = ['call', ...manager, 'org.freedesktop.DBus.Peer', 'Ping'] as const;

/** The arguments of busctl that start the scope. */
export function scopeCall(scope: Scope, extent: 'full' | 'necessary'): readonly string[] {
  const properties = [...necessary(scope), ...(extent === 'full' ? optional(scope) : [])];
  return [
    'call',
    ...manager,
    'org.freedesktop.systemd1.Manager',
    'StartTransientUnit',
    'ssa(sv)a(sa(sv))',
    scope.name,
    'fail',
    String(properties.length),
    ...properties.flat(),
    '0',
  ];
}

/**
 * Why the manager must not be asked; undefined where it may. In a container with the bus of its outside,
 * our PID belongs to another process there, and that one would be moved.
 */
export async function whyNotAskable(call: Call): Promise<string | undefined> {
  let answer = await busctl(ownerQuery, call);
  if (answer.status === 'refused') {
    // The bus starts with its first client, and right after a login the manager joins it after us: this waits.
    const pong = await busctl(ping, call);
    answer = pong.status === 'answered' ? await busctl(ownerQuery, call) : pong;
  }
  if (answer.status !== 'answered') return `no user manager answers: ${answer.reason}`;
  const pid = /^u (\d+)$/.exec(answer.text)?.[1];
  if (pid === undefined) return `no user manager answers: busctl said ${inQuotes(answer.text)}`;
  return isSystemd(pid)
    ? undefined
    : `the user manager (PID ${pid}) is not in the PID namespace of this host`;
}

/** Asks for the scope; undefined when the manager has taken the job, else why not. */
export async function startScope(scope: Scope, call: Call): Promise<string | undefined> {
  let answer = await busctl(scopeCall(scope, 'full'), call);
  if (answer.status === 'refused') answer = await busctl(scopeCall(scope, 'necessary'), call);
  return whyNoJob(answer);
}

function whyNoJob(answer: Answer): string | undefined {
  if (answer.status !== 'answered') return `the user manager gave no scope: ${answer.reason}`;
  if (/^o "\/.*\/job\/\d+"$/.test(answer.text)) return undefined;
  return `the user manager gave no scope: busctl said ${inQuotes(answer.text)}`;
}

function isSystemd(pid: string): boolean {
  try {
    return readStart(`/proc/${pid}/comm`).trim() === 'systemd';
  } catch {
    return false;
  }
}

function inQuotes(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}

/** In a D-Bus address a comma, among others, would end the path. */
function escaped(path: string): string {
  return path.replaceAll(/[^\w/.-]/gu, (character) =>
    [...Buffer.from(character)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  );
}
