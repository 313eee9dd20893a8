import type { NewShare } from '@crossdesk/contracts/sharing.ts';
import { useTranslation } from 'react-i18next';
import { startBatch } from '../lib/batches.ts';
import { ShareForm } from './share-form.tsx';
import './sharing.css';

/** The data of a ticket that sharing needs. */
export type ShareableTicket = { number: number; departmentId: number };

/** Shares several tickets as a batch, which reports the outcome of each. */
export const ShareMany = ({
  rows,
  startId,
  onSent,
}: {
  rows: readonly ShareableTicket[];
  /** A department that is selected at first. */
  startId: number | null;
  onSent: (batchId: number) => void;
}) => {
  const { t } = useTranslation('sharing');
  const [first] = rows;
  const isOneDepartment = rows.every((row) => row.departmentId === first?.departmentId);
  const send = async (shares: NewShare[]): Promise<boolean> => {
    const numbers = rows.map((row) => row.number);
    const batch = await startBatch(numbers, { kind: 'share', shares }, (count) => t('share.many.done', { count }));
    if (!batch) return false;
    onSent(batch.id);
    return true;
  };
  return (
    <div className="share-panel">
      <p className="faint">{t('share.many.note')}</p>
      <ShareForm
        heading={t('share.addFirst')}
        unavailableIds={isOneDepartment && first ? [first.departmentId] : []}
        startId={startId}
        onSend={send}
      />
    </div>
  );
};
