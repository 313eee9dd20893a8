import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ManyDialog, type ManyProps, NoteField } from './many-frame.tsx';
import { type HandoverAction, Predictions, usePredictions } from './predictions.tsx';
import { ReasonField } from './reason-field.tsx';

const action: HandoverAction = { kind: 'escalate' };

/** Escalates tickets to available supervisors of their departments (TT-09, C-13). */
export const EscalateMany = (props: ManyProps) => {
  const { t } = useTranslation('transfer');
  const [reason, setReason] = useState('');
  const [note, setNote] = useState('');
  const { rows } = props;
  const predictions = usePredictions(rows, action);
  return (
    <ManyDialog
      {...props}
      kind="escalate"
      predictions={predictions}
      done={(count) => t('many.escalated', { count })}
      prepare={() => ({ action: { ...action, reason: reason.trim(), note: note.trim() } })}
    >
      <p className="faint">{t('many.escalateIntro')}</p>
      <ReasonField
        value={reason}
        suggestions={(['decision', 'complaint', 'urgent', 'important'] as const).map((one) =>
          t(`escalate.suggestion.${one}`),
        )}
        onChange={setReason}
      />
      <NoteField label={t('transfer.noteOptional')} value={note} onChange={setNote} />
      <Predictions rows={rows} action={action} predictions={predictions} hint="" />
    </ManyDialog>
  );
};
