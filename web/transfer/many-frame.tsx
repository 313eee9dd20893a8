import type { BatchAction } from '@crossdesk/contracts/batches.ts';
import { Button, Modal, Textarea } from '@mantine/core';
import { type FormEvent, type ReactNode, type RefObject, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { startBatch } from '../lib/batches.ts';
import { FormError } from '../ui/states.tsx';
import { type HandoverAction, type HandoverTicket, PredictionSummary, type usePredictions } from './predictions.tsx';
import './transfer.css';
import './many.css';

export type ManyProps = {
  rows: readonly HandoverTicket[];
  onClose: () => void;
  onStarted: (batchId: number) => void;
};

export const NoteField = (props: {
  label: string;
  value: string;
  onChange: (text: string) => void;
  inputRef?: RefObject<HTMLTextAreaElement | null>;
}) => {
  const { t } = useTranslation('transfer');
  return (
    <Textarea
      ref={props.inputRef}
      label={props.label}
      description={t('transfer.noteHint')}
      autosize
      minRows={2}
      maxRows={8}
      maxLength={20_000}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    />
  );
};

/**
 * The dialog that hands over several tickets as a batch. `prepare`: what to send, or why it cannot
 * be sent yet; an error keeps everything that was entered.
 */
export const ManyDialog = (
  props: ManyProps & {
    kind: HandoverAction['kind'];
    predictions: ReturnType<typeof usePredictions>;
    done: (count: number) => string;
    prepare: () => { action: BatchAction } | { problem: string };
    children: ReactNode;
  },
) => {
  const { t } = useTranslation('transfer');
  const { predictions } = props;
  const { items, acceptedCount } = predictions;
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const prepared = props.prepare();
    setProblem('problem' in prepared ? prepared.problem : null);
    if ('problem' in prepared) return;
    setBusy(true);
    const numbers = props.rows.map((row) => row.number);
    const batch = await startBatch(numbers, prepared.action, props.done);
    setBusy(false);
    if (batch) props.onStarted(batch.id);
  };
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t(`many.${props.kind}Title`, { count: props.rows.length })}
      size={720}
      closeOnClickOutside={false}
      classNames={{ title: 'dialog-title' }}
      closeButtonProps={{ 'aria-label': t('dismiss') }}
    >
      <form className="plain-form transfer" onSubmit={(event) => void submit(event)} noValidate>
        {props.children}
        <div className="transfer-end">
          <PredictionSummary kind={props.kind} predictions={predictions} />
          {problem !== null && <FormError>{problem}</FormError>}
          <div className="form-foot is-end">
            <Button variant="subtle" color="gray" size="sm" onClick={props.onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" size="sm" loading={isBusy} disabled={items !== undefined && acceptedCount === 0}>
              {items ? t(`many.${props.kind}`, { count: acceptedCount }) : t(`${props.kind}.submit`)}
            </Button>
          </div>
        </div>
      </form>
    </Modal>
  );
};
