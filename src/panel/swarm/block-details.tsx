import type { JSX } from 'preact';
import { titleOf } from '../../host/client/titles.js';
import { closePane, copyText, freeze } from '../state/actions.js';
import type { BlockUsage, LimitUsage } from '../../host/wire/usage.js';
import type { BlockState } from '../../host/client/host-view.js';
import { memoryOf } from '../../host/client/usage-cache.js';
import { LimitsForm } from '../limits/limits-form.js';
import { Button, IconButton } from '../views/button.js';
import { bytes, duration, percent, shortPath } from '../views/formatters.js';
import { unknown } from '../../host/client/magnitudes.js';
import { counted } from '../../host/client/words.js';
import { usePanel } from '../views/panel-context.js';
import { countWords } from './block-line.js';
import { ConfidenceBadge } from './confidence-badge.js';
import { Fact } from './fact.js';
import { PortList } from './port-list.js';

export function BlockDetails({ block }: { readonly block: BlockState }): JSX.Element {
  const { client } = usePanel();
  const state = client.state.value;
  const { blockId, confidence, reasons, failure } = block;
  const pane = state?.panes.get(blockId);
  return (
    <>
      <h3 class="details-title">
        {state === undefined ? blockId : titleOf(state, blockId)}
        <ConfidenceBadge confidence={confidence} reasons={reasons} />
      </h3>
      {pane === undefined ? undefined : (
        <div class="details-command">
          <code>{pane.command}</code>
          <span class="details-cwd">{shortPath(pane.cwd)}</span>
        </div>
      )}
      {reasons.length === 0 ? undefined : <p class="details-reasons">{reasons.join('. ')}</p>}
      {failure === undefined ? undefined : (
        <p class="details-failure">
          It cannot be read ({failure.code}): {failure.message}
        </p>
      )}
      <Facts block={block} />
      <LimitsForm key={blockId} blockId={blockId} />
      <Actions block={block} />
    </>
  );
}

function Facts({ block }: { readonly block: BlockState }): JSX.Element {
  const model = usePanel();
  const usage = model.client.usage.value.blocks.get(block.blockId);
  return (
    <dl class="facts">
      <Fact name="Block">
        <span class="copied">
          <code>{block.blockId}</code>
          <IconButton
            icon="copy"
            label="Copy block id"
            onPress={() => void copyText(model, 'Block id', block.blockId)}
          />
        </span>
      </Fact>
      <Fact name="Processes">{countWords(block)}</Fact>
      {usage === undefined ? undefined : <UseFacts usage={usage} />}
    </dl>
  );
}

function UseFacts({ usage }: { readonly usage: BlockUsage }): JSX.Element {
  const { ports = [] } = usage;
  return (
    <>
      <Fact name="At most">{usage.peakProcessCount}</Fact>
      <Fact name="CPU">{percent(usage.cpuPercent)}</Fact>
      <Fact name="CPU time">{duration(usage.cpuTimeMs)}</Fact>
      <Fact name="Memory">{bytes(memoryOf(usage))}</Fact>
      <Fact name="Peak">{bytes(usage.peakMemoryBytes)}</Fact>
      <Fact name="Read">{bytes(usage.readBytes)}</Fact>
      <Fact name="Written">{bytes(usage.writtenBytes)}</Fact>
      <Fact name="Ports">{ports.length === 0 ? unknown : <PortList ports={ports} />}</Fact>
      {usage.limits === undefined ? undefined : <LimitFacts limits={usage.limits} />}
    </>
  );
}

/** Only those that were set, and what came of them. */
function LimitFacts({ limits }: { readonly limits: LimitUsage }): JSX.Element {
  const { memoryMaxBytes, processesMax, cpuWeight, memoryKills, refusedForks } = limits;
  return (
    <>
      {typeof memoryMaxBytes === 'number' ? (
        <Fact name="Memory limit">{bytes(memoryMaxBytes)}</Fact>
      ) : undefined}
      {typeof processesMax === 'number' ? <Fact name="Process limit">{processesMax}</Fact> : undefined}
      {cpuWeight === undefined || cpuWeight === 100 ? undefined : <Fact name="CPU weight">{cpuWeight}</Fact>}
      {memoryKills > 0 ? (
        <Fact name="Out of memory">{counted(memoryKills, 'process', 'processes')}</Fact>
      ) : undefined}
      {refusedForks > 0 ? <Fact name="Refused forks">{refusedForks}</Fact> : undefined}
    </>
  );
}

function Actions({ block: { blockId, isFrozen } }: { readonly block: BlockState }): JSX.Element {
  const model = usePanel();
  const { reveal } = model;
  const wish = isFrozen ? 'thaw' : 'freeze';
  return (
    <div class="details-actions">
      {reveal === undefined ? undefined : (
        <Button icon="terminal" onPress={() => reveal(blockId)}>
          Show terminal
        </Button>
      )}
      <Button icon={wish} onPress={() => void freeze(model, blockId, wish)}>
        {isFrozen ? 'Thaw' : 'Freeze'}
      </Button>
      <Button
        icon="end"
        tone="danger"
        onPress={() => {
          model.asked.value = { kind: 'block', blockId };
        }}
      >
        End all…
      </Button>
      <Button icon="close" tone="danger" onPress={() => void closePane(model, blockId)}>
        Close pane…
      </Button>
    </div>
  );
}
