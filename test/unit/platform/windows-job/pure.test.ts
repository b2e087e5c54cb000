import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { windowsJob } from '../../../../src/platform/windows-job/backend.js';
import { mayBeParent, startedAt } from '../../../../src/platform/windows-job/births.js';
import { findHelper, helperPlaces } from '../../../../src/platform/windows-job/helper-file.js';
import { jobName } from '../../../../src/platform/windows-job/job-names.js';
import { ancestors } from '../../../../src/platform/windows-job/process-tree.js';
import { findProgram } from '../../../../src/platform/windows-job/program.js';

const seen = (pid: number, ppid: number, birth: string | undefined) => ({
  pid,
  ppid,
  birth,
  image: undefined,
  command: undefined,
});

const nameOf = (blockId: string) => jobName('panetree-1-2-unknown-abcd', { blockId, generation: 3 });

describe('names of jobs', () => {
  test('are names the protocol takes, and two blocks never share one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (one, two) => {
        expect(nameOf(one)).toMatch(/^[A-Za-z0-9._-]{1,200}$/);
        expect(nameOf(one) === nameOf(two)).toBe(one === two);
      }),
      { numRuns: 40 },
    );
  });

  test('lone surrogates stay apart', () => {
    expect(nameOf('\ud83e')).not.toBe(nameOf('\ud83d'));
  });
});

describe('births', () => {
  test('are milliseconds since 1970 as well', () => {
    expect(startedAt('116444736000000000')).toBe(0);
    expect(startedAt('133497348012248090')).toBe(1_705_261_201_224);
    expect(startedAt('soon')).toBeUndefined();
  });

  test('a parent is no younger than its child, and known', () => {
    expect(mayBeParent('99', '100')).toBe(true);
    expect(mayBeParent('100', '100')).toBe(true);
    expect(mayBeParent('101', '100')).toBe(false);
    expect(mayBeParent(undefined, '100')).toBe(false);
  });

  test('ancestors end where a PID has been given out again', () => {
    const table = [seen(4, 0, undefined), seen(8, 4, '5'), seen(12, 8, '6'), seen(16, 12, '3')];
    expect([...ancestors(table, 12)]).toEqual([12, 8, 4]);
    expect([...ancestors(table, 16)]).toEqual([16]);
  });
});

describe('programs', () => {
  const files = new Set([
    'C:\\work\\here.exe',
    'C:\\bin\\tool.exe',
    'C:\\bin\\run.cmd',
    'C:\\bin\\run.cmd. ',
    'D:\\x\\y.z.exe',
  ]);
  const probe = { isFile: (path: string) => files.has(path), isDirectory: () => true };
  const find = (file: string) =>
    findProgram({ file, args: ['one'], cwd: 'C:\\work', env: { Path: 'C:\\none;"C:\\bin"' } }, probe);

  test('are found in the working directory, then in PATH, with and without their extension', () => {
    expect(find('here')).toBe('C:\\work\\here.exe');
    expect(find('tool')).toBe('C:\\bin\\tool.exe');
    expect(find('tool.exe')).toBe('C:\\bin\\tool.exe');
    expect(find('../bin/tool')).toBe('C:\\bin\\tool.exe');
    expect(find('D:\\x\\y.z')).toBe('D:\\x\\y.z.exe');
  });

  test('that are missing fail as child_process does', () => {
    expect(() => find('missing')).toThrow(
      expect.objectContaining({
        code: 'ENOENT',
        syscall: 'spawn missing',
        path: 'missing',
        spawnargs: ['one'],
      }),
    );
  });

  test('batch files are refused as child_process refuses them', () => {
    for (const file of ['run.cmd', 'run.cmd. ']) {
      expect(() => find(file)).toThrow(expect.objectContaining({ code: 'EINVAL' }));
    }
  });
});

describe('the helper’s file', () => {
  test('is the one asked for, else the first there is; a missing one is said to be', () => {
    const path = join(directory(), 'helper.exe');
    expect(() => findHelper({}, [path])).toThrow(`panetree-job.exe is missing: looked for ${path}`);
    writeFileSync(path, 'x');
    expect(findHelper({}, ['/nonexistent', path])).toBe(path);
    expect(findHelper({ PANETREE_JOB_HELPER: path }, [])).toBe(path);
    expect(() => findHelper({ PANETREE_JOB_HELPER: '/nonexistent' }, [path])).toThrow('is missing');
  });

  test('is looked for in the package, and beside a program that panetree was bundled into', () => {
    const root = join(directory(), 'package');
    const bundle = join(root, 'dist/bundle');
    mkdirSync(bundle, { recursive: true });
    writeFileSync(join(root, 'package.json'), '{ "name": "panetree", "version": "1.0.0" }');
    const inPackage = [join(root, 'build/native/panetree-job.exe'), join(root, 'native/panetree-job.exe')];
    expect(helperPlaces(bundle)).toEqual(inPackage);
    writeFileSync(
      join(root, 'package.json'),
      '{ "name": "an-app", "dependencies": { "panetree": "1.0.0" } }',
    );
    expect(helperPlaces(bundle)).toEqual([join(bundle, 'panetree-job.exe')]);
  });

  test('is held against its checksum where there is one', () => {
    const path = join(directory(), 'helper.exe');
    writeFileSync(path, 'x');
    writeFileSync(`${path}.sha256`, `${'0'.repeat(64)}  helper.exe\n`);
    expect(() => findHelper({}, [path])).toThrow('is not the helper that belongs here');
    const right = '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881';
    writeFileSync(`${path}.sha256`, `${right}  helper.exe\n`);
    expect(findHelper({}, [path])).toBe(path);
  });

  test.skipIf(process.platform === 'win32')('elsewhere the backend says that it needs Windows', async () => {
    const opening = await windowsJob().open({ onHostExit: 'kill', delegation: 'never', stateDir: undefined });
    expect(opening).toEqual({ status: 'unavailable', reason: `needs Windows, this is ${process.platform}` });
  });
});

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), 'panetree-test-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}
