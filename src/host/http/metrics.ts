import { escaped } from '../../output/printable.js';
import { takeStats } from '../stats.js';
import type { HostParts } from '../parts.js';
import type { Content } from './answers.js';

type Labels = Readonly<Record<string, string>>;

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: 'gauge' | 'counter';
  readonly values: readonly (readonly [value: number | undefined, labels?: Labels])[];
}

/** In the text format of Prometheus. What is not known is left out. */
export function metricsOf(parts: HostParts): Content {
  const body = metrics(parts).map(inText).join('');
  return { type: 'text/plain; version=0.0.4; charset=utf-8', body };
}

function metrics(parts: HostParts): readonly Metric[] {
  const stats = takeStats(parts);
  const processes = parts.registry.blocks().map((blockId) => {
    return [parts.registry.snapshot(blockId)?.processes.length, { block: blockId }] as const;
  });
  return [
    gauge('panetree_blocks', 'Blocks that are tracked.', stats.blocks),
    gauge('panetree_panes', 'Terminals that are open.', stats.panes),
    gauge('panetree_clients', 'Connected clients.', stats.clients),
    gauge('panetree_processes', 'Processes of all blocks.', stats.members),
    {
      name: 'panetree_block_processes',
      help: 'Processes of a block.',
      type: 'gauge',
      values: processes,
    },
    gauge('panetree_failing_blocks', 'Blocks whose last read failed.', Object.keys(stats.lastErrors).length),
    counter('panetree_events_total', 'Events since the host was started.', parts.feed.seq),
    counter('panetree_ticks_total', 'Looks at all blocks.', stats.ticks),
    {
      name: 'panetree_tick_seconds',
      help: 'How long a look at all blocks takes.',
      type: 'gauge',
      values: [
        [seconds(stats.tickP50Ms), { quantile: '0.5' }],
        [seconds(stats.tickP95Ms), { quantile: '0.95' }],
      ],
    },
    gauge('process_resident_memory_bytes', 'Memory of the host.', stats.residentBytes),
    gauge('panetree_uptime_seconds', 'Since the host was started.', stats.uptimeMs / 1000),
  ];
}

function gauge(name: string, help: string, value: number): Metric {
  return { name, help, type: 'gauge', values: [[value]] };
}

function counter(name: string, help: string, value: number): Metric {
  return { name, help, type: 'counter', values: [[value]] };
}

function seconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}

function inText({ name, help, type, values }: Metric): string {
  const lines = values
    .filter(([value]) => value !== undefined)
    .map(([value, labels = {}]) => `${name}${labelsInText(labels)} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function labelsInText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${escape(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/** Control characters as JSON escapes them, so that no two blocks get the same label. */
function escape(value: string): string {
  const plain = value.replaceAll(/[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, escaped);
  return plain.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
