import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../views/button.js';
import { Dialog } from '../views/dialog.js';
import { usePanel } from '../views/panel-context.js';
import { useFirstFocus } from '../views/use-first-focus.js';
import { carryOut } from './carry-out.js';
import type { KillAsk } from './kill-ask.js';
import type { KillOutcome } from './kill-outcome.js';
import { OutcomeView } from './outcome-view.js';
import { PlanView } from './plan-view.js';
import { type KillPlan, killPlan } from './kill-plan.js';

type Progress =
  | { readonly kind: 'asking' }
  | { readonly kind: 'working'; readonly plan: KillPlan }
  | { readonly kind: 'done'; readonly plan: KillPlan; readonly outcome: KillOutcome };

/** Names what will die, has it confirmed, and tells what came of it. */
export function KillDialog(): JSX.Element | null {
  const { asked } = usePanel();
  return asked.value === undefined ? null : (
    <AskedDialog key={JSON.stringify(asked.value)} ask={asked.value} />
  );
}

function AskedDialog({ ask }: { readonly ask: KillAsk }): JSX.Element | null {
  const { client, asked } = usePanel();
  const [progress, setProgress] = useState<Progress>({ kind: 'asking' });
  const state = client.state.value;
  if (state === undefined) return null;
  const plan = progress.kind === 'asking' ? killPlan(state, ask) : progress.plan;
  const close = (): void => {
    asked.value = undefined;
  };
  const confirm = async (): Promise<void> => {
    setProgress({ kind: 'working', plan });
    const outcome = await carryOut(client, ask).catch(failed);
    setProgress({ kind: 'done', plan, outcome });
  };
  return (
    <Dialog
      title={progress.kind === 'done' ? plan.title.replace(/\?$/, '') : plan.title}
      onClose={close}
      buttons={
        progress.kind === 'done' ? (
          <FocusedButton key="done" tone="primary" label="Done" onPress={close} />
        ) : (
          <>
            <Button onPress={close}>Cancel</Button>
            <FocusedButton
              key="confirm"
              tone="danger"
              label={progress.kind === 'working' ? 'Ending…' : plan.verb}
              isDisabled={progress.kind === 'working'}
              onPress={() => void confirm()}
            />
          </>
        )
      }
    >
      {progress.kind === 'done' ? <OutcomeView outcome={progress.outcome} /> : <PlanView plan={plan} />}
    </Dialog>
  );
}

interface FocusedButtonProps {
  readonly tone: 'primary' | 'danger';
  readonly label: string;
  readonly onPress: () => void;
  readonly isDisabled?: boolean;
}

/** The one that Enter presses. */
function FocusedButton({ tone, label, onPress, isDisabled }: FocusedButtonProps): JSX.Element {
  return (
    <button
      ref={useFirstFocus<HTMLButtonElement>()}
      // A dialog that opens chooses for itself, and goes by this.
      autofocus
      type="button"
      class={`button solid ${tone}`}
      aria-disabled={isDisabled}
      onClick={() => {
        if (isDisabled !== true) onPress();
      }}
    >
      {label}
    </button>
  );
}

function failed(error: unknown): KillOutcome {
  const summary = error instanceof Error ? error.message : String(error);
  return { tone: 'bad', summary, survivors: [], problems: [] };
}
