// Speaks the helper's protocol over made-up processes: node fake-helper.mjs SCENARIO serve --on-host-exit kill
import { createInterface } from 'node:readline';

const scenario = JSON.parse(process.argv[2] ?? '{}');
const { misbehave = {}, protocol = 1 } = scenario;
const host = { pid: process.ppid, ppid: 0, birth: '100', image: 'C:\\host.exe', command: 'host' };
const processes = new Map([host, ...(scenario.processes ?? [])].map((each) => [each.pid, each]));
const jobs = new Map();
const suspended = new Map();

class Failure extends Error {
  constructor(call, code, text) {
    super(text);
    Object.assign(this, { call, code });
  }
}

const say = (line) => process.stdout.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`);
const told = (pid, known = {}) => {
  const found = processes.get(pid);
  if (found === undefined) return null;
  const { image, command, ...identity } = found;
  return known[pid] === found.birth ? identity : { ...identity, image, command };
};
const acted = (outcome, { pid, birth, job }, act) => {
  if (processes.get(pid) === undefined) return { outcome: 'already-gone' };
  if (processes.get(pid).birth !== birth) return { outcome: 'identity-changed' };
  if (job !== undefined && !jobs.get(job)?.has(pid)) return { outcome: 'not-member' };
  act(pid);
  return { outcome };
};
const end = (pid) => {
  processes.delete(pid);
  for (const [job, members] of jobs) {
    if (members.delete(pid)) say({ hint: job, what: members.size === 0 ? 'empty' : 'exit', pid });
  }
};
const count = (pid, by) => suspended.set(pid, (suspended.get(pid) ?? 0) + by);

const operations = {
  create: ({ job }) => (jobs.set(job, new Set()), { name: `Local\\${job}` }),
  assign: ({ job, pid, birth }) => {
    if (processes.get(pid)?.birth !== birth) throw new Failure('OpenProcess', 87, 'no such process');
    if (processes.get(pid).denied) throw new Failure('AssignProcessToJobObject', 5, 'Access is denied.');
    jobs.get(job).add(pid);
    say({ hint: job, what: 'new', pid });
    return { birth };
  },
  list: ({ jobs: names, known }) => ({
    lists: Object.fromEntries(
      names.map((name) => [name, jobs.has(name) ? [...jobs.get(name)].map((pid) => told(pid, known)) : null]),
    ),
  }),
  describe: ({ pids }) => ({ processes: pids.map((pid) => told(pid)) }),
  table: () => ({ processes: [...processes.keys()].map((pid) => told(pid)) }),
  end: (request) => acted('ended', request, end),
  signal: (request) =>
    processes.get(request.pid)?.deaf ? { outcome: 'unsupported' } : acted('signalled', request, end),
  suspend: (request) => acted('suspended', request, (pid) => count(pid, 1)),
  resume: (request) => acted('resumed', request, (pid) => count(pid, -1)),
  terminate: ({ job }) => ([...jobs.get(job)].forEach(end), {}),
  account: () => ({ cpuTimeMs: 12, readBytes: 3, writtenBytes: 4, totalProcesses: 2, activeProcesses: 1 }),
  usage: ({ pids }) => ({
    processes: pids.map((pid) => ({ pid, birth: processes.get(pid)?.birth, cpuTimeMs: 1, residentBytes: 2 })),
  }),
  close: ({ job }) => (jobs.delete(job), {}),
};

const misdeeds = {
  garbage: () => say('not { json'),
  oversized: () => say(`"${'x'.repeat(1024 * 1024 + 1)}"`),
  exit: () => process.exit(9),
  silent: () => undefined,
};

let requests = 0;
if (protocol === 0) process.exit(3);
if (protocol !== -1) say({ hello: { protocol, version: '0.1.0', pid: process.pid, birth: '50' } });
createInterface({ input: process.stdin }).on('line', (line) => {
  const request = JSON.parse(line);
  requests++;
  const how = misbehave[request.op];
  if (how !== undefined) misdeeds[how]();
  if (how !== 'silent') say({ id: request.id, ...answer(request.op, request) });
});

function answer(op, asks) {
  // How many requests there have been, this one included.
  if (op === 'describe' && asks.pids[0] === -1) {
    return { ok: true, processes: [{ pid: -1, ppid: requests, birth: null }] };
  }
  try {
    return { ok: true, ...operations[op](asks) };
  } catch (error) {
    return { ok: false, error: { call: error.call ?? op, code: error.code ?? 0, text: error.message } };
  }
}
