import type { JSX } from 'preact';
import type { ConnectionStatus } from '../connection/status.js';
import { memoryOf } from '../../host/client/usage-cache.js';
import { chooseNextTheme, themeChoice } from '../theme/theme-choice.js';
import { IconButton } from '../views/button.js';
import { bytes, percent } from '../views/formatters.js';
import { usePanel } from '../views/panel-context.js';
import { Tooltip } from '../views/tooltip.js';
import { useWorkspace } from './workspace-context.js';
import { isNarrow } from './narrow.js';
import { PaneTabs } from './pane-tabs.js';

const themeNames = { auto: 'as the system', light: 'light', dark: 'dark' } as const;

export function TopBar(): JSX.Element {
  const { help } = usePanel();
  const theme = themeChoice.value;
  return (
    <header class="top-bar">
      <h1 class="brand">
        <BrandMark />
        <span class="brand-name">panetree</span>
      </h1>
      <PaneTabs />
      {isNarrow.value ? <SideSwitch /> : undefined}
      <Totals />
      <HostBadge />
      <IconButton icon={theme} label={`Theme: ${themeNames[theme]}`} onPress={chooseNextTheme} />
      <IconButton
        icon="help"
        label="Keyboard shortcuts"
        onPress={() => {
          help.value = 'open';
        }}
      />
    </header>
  );
}

function BrandMark(): JSX.Element {
  return (
    <svg class="brand-mark" viewBox="0 0 16 16" aria-hidden="true">
      <path d="M4 2v9.5M4 5.5h5.5M4 11.5h5.5" />
      <circle cx="4" cy="2.5" r="1.7" />
      <circle cx="11.5" cy="5.5" r="1.7" />
      <circle cx="11.5" cy="11.5" r="1.7" />
    </svg>
  );
}

const sides = { terminals: 'Terminal', processes: 'Processes' } as const;

/** Where there is room for one of the two. */
function SideSwitch(): JSX.Element {
  const { side } = useWorkspace();
  return (
    <div class="segments side-switch" role="group" aria-label="Shown">
      {(['terminals', 'processes'] as const).map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={side.value === one}
          onClick={() => {
            side.value = one;
          }}
        >
          {sides[one]}
        </button>
      ))}
    </div>
  );
}

/** Of all panes together. */
function Totals(): JSX.Element {
  const { client } = usePanel();
  const usages = [...client.usage.value.blocks.values()];
  return (
    <dl class="totals">
      <div>
        <dt>CPU</dt>
        <dd>{percent(sumOf(usages.map(({ cpuPercent }) => cpuPercent)))}</dd>
      </div>
      <div>
        <dt>Memory</dt>
        <dd>{bytes(sumOf(usages.map(memoryOf)))}</dd>
      </div>
    </dl>
  );
}

const statusWords: Readonly<Record<ConnectionStatus['kind'], string>> = {
  connecting: 'Connecting',
  open: 'Live',
  lost: 'Offline',
  unauthorized: 'Not let in',
  incompatible: 'Other version',
};

function HostBadge(): JSX.Element {
  const { client } = usePanel();
  const { kind } = client.status.value;
  const host = client.state.value?.host;
  const text =
    host === undefined ? (
      'Nothing is known of the host yet.'
    ) : (
      <>
        <span class="tooltip-title">
          panetree {host.version}, PID {host.pid}, tracks with {host.backend.name}
        </span>
        {host.backend.downgrades.map(({ backend, reason }) => (
          <span key={backend} class="tooltip-reason">
            not {backend}: {reason}
          </span>
        ))}
        <span class="tooltip-reason">
          {host.onExit === 'kill' ? 'What runs ends with the host.' : 'What runs outlives the host.'}
        </span>
      </>
    );
  return (
    <Tooltip class={`host-badge ${kind}`} label={`Host: ${statusWords[kind]}`} text={text}>
      <span class="host-dot" />
      <span class="host-words">{statusWords[kind]}</span>
    </Tooltip>
  );
}

function sumOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0);
}
