// An agent host. Each line of standard input is a tool call: {"id":1,"command":"npm test"}, or {"stop":1} for what call 1
// left running. Each line of standard output is an answer. The processes of a call are told apart for as long as they live.
import { createInterface } from 'node:readline';
import { openRegistry } from 'panetree';
import { runsOf } from 'panetree/runs';

const registry = await openRegistry();
const tracker = registry.ensureTracker('agent-1');
const runs = runsOf(registry);

async function call({ id, command }) {
  const run = tracker.startRun({ kind: 'agent', agentId: 'a1', agentName: 'Builder', hostRunId: String(id) });
  try {
    await run.spawn('bash', ['-c', command], { stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    return { id, error: String(error) };
  }
  const { exitCode, outcome } = await run.ended();
  const leftBehind = (await run.list()).map((left) => ({ pid: left.pid, command: left.command }));
  return { id, outcome, exitCode, output: run.output.text(), leftBehind };
}

async function stop({ stop: id }) {
  const run = runs.byHostId(String(id));
  if (run === undefined) return { stop: id, error: 'no such call' };
  const report = await run.kill();
  return { stop: id, status: report.status, ended: report.ended.length, survivors: report.survivors.length };
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  console.log(JSON.stringify(await ('stop' in request ? stop(request) : call(request))));
}
await registry.close();
