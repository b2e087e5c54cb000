import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

type Import = readonly [file: string, specifier: string];

interface Report {
  readonly status: number | null;
  readonly output: string;
  /** `file -> specifier` of every import that the layer rule refused. */
  readonly refused: ReadonlySet<string>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

const wrong: readonly Import[] = [
  ['src/platform/contract.ts', 'node:fs'],
  ['src/platform/contract.ts', './posix/proc.js'],
  ['src/platform/contract.ts', './names.js'],
  ['src/platform/fallback/session.ts', '../linux-cgroup/backend.js'],
  ['src/platform/fallback/session.ts', '../posix/proc.js'],
  ['src/platform/posix/proc.ts', '../linux-cgroup/backend.js'],
  ['src/platform/posix/proc.ts', '../select.js'],
  ['src/platform/posix/proc.ts', '../../tracker/registry.js'],
  ['src/platform/posix/ledger/ledger.ts', '../../select.js'],
  ['src/platform/posix/ledger/ledger.ts', '../../linux-cgroup/backend.js'],
  ['src/platform/posix/ledger/ledger.ts', '../../../tracker/registry.js'],
  ['src/platform/linux-cgroup/backend.ts', '../../tracker/registry.js'],
  ['src/platform/linux-cgroup/backend.ts', '../../poller/poller.js'],
  ['src/platform/linux-cgroup/backend.ts', '../linux-procfs/backend.js'],
  ['src/platform/linux-cgroup/backend.ts', '../select.js'],
  ['src/platform/linux-cgroup/backend.ts', 'ps-list'],
  ['src/platform/linux-cgroup/backend.ts', './../linux-procfs/backend.js'],
  ['src/platform/linux-cgroup/backend.ts', '../posix/../linux-procfs/backend.js'],
  ['src/platform/linux-procfs/backend.ts', '../linux-cgroup/backend.js'],
  ['src/platform/macos-pgid/backend.ts', '../linux-procfs/backend.js'],
  ['src/platform/windows-job/backend.ts', '../process-list/backend.js'],
  ['src/platform/process-list/backend.ts', '../windows-job/backend.js'],
  ['src/platform/process-list/backend.ts', '../../tracker/registry.js'],
  ['src/platform/process-list/backend.ts', 'mitt'],
  ['src/platform/select.ts', '../tracker/registry.js'],
  ['src/platform/select.ts', './posix/proc.js'],
  ['src/poller/poller.ts', '../tracker/registry.js'],
  ['src/poller/poller.ts', '../platform/select.js'],
  ['src/poller/poller.ts', '../index.js'],
  ['src/poller/poller.ts', 'mitt'],
  ['src/tracker/registry.ts', 'mitt'],
  ['src/tracker/registry.ts', 'node-pty'],
  ['src/tracker/registry.ts', '../platform/linux-cgroup/backend.js'],
  ['src/tracker/registry.ts', '../platform/posix/proc.js'],
  ['src/tracker/registry.ts', '../cli/main.js'],
  ['src/tracker/registry.ts', '../pty/index.js'],
  ['src/tracker/registry.ts', '../runs/runs.js'],
  ['src/tracker/registry.ts', '../store/store.js'],
  ['src/tracker/registry.ts', '../host/server.js'],
  ['src/tracker/registry.ts', '../panel/page.js'],
  ['src/tracker/registry.ts', '../index.js'],
  ['src/tracker/kill/escalation.ts', '../../cli/main.js'],
  ['src/tracker/bus.ts', 'node-pty'],
  ['src/tracker/bus.ts', '../host/server.js'],
  ['src/runs/runs.ts', '../store/store.js'],
  ['src/store/store.ts', '../host/server.js'],
  ['src/store/stale.ts', '../platform/posix/proc-stat.js'],
  ['src/platform/system-process.ts', '../tracker/registry.js'],
  ['src/platform/system-process.ts', './linux-cgroup/backend.js'],
  ['src/store/store.ts', 'mitt'],
  ['src/pty/index.ts', '../cli/main.js'],
  ['src/pty/index.ts', '../host/server.js'],
  ['src/pty/index.ts', '../tracker/registry.js'],
  ['src/pty/index.ts', '../tracker/kill-process.js'],
  ['src/pty/index.ts', 'better-sqlite3'],
  ['src/index.ts', './cli/main.js'],
  ['src/index.ts', './pty/index.js'],
  ['src/index.ts', 'mitt'],
  ['src/output/streams.ts', '../cli/main.js'],
  ['src/output/streams.ts', '../tracker/api.js'],
  ['src/output/streams.ts', 'ws'],
  ['src/host/server.ts', '../cli/main.js'],
  ['src/host/server.ts', '../panel/page.js'],
  ['src/platform/foreground.ts', './linux-cgroup/backend.js'],
  ['src/host/server.ts', 'node-pty'],
  ['src/host/http/server.ts', '../../cli/main.js'],
  ['src/host/http/server.ts', '../../platform/linux-cgroup/backend.js'],
  ['src/host/http/server.ts', 'node-pty'],
  ['src/host/server.ts', '@xterm/headless'],
  ['src/host/wire/pane.ts', '../server.js'],
  ['src/host/wire/pane.ts', '../../tracker/api.js'],
  ['src/host/wire/pane.ts', 'node:fs'],
  ['src/host/wire/pane.ts', 'ws'],
  ['src/host/wire/pane.ts', '../client/host-view.js'],
  ['src/host/client/host-view.ts', '../stats.js'],
  ['src/host/client/host-view.ts', '../../tracker/api.js'],
  ['src/host/client/host-view.ts', 'node:fs'],
  ['src/host/client/host-view.ts', 'valibot'],
  ['src/host/client/killing/kill-plan.ts', '../../stats.js'],
  ['src/host/client/killing/kill-plan.ts', 'node:fs'],
  ['src/cli/top/rows.ts', '../../panel/page.js'],
  ['src/cli/main.ts', '../platform/linux-cgroup/backend.js'],
  ['src/cli/main.ts', '../poller/poller.js'],
  ['src/cli/main.ts', 'tree-kill'],
  ['src/cli/commands/run.ts', '../../poller/poller.js'],
  ['src/panel/page.ts', '../host/server.js'],
  ['src/panel/page.ts', 'node:fs'],
  ['src/panel/page.ts', '@xterm/headless'],
  ['src/panel/views/row.ts', '../../host/server.js'],
  ['src/panel/views/row.ts', '../../tracker/registry.js'],
  ['src/panel/views/row.ts', 'node:fs'],
  ['src/unicode/clusters.ts', '../xterm/core.js'],
  ['src/unicode/clusters.ts', 'node:fs'],
  ['src/newcomer/idea.ts', '../tracker/registry.js'],
];

const right: readonly Import[] = [
  ['src/platform/posix/proc.ts', 'node:fs/promises'],
  ['src/platform/posix/proc.ts', '../contract.js'],
  ['src/platform/linux-cgroup/backend.ts', 'node:fs'],
  ['src/platform/linux-cgroup/backend.ts', './list.js'],
  ['src/platform/linux-cgroup/backend.ts', '../contract.js'],
  ['src/platform/linux-cgroup/backend.ts', '../posix/proc.js'],
  ['src/platform/process-list/backend.ts', 'ps-list'],
  ['src/platform/process-list/backend.ts', 'tree-kill'],
  ['src/platform/select.ts', './contract.js'],
  ['src/platform/select.ts', './linux-cgroup/backend.js'],
  ['src/poller/poller.ts', '../platform/contract.js'],
  ['src/poller/poller.ts', './diff.js'],
  ['src/tracker/registry.ts', '../poller/poller.js'],
  ['src/tracker/registry.ts', '../platform/contract.js'],
  ['src/tracker/registry.ts', '../platform/select.js'],
  ['src/tracker/registry.ts', './bus.js'],
  ['src/tracker/kill/escalation.ts', '../errors.js'],
  ['src/tracker/kill/escalation.ts', '../../platform/contract.js'],
  ['src/tracker/bus.ts', 'mitt'],
  ['src/store/store.ts', 'better-sqlite3'],
  ['src/store/store.ts', '../tracker/events.js'],
  ['src/pty/index.ts', 'node-pty'],
  ['src/pty/screen.ts', '@xterm/headless'],
  ['src/pty/serialize/rows.ts', '../../xterm/core.js'],
  ['src/panel/terminal/terminal.ts', '../../xterm/bounds.js'],
  ['src/xterm/links.ts', './core.js'],
  ['src/xterm/unicode.ts', '../unicode/clusters.js'],
  ['src/unicode/clusters.ts', './characters.js'],
  ['src/pty/serialize/rows.ts', '../../unicode/clusters.js'],
  ['src/cli/top/line.ts', '../../unicode/text-width.js'],
  ['src/pty/index.ts', '../tracker/errors.js'],
  ['src/pty/index.ts', '../tracker/known-keys.js'],
  ['src/pty/index.ts', '../platform/contract.js'],
  ['src/index.ts', './tracker/registry.js'],
  ['src/output/streams.ts', 'node:tty'],
  ['src/output/streams.ts', './printable.js'],
  ['src/host/server.ts', '../output/streams.js'],
  ['src/host/http/server.ts', '../../output/streams.js'],
  ['src/host/server.ts', '../tracker/registry.js'],
  ['src/host/server.ts', '../pty/index.js'],
  ['src/host/panes/pane.ts', '../../platform/foreground.js'],
  ['src/platform/foreground.ts', './posix/proc-stat.js'],
  ['src/host/server.ts', 'node:http'],
  ['src/cli/main.ts', '../index.js'],
  ['src/cli/main.ts', '../pty/index.js'],
  ['src/cli/main.ts', '../platform/select.js'],
  ['src/cli/commands/run.ts', '../../index.js'],
  ['src/panel/page.ts', '../host/wire/index.js'],
  ['src/panel/page.ts', '../host/client/host-view.js'],
  ['src/host/client/host-view.ts', '../wire/block.js'],
  ['src/host/client/host-view.ts', './identity.js'],
  ['src/host/client/killing/kill-plan.ts', '../host-view.js'],
  ['src/host/client/killing/kill-plan.ts', '../../wire/kill.js'],
  ['src/panel/views/row.ts', '../../host/client/killing/kill-plan.js'],
  ['src/cli/top/rows.ts', '../../host/client/host-view.js'],
  ['src/cli/top/rows.ts', '../../output/printable.js'],
  ['src/cli/top/screen.ts', 'ink'],
  ['src/cli/host.ts', '../host/index.js'],
  ['src/host/server.ts', './wire/index.js'],
  ['src/host/server.ts', 'ws'],
  ['src/host/http/server.ts', '../wire/index.js'],
  ['src/host/http/server.ts', '../../tracker/api.js'],
  ['src/host/wire/pane.ts', './process.js'],
  ['src/host/wire/pane.ts', 'valibot'],
  ['src/panel/page.ts', 'preact'],
  ['src/panel/views/row.ts', '../state/state.js'],
  ['src/panel/views/row.ts', '../../host/wire/index.js'],
];

const rightTypes: readonly Import[] = [['src/pty/index.ts', '../tracker/registry.js']];

describe('the layer rule refuses', () => {
  const linted = lintOnce(() => [
    ...statements(wrong, (specifier) => `export * from '${specifier}';`),
    ['src/poller/lazy.ts', "export const later = () => import('../tracker/registry.js');"],
    ['src/poller/typed.ts', "export type * from '../tracker/registry.js';"],
  ]);

  test('the tree as a whole', () => {
    expect(linted().status, linted().output).not.toBe(0);
  });
  test.for(wrong)('%s <- %s', ([file, specifier]) => {
    expect(linted().refused).toContain(`${file} -> ${specifier}`);
  });
  test('a dynamic import', () => {
    expect(linted().refused).toContain('src/poller/lazy.ts -> ../tracker/registry.js');
  });
  test('a type-only import', () => {
    expect(linted().refused).toContain('src/poller/typed.ts -> ../tracker/registry.js');
  });
});

describe('the layer rule allows', () => {
  const linted = lintOnce(() => [
    ...statements(right, (specifier) => `export * from '${specifier}';`),
    ...statements(rightTypes, (specifier) => `export type * from '${specifier}';`),
  ]);

  test('the tree as a whole', () => {
    expect(linted().status, linted().output).toBe(0);
  });
  test.for([...right, ...rightTypes])('%s <- %s', ([file, specifier]) => {
    expect(linted().refused).not.toContain(`${file} -> ${specifier}`);
  });
});

function statements(imports: readonly Import[], write: (specifier: string) => string): Import[] {
  return imports.map(([file, specifier]) => [file, write(specifier)]);
}

/** Writes the lines into a tree of their own and lints it once for all tests of the block. */
function lintOnce(lines: () => readonly Import[]): () => Report {
  let directory: string | undefined;
  let report: Report | undefined;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'panetree-layers-'));
    report = lint(directory, lines());
  });
  afterAll(() => {
    if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
  });
  return () => {
    if (report === undefined) throw new Error('the tree was not linted');
    return report;
  };
}

