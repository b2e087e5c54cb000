import type { ComponentChildren, JSX } from 'preact';
import type { TrackedProcess } from '../../host/wire/process.js';
import { keyOf } from '../../host/client/identity.js';
import type { KillAsk } from '../../host/client/killing/kill-ask.js';
import { dyingHeading, type KillPlan, stayingHeading } from '../../host/client/killing/kill-plan.js';

interface PlanViewProps {
  readonly plan: KillPlan;
  readonly ask: KillAsk;
  /** What may be chosen about the forced kill, which a single signal does not have. */
  readonly children: ComponentChildren;
}

export function PlanView({ plan, ask, children }: PlanViewProps): JSX.Element {
  const { explanation, dying, staying } = plan;
  return (
    <>
      <p class="dialog-text">{explanation}</p>
      <p class="dialog-heading">{dyingHeading(plan, ask)}</p>
      {dying.length === 0 ? undefined : <Named list={dying} tone="dying" label="Will be ended" />}
      {staying.length === 0 ? undefined : (
        <>
          <p class="dialog-heading calm">{stayingHeading(plan)}</p>
          <Named list={staying} tone="staying" label="Will be left alone" />
        </>
      )}
      {ask.kind === 'signal' ? undefined : children}
    </>
  );
}

interface NamedProps {
  readonly list: readonly TrackedProcess[];
  readonly tone: 'dying' | 'staying';
  readonly label: string;
}

/** A list that scrolls has to be reached by the keyboard. */
function Named({ list, tone, label }: NamedProps): JSX.Element {
  return (
    <ul class={`named ${tone}`} tabIndex={0} aria-label={label}>
      {list.map((process) => (
        <li key={keyOf(process)}>
          <span class="named-name">{process.name}</span>
          <span class="named-pid">{process.pid}</span>
          <span class="named-command">{process.command}</span>
        </li>
      ))}
    </ul>
  );
}
