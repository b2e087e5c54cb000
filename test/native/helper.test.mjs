// @ts-check
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { Helper, outcomeOf, trickyArguments, until } from './support/helper.mjs';
import { missingSystem, systemHere } from './support/system.mjs';

/** Wine starts processes of its own in whoever needs them first; only the actors are ours. @param {any} process */
const isActor = ({ image }) => /\\(?:actor|window)\.exe$/.test(image);

/** More in the workflow, where nobody waits. */
const crowd = Number(process.env['PANETREE_NATIVE_MEMBERS'] ?? 300);
/** All of it stays below 10 MB on Windows; Wine's own part of a process is more than that, and no matter of ours. */
const mostGrownBytes = 4_000_000;

const byText = (/** @type {string} */ a, /** @type {string} */ b) => a.localeCompare(b);

describe('panetree-job', { skip: missingSystem(), timeout: 300_000 }, () => {
  /** @type {import('./support/system.mjs').System} */ let system;
  /** @type {Helper} */ let helper;
  /** @type {string} */ let block;
  /** @type {string} */ let run;

  before(async () => {
    system = systemHere();
    await system.open();
  });
  after(() => system?.close());
  beforeEach(async () => {
    helper = await Helper.start(system);
    block = (await helper.ask('create', { job: 'b' })).name;
    run = (await helper.ask('create', { job: 'b/r' })).name;
  });
  afterEach(() => helper.end());

  /** @param {string} job */
  const actorsIn = async (job) => (await helper.list(job)).filter(isActor);
  /** @param {readonly string[]} command */
  const inBlock = (...command) => outcomeOf(helper.exec(block, system.actor, ...command));

  test('says who it is, and that it speaks protocol 2', () => {
    assert.equal(helper.hello.protocol, 2);
    assert.match(helper.hello.birth, /^\d{18}$/);
  });

  test('a process that daemonises is listed, with its birth, image and command line', async () => {
    assert.equal((await inBlock('daemonise')).code, 0);
    const [actor, ...others] = await actorsIn('b');
    assert.deepEqual(others, []);
    assert.match(actor.birth, /^\d{18}$/);
    assert.match(actor.command, /actor\.exe" sleep$/);
    const { lists } = await helper.ask('list', { jobs: ['b', 'gone'], known: { [actor.pid]: actor.birth } });
    const known = lists.b.find((/** @type {any} */ { pid }) => pid === actor.pid);
    assert.deepEqual(known, { pid: actor.pid, ppid: 0, birth: actor.birth });
    assert.equal(lists.gone, null);
    assert.equal((await helper.ask('contains', { job: 'b', pid: actor.pid })).inside, true);
    assert.equal((await helper.ask('contains', { pid: actor.pid })).inside, true);
    assert.equal((await helper.ask('contains', { job: 'b/r', pid: actor.pid })).inside, false);
    const { processes } = await helper.ask('table');
    const inTable = processes.find((/** @type {any} */ { pid }) => pid === actor.pid);
    assert.deepEqual(inTable, known);
  });

  test("a run's processes are the block's too, and a parent is named while it lives", async () => {
    helper.exec(run, system.actor, 'scatter-and-stay', '2');
    await until(async () => (await actorsIn('b/r')).length === 3, 'three members');
    const members = await actorsIn('b/r');
    const all = await actorsIn('b');
    assert.deepEqual(
      all.map(({ run: of, ...actor }) => [of, actor]),
      members.map((actor) => ['r', actor]),
    );
    const stayer = members.find(({ command }) => command.includes('scatter'));
    const parents = members.filter(({ command }) => command.endsWith(' sleep')).map(({ ppid }) => ppid);
    assert.deepEqual(parents, [stayer.pid, stayer.pid]);
  });

  test('what asks to break away starts, leaves its run and stays in its block', async () => {
    assert.equal((await outcomeOf(helper.exec(run, system.actor, 'break-away'))).code, 0);
    assert.equal((await actorsIn('b/r')).length, 0);
    assert.equal((await actorsIn('b')).length, 1);
  });

  /** As child_process starts it: in a job that ends with the one who started it. @param {readonly string[]} command */
  const inLibuvJob = (/** @type {string} */ name, ...command) => {
    const gate = [system.toWindows(system.helper), 'exec', name, '--', system.actor];
    return system.spawn(system.actor, ['in-libuv-job', '::', ...gate, ...command]);
  };

  test('gates of child_process and of others get their commands in, whoever comes first', async () => {
    inLibuvJob(run, 'scatter-and-stay', '1');
    await until(async () => (await actorsIn('b/r')).length === 2, 'a command and its child');
    assert.equal((await inBlock('daemonise')).code, 0);
    assert.equal((await actorsIn('b')).length, 3);
  });

  test('a gate of child_process gets its command in after others', async () => {
    assert.equal((await inBlock('daemonise')).code, 0);
    assert.equal((await outcomeOf(inLibuvJob(run, 'daemonise'))).code, 0);
    assert.equal((await actorsIn('b/r')).length, 1);
    assert.equal((await actorsIn('b')).length, 2);
  });

  test('arguments arrive as they were given', async () => {
    const { output } = await inBlock('arguments', ...trickyArguments);
    const arrived = output.replaceAll('\r', '').split('\n').slice(0, -1);
    const decoded = arrived.map((line) => Buffer.from(line, 'hex').swap16().toString('utf16le'));
    assert.deepEqual(decoded, trickyArguments);
  });

  test('the gate exits as its command does, with 127 for none and 126 for a closed job', async () => {
    const codes = [
      inBlock('exit', '42'),
      outcomeOf(helper.exec(block, 'no-such-file.exe')),
      outcomeOf(helper.exec(`${block}9`, system.actor, 'exit', '0')),
    ];
    assert.deepEqual(
      (await Promise.all(codes)).map(({ code }) => code),
      [42, 127, 126],
    );
  });

  const endIn = async (/** @type {string} */ job, /** @type {any} */ { pid, birth }) =>
    (await helper.ask('end', { job, pid, birth })).outcome;

  test('ends exactly the process that is meant', async () => {
    await inBlock('scatter', '2');
    const [first, second] = await actorsIn('b');
    assert.equal(await endIn('b', { pid: first.pid, birth: '1' }), 'identity-changed');
    assert.equal(await endIn('b/r', first), 'not-member');
    assert.equal(await endIn('b', { pid: 999_999, birth: first.birth }), 'already-gone');
    assert.equal(await endIn('b', first), 'ended');
    await until(async () => (await actorsIn('b')).length === 1, 'one is left');
    assert.equal((await actorsIn('b'))[0].pid, second.pid);
  });

  test('a process that already runs is put in, unless it has become another', async () => {
    const [line] = await once(system.spawn(system.actor, ['tell-pid']).stdout, 'data');
    const pid = Number(line);
    const [{ birth }] = (await helper.ask('usage', { pids: [pid] })).processes;
    const wrong = await helper.ask('assign', { job: 'b', pid, birth: '1' });
    assert.deepEqual(wrong.error, { call: 'assign', code: 0, text: 'identity-changed' });
    assert.equal((await helper.ask('assign', { job: 'b', pid, birth })).birth, birth);
    assert.deepEqual(
      (await actorsIn('b')).map((actor) => actor.pid),
      [pid],
    );
    const gone = await helper.ask('assign', { job: 'b', pid: 999_999 });
    assert.equal(gone.error.call, 'OpenProcess');
    assert.equal(gone.error.code, 87);
    assert.match(gone.error.text, /\w/);
  });

  test('windows are asked to close, of those who have one', async () => {
    const window = outcomeOf(helper.exec(block, system.window));
    await inBlock('daemonise');
    await until(async () => (await actorsIn('b')).length === 2, 'two actors');
    const askAll = async () => {
      const actors = await actorsIn('b');
      const targets = Object.fromEntries(actors.map(({ pid, birth }) => [pid, birth]));
      return { actors, asked: (await helper.ask('ask', { targets })).asked };
    };
    const other = await askAll();
    assert.deepEqual((await helper.ask('ask', { targets: { [other.actors[0].pid]: '1' } })).asked, []);
    /** @type {any} */ let answer = other;
    await until(async () => answer.asked.length > 0 || ((answer = await askAll()), false), 'a window');
    const withWindow = answer.actors.find((/** @type {any} */ { command }) => command.includes('window.exe'));
    assert.deepEqual([...new Set(answer.asked)], [withWindow.pid]);
    assert.equal((await window).code, 7);
  });

  test('Ctrl-C goes to a console in which there is nobody else, and to no other', async () => {
    inLibuvJob(run, 'in-console', 'sleep');
    await until(async () => (await actorsIn('b')).length === 2, 'two, one in a console of its own');
    const actors = await actorsIn('b');
    const inside = actors.find(({ command }) => /actor\.exe"? sleep$/.test(command));
    const told = await outcomeOf(helper.interrupt([{ pid: inside.pid, birth: '1' }]));
    assert.deepEqual(told, { code: 0, output: '' });
    // It has its console a moment after it is there.
    const interrupt = async () => (await outcomeOf(helper.interrupt(actors))).output.trim();
    await until(async () => (await interrupt()) === String(inside.pid), 'it was in a console of its own');
  });

  test('suspends and resumes', async () => {
    await inBlock('scatter', '1');
    const [{ pid, birth }] = await actorsIn('b');
    assert.equal((await helper.ask('suspend', { pid, birth })).outcome, 'suspended');
    assert.equal((await helper.ask('resume', { pid, birth })).outcome, 'resumed');
  });

  test('measures a job and its processes', async () => {
    await inBlock('scatter', '1');
    const [{ pid, birth }] = await actorsIn('b');
    const account = await helper.ask('account', { job: 'b' });
    assert.ok(account.activeProcesses >= 1 && account.totalProcesses >= 3);
    const { processes } = await helper.ask('usage', { pids: [pid, 999_999] });
    assert.equal(processes[0].birth, birth);
    assert.ok(processes[0].residentBytes > 0);
    assert.equal(processes[1], null);
  });

  test('hints of what came, went, and of an empty job', async () => {
    await outcomeOf(helper.exec(run, system.actor, 'exit', '0'));
    const hinted = () => helper.hints.filter(({ hint }) => hint === 'b/r').map(({ what }) => what);
    await until(() => hinted().includes('empty'), 'the hint of the end');
    assert.deepEqual(hinted().toSorted(byText), ['empty', 'exit', 'exit', 'new', 'new']);
  });

  test('a broken line is answered by an error, and the next one as if nothing had been', async () => {
    helper.write(
      'garbage\n{"id":77,"op":"create","job":"a/b/c"}\n{"id":78,"op":"nope"}\n{"id":79,"op":"list"}\n',
    );
    helper.write(`${'['.repeat(100)}\n${'x'.repeat(3 << 20)}\n`);
    helper.write(Buffer.from([0x22, 0xff, 0x22, 0x0a]));
    const escaped = String.raw`{"id":80,"\u006fp":"\u006cist","jobs":["\u0062"],"x":"\ud83d\ude00"}`;
    helper.write(`${escaped}\n`);
    await until(() => helper.stray.length === 8, 'eight answers');
    assert.deepEqual(
      helper.stray.map(({ id, error }) => [id, error?.text ?? 'ok']),
      [
        [null, 'a digit is missing'],
        [77, "job: a job's name is wanted"],
        [78, 'op: unknown'],
        [79, 'jobs: an array of names is wanted'],
        [null, 'nested too deeply'],
        [null, 'longer than 1 MiB'],
        [null, 'not UTF-8'],
        [80, 'ok'],
      ],
    );
    assert.deepEqual(helper.stray[7].lists, { b: [] });
  });

  test('100 gates whose commands fork at once lose none', async () => {
    for (let i = 0; i < 10; i++) {
      const gates = Array.from({ length: 10 }, () => inBlock('scatter', '1'));
      for (const gate of await Promise.all(gates)) assert.deepEqual(gate, { code: 0, output: '' });
    }
    assert.equal((await actorsIn('b')).length, 100);
    assert.equal(system.actorsAlive(), 100);
    await helper.ask('terminate', { job: 'b', code: 1 });
    await until(async () => system.actorsAlive() === 0, 'nobody anywhere');
  });

  test(`${crowd} members are listed whole, and end together`, async (context) => {
    const alone = helper.residentBytes();
    await inBlock('scatter', String(crowd));
    const actors = await actorsIn('b');
    assert.equal(new Set(actors.map(({ pid, birth }) => `${pid} ${birth}`)).size, crowd);
    const known = Object.fromEntries(actors.map(({ pid, birth }) => [pid, birth]));
    for (let look = 0; look < 20; look++) await helper.ask('list', { jobs: ['b'], known });
    const grown = helper.residentBytes() - alone;
    context.diagnostic(`${alone} bytes in memory, and ${grown} more for its members`);
    assert.ok(grown < mostGrownBytes);
    await helper.ask('terminate', { job: 'b', code: 1 });
    const account = () => helper.ask('account', { job: 'b' });
    await until(async () => (await account()).endingProcesses === 0, 'an empty job');
    // Wine signals the handle of a process that Linux still ends.
    if (system.name === 'Windows') assert.equal(system.actorsAlive(), 0, 'an end that was told is proven');
    await until(async () => system.actorsAlive() === 0, 'nobody anywhere');
    assert.deepEqual(await helper.list('b'), []);
  });

  test('a closed job ends its members, and its runs', async () => {
    await outcomeOf(helper.exec(run, system.actor, 'daemonise'));
    assert.equal((await helper.ask('close', { job: 'b' })).ok, true);
    await until(async () => system.actorsAlive() === 0, 'nobody anywhere');
    assert.equal((await helper.ask('close', { job: 'b/r' })).error.text, 'no such job');
  });

  for (const how of /** @type {const} */ (['end', 'kill'])) {
    test(`nothing outlives a helper whose host is gone (${how})`, async () => {
      await inBlock('scatter', '3');
      helper.exec(run, system.actor, 'scatter-and-stay', '2');
      await until(async () => system.actorsAlive() === 6, 'six actors');
      await helper[how]();
      await until(async () => system.actorsAlive() === 0, 'nobody anywhere');
    });
  }

  for (const late of [false, true]) {
    test(`kept processes outlive the helper (${late ? 'asked later' : 'from the start'})`, async () => {
      const keeper = await Helper.start(system, ...(late ? [] : ['--on-host-exit', 'keep']));
      const { name } = await keeper.ask('create', { job: 'k' });
      // A job to be kept from the start is left by no host's end, be it that of child_process.
      const gate = late ? keeper.exec(name, system.actor, 'scatter', '1') : inLibuvJob(name, 'scatter', '1');
      await outcomeOf(gate);
      // What has started it may still be on its way out.
      let actors = [];
      await until(async () => (actors = (await keeper.list('k')).filter(isActor)).length === 1, 'one stays');
      if (late) assert.equal((await keeper.ask('keep')).ok, true);
      await keeper.end();
      assert.equal(system.actorsAlive(), 1);
      assert.equal((await helper.ask('end', actors[0])).outcome, 'ended');
      await until(async () => system.actorsAlive() === 0, 'nobody anywhere');
    });
  }
});