function lint(directory: string, lines: readonly Import[]): Report {
  const files = new Map<string, string[]>();
  for (const [file, line] of lines) files.set(file, [...(files.get(file) ?? []), line]);
  for (const [file, body] of files) {
    mkdirSync(join(directory, dirname(file)), { recursive: true });
    writeFileSync(join(directory, file), `${body.join('\n')}\n`);
  }
  writeFileSync(join(directory, '.oxlintrc.json'), layerConfig());
  const oxlint = join(root, 'node_modules/oxlint/bin/oxlint');
  const { status, stdout, stderr } = spawnSync(process.execPath, [oxlint, '--format', 'json', 'src'], {
    cwd: directory,
    encoding: 'utf8',
  });
  return { status, output: `${stdout}${stderr}`, refused: refusedIn(stdout, files) };
}

/** The repository's config without its type-aware half, which needs a tsconfig and packages beside it. */
function layerConfig(): string {
  const config: unknown = JSON.parse(readFileSync(join(root, '.oxlintrc.json'), 'utf8'));
  return JSON.stringify({ ...Object(config), options: {} });
}

interface Diagnostic {
  readonly code: string;
  readonly filename: string;
  readonly labels: readonly { readonly span: { readonly line: number } }[];
}

function refusedIn(json: string, files: ReadonlyMap<string, readonly string[]>): Set<string> {
  const { diagnostics } = JSON.parse(json) as { readonly diagnostics: readonly Diagnostic[] };
  return new Set(
    diagnostics
      .filter(({ code }) => code === 'eslint(no-restricted-imports)')
      .map(({ filename, labels }) => {
        const file = filename.replaceAll('\\', '/');
        const line = files.get(file)?.[(labels[0]?.span.line ?? 0) - 1];
        return `${file} -> ${/'(.+)'/.exec(line ?? '')?.[1]}`;
      }),
  );
}
