// Speaks the helper's protocol over made-up processes: node fake-helper.mjs SCENARIO serve --on-host-exit kill
// node fake-helper.mjs SCENARIO break: everybody is in a console with nobody else, but for the deaf.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const scenario = JSON.parse(process.argv[2] ?? '{}');
const { misbehave = {}, protocol = 2 } = scenario;
const host = { pid: process.ppid, ppid: 0, birth: '100', image: 'C:\\host.exe', command: 'host' };
const processes = new Map([host, ...(scenario.processes ?? [])].map((each) => [each.pid, each]));
const jobs = new Map();
const suspended = new Map();
let endingAsks = 0;

class Failure extends Error {
  constructor(call, code, text) {
    super(text);
    Object.assign(this, { call, code });
  }
}

const say = (line) => process.stdout.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`);
const runsOf = (block) => [...jobs].filter(([job]) => job.startsWith(`${block}/`));
const told = (pid, known = {}) => {
  const { image, command, ...identity } = processes.get(pid);
  return known[pid] === identity.birth ? identity : { ...identity, image, command };
};
const toldIn = (block, pid, known) => {
  const run = runsOf(block).find(([, members]) => members.has(pid))?.[0];
  return { ...told(pid, known), ...(run === undefined ? {} : { run: run.split('/')[1] }) };
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
    for (const name of new Set([job.split('/')[0], job])) {
      jobs.get(name).add(pid);
      say({ hint: name, what: 'new', pid });
    }
    return { birth };
  },
  list: ({ jobs: names, known }) => ({
    lists: Object.fromEntries(
      names.map((name) => [
        name,
        jobs.has(name) ? [...jobs.get(name)].map((pid) => toldIn(name, pid, known)) : null,
      ]),
    ),
  }),
  contains: ({ job, pid }) => ({
    inside: job === undefined ? [...jobs.values()].some((each) => each.has(pid)) : jobs.get(job).has(pid),
  }),
  table: () => ({ processes: [...processes.keys()].map((pid) => told(pid)) }),
  end: (request) => acted('ended', request, end),
  ask: ({ targets }) => ({
    asked: Object.keys(targets)
      .map(Number)
      .filter((pid) => processes.get(pid)?.window),
  }),
  suspend: (request) => acted('suspended', request, (pid) => count(pid, 1)),
  resume: (request) => acted('resumed', request, (pid) => count(pid, -1)),
  terminate: ({ job }) => {
    // How often a job without members is asked before the last of them is gone.
    if (jobs.get(job).size > 0) endingAsks = scenario.endingAsks ?? 0;
    [...jobs.get(job)].forEach(end);
    return {};
  },
  account: ({ job }) => ({
    cpuTimeMs: 12,
    readBytes: 3,
    writtenBytes: 4,
    totalProcesses: 2,
    activeProcesses: jobs.get(job).size,
    ...(jobs.get(job).size === 0 ? { endingProcesses: Math.max(0, endingAsks--) } : {}),
  }),
  usage: ({ pids }) => ({
    processes: pids.map((pid) =>
      processes.has(pid) ? { pid, birth: processes.get(pid).birth, cpuTimeMs: 1, residentBytes: 2 } : null,
    ),
  }),
  close: ({ job }) => (jobs.delete(job), {}),
};

const misdeeds = {
  garbage: () => say('not { json'),
  oversized: () => say(`"${'x'.repeat(1024 * 1024 + 1)}"`),
  exit: () => process.exit(9),
  silent: () => undefined,
};

if (['interrupt', 'break'].includes(process.argv[3])) {
  const asked = readFileSync(0, 'utf8')
    .trim()
    .split('\n')
    .map((line) => Number(line.split(' ')[0]));
  for (const pid of asked) if (processes.get(pid)?.deaf !== true) say(String(pid));
  process.exit(0);
}

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
  if (op === 'usage' && asks.pids[0] === -1) {
    return { ok: true, processes: [{ pid: -1, birth: null, cpuTimeMs: requests }] };
  }
  try {
    return { ok: true, ...operations[op](asks) };
  } catch (error) {
    return { ok: false, error: { call: error.call ?? op, code: error.code ?? 0, text: error.message } };
  }
}
