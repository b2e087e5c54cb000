import type { JSX } from 'preact';
import { looseIn, looseMeanings, looseWords } from '../../host/client/loose.js';
import { processes } from '../../host/client/words.js';
import type { Pane } from '../../host/wire/pane.js';
import type { BlockState } from '../../host/client/host-view.js';
import { memoryOf, type Trend } from '../../host/client/usage-cache.js';
import { bytes, duration, percent } from '../views/formatters.js';
import { unknown } from '../../host/client/magnitudes.js';
import { Icon } from '../views/icons.js';
import { usePanel } from '../views/panel-context.js';
import { RenameField } from '../views/rename-field.js';
import { BlockButtons } from './block-buttons.js';
import { ConfidenceBadge } from './confidence-badge.js';
import { type LineProps, rowAttributes } from './line-props.js';
import { PortList } from './port-list.js';
import { roleCounts } from '../../host/client/role-counts.js';
import { RowButtons } from './row-buttons.js';
import type { BlockRow } from './rows.js';
import { Sparkline } from './sparkline.js';

/** Little use of a core, and of memory, should look like little. */
const leastPercent = 25;
const leastBytes = 64 * 1024 * 1024;

export function BlockLine(props: LineProps<BlockRow>): JSX.Element {
  const { row, standing } = props;
  const { block } = row;
  const { client, current } = usePanel();
  const pane = client.panes.value.get(block.blockId);
  const isCurrent = current.value === block.blockId;
  return (
    <div
      {...rowAttributes(props)}
      class={`line block ${block.state} ${standing} ${block.isFrozen ? 'frozen' : ''} ${isCurrent ? 'current' : ''}`}
      aria-current={isCurrent ? 'true' : undefined}
    >
      <TitleCell row={row} pane={pane} />
      <UseCells blockId={block.blockId} />
      <AgeCell openedAt={pane?.openedAt} />
      <RowButtons rowKey={row.key}>{() => <BlockButtons block={block} />}</RowButtons>
    </div>
  );
}

function UseCells({ blockId }: { readonly blockId: string }): JSX.Element {
  const { client } = usePanel();
  const usage = client.usage.value.blocks.get(blockId);
  const { cpuPercent, residentBytes } = client.usage.value.trends.get(blockId) ?? noTrend;
  return (
    <>
      <div class="cell cpu" role="gridcell">
        <span>{percent(usage?.cpuPercent)}</span>
        <Sparkline kind="cpu" values={cpuPercent} least={leastPercent} />
      </div>
      <div class="cell memory" role="gridcell">
        <span>{bytes(usage === undefined ? undefined : memoryOf(usage))}</span>
        <Sparkline kind="memory" values={residentBytes} least={leastBytes} />
      </div>
    </>
  );
}

const noTrend: Trend = { cpuPercent: [], residentBytes: [] };

function AgeCell({ openedAt }: { readonly openedAt: number | undefined }): JSX.Element {
  const { now } = usePanel();
  return (
    <div class="cell age" role="gridcell">
      {openedAt === undefined ? unknown : duration(now.value - openedAt)}
    </div>
  );
}

function BlockPorts({ blockId }: { readonly blockId: string }): JSX.Element {
  const usage = usePanel().client.usage.value.blocks.get(blockId);
  return <PortList ports={usage?.ports ?? []} isComplete={usage?.portsComplete} />;
}

interface TitleCellProps {
  readonly row: BlockRow;
  readonly pane: Pane | undefined;
}

function TitleCell({ row, pane }: TitleCellProps): JSX.Element {
  const { block, expansion } = row;
  return (
    <div class="cell title" role="gridcell">
      <span class={`twist ${expansion}`}>
        <Icon name="chevron" />
      </span>
      <span class="title-lines">
        <span class="title-line">
          <BlockTitle block={block} pane={pane} />
          <ConfidenceBadge confidence={block.confidence} reasons={block.reasons} tabIndex={-1} />
          <BlockTags block={block} />
        </span>
        <span class="counts">
          <span class="count-words">{countWords(block)}</span>
          <LooseCount block={block} />
          <span class="inline-ports">
            <BlockPorts blockId={block.blockId} />
          </span>
        </span>
      </span>
    </div>
  );
}

function BlockTitle({ block: { blockId }, pane }: Pick<TitleCellProps, 'pane'> & BlockProps): JSX.Element {
  const { renaming } = usePanel();
  const { value } = renaming;
  if (pane !== undefined && value?.blockId === blockId && value.place === 'list') {
    return <RenameField pane={pane} />;
  }
  const about = pane === undefined ? '' : `${pane.title}\n${pane.command}\nin ${pane.cwd}\n`;
  return (
    <span class="block-title" title={`${about}block ${blockId}`}>
      {pane?.title ?? blockId}
    </span>
  );
}

/** What goes on without who started it. */
function LooseCount({ block }: BlockProps): JSX.Element | null {
  const { runs } = usePanel().client;
  const kinds = Array.from(looseIn(block, runs.value), ([, kind]) => kind);
  return (
    <>
      {(['detached', 'left-behind'] as const).map((kind) => {
        const count = kinds.filter((one) => one === kind).length;
        if (count === 0) return undefined;
        return (
          <span key={kind} class="tag loose-tag" title={looseMeanings[kind]}>
            {count} {looseWords[kind]}
          </span>
        );
      })}
    </>
  );
}

interface BlockProps {
  readonly block: BlockState;
}

function BlockTags({ block }: BlockProps): JSX.Element {
  const { client } = usePanel();
  const memoryKills = client.usage.value.blocks.get(block.blockId)?.limits?.memoryKills ?? 0;
  const hasExited = client.panes.value.get(block.blockId)?.state === 'exited';
  return (
    <>
      {block.isFrozen ? <span class="tag frozen-tag">frozen</span> : undefined}
      {block.state === 'closing' ? <span class="tag">closing</span> : undefined}
      {hasExited ? <span class="tag">shell ended</span> : undefined}
      {memoryKills > 0 ? <span class="tag wrong">out of memory {memoryKills}×</span> : undefined}
      {block.failure === undefined ? undefined : (
        <span class="tag wrong" title={block.failure.message}>
          cannot be read
        </span>
      )}
    </>
  );
}

export function countWords({ processes: members }: BlockState): string {
  const { kept } = roleCounts(members.values());
  const all = members.size === 0 ? 'nothing runs' : processes(members.size);
  return kept === 0 ? all : `${all} · ${kept} kept`;
}
