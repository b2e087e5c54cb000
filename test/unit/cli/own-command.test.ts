import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { ownCommand } from '../../../src/cli/own-command.js';
import { needsPosix } from '../support/needs.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

beforeEach(needsPosix);

const folder = temporaryDirectory();

/** A clone, a project that has it installed, and a folder of programs. */
function machine() {
  const root = mkdtempSync(join(folder, 'machine-'));
  const clone = join(root, 'clone');
  const main = join(clone, 'dist', 'cli', 'main.js');
  const bin = join(root, 'bin');
  const installed = join(root, 'project', 'node_modules', '.bin');
  const folders = [join(clone, 'dist', 'cli'), join(clone, 'docs'), bin, installed];
  for (const each of folders) mkdirSync(each, { recursive: true });
  writeFileSync(main, '');
  const at = (directory: string | undefined, ...path: string[]) =>
    ownCommand({ path: ['/usr/bin', ...path].join(delimiter), directory, main, packageFolder: clone });
  return { root, clone, main, bin, installed, at };
}

test('where the PATH leads to this very program, its name is enough', () => {
  const { root, main, bin, at } = machine();
  symlinkSync(main, join(bin, 'panetree'));
  expect(at(root, bin)).toBe('panetree');
});

test('a script that runs it, as pnpm writes one, is it too', () => {
  const { root, bin, at } = machine();
  const target = '"$basedir/../clone/dist/cli/main.js"';
  writeFileSync(join(bin, 'panetree'), `#!/bin/sh\nbasedir=$(dirname "$0")\nexec node ${target} "$@"\n`);
  expect(at(root, bin)).toBe('panetree');
});

test('another program of the name does not count', () => {
  const { root, main, bin, at } = machine();
  writeFileSync(join(bin, 'panetree'), '');
  expect(at(root, bin)).toBe(`node ${main}`);
});

test('in a clone, below it and in a project that has it installed, npx finds it', () => {
  const { root, clone, main, installed, at } = machine();
  symlinkSync(main, join(installed, 'panetree'));
  expect(at(clone)).toBe('npx panetree');
  expect(at(join(clone, 'docs'))).toBe('npx panetree');
  expect(at(join(root, 'project'))).toBe('npx panetree');
  // npm puts it before the PATH; the shell of the user does not have it there.
  expect(at(join(root, 'project'), installed)).toBe('npx panetree');
});

test('elsewhere, and in a deleted directory, its file is named', () => {
  const { root, main, at } = machine();
  expect(at(root)).toBe(`node ${main}`);
  expect(at(undefined)).toBe(`node ${main}`);
});

test('a path that a shell would take apart is quoted', () => {
  const main = '/home/me/my clone/main.js';
  expect(ownCommand({ path: '', directory: '/', main, packageFolder: '/none' })).toBe(
    `node ${JSON.stringify(main)}`,
  );
});
