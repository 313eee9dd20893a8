import type { TicketRow } from '@crossdesk/contracts/views.ts';
import { useTranslation } from 'react-i18next';
import { useMay, useMe, useNames } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import { say } from '../lib/i18n.ts';
import { Avatar } from '../ui/avatar.tsx';
import { IconButton } from '../ui/buttons.tsx';
import { IconCheck, IconShare, IconTrash, IconX } from '../ui/icons.ts';
import { Pick } from '../ui/pick.tsx';
import { doToMany } from './edit-ticket.ts';

/** What can be done to all marked rows together; each outcome is reported, and what failed can be tried again. */
export const BatchBar = ({
  rows,
  onShare,
  onClear,
}: {
  rows: readonly TicketRow[];
  onShare: () => void;
  onClear: () => void;
}) => {
  const { t } = useTranslation();
  const names = useNames();
  const me = useMe();
  const may = useMay();
  if (rows.length === 0) return null;
  const departments = new Set(rows.map((row) => row.departmentId));
  const agents = names.agents.filter(
    (agent) =>
      agent.isActive && [...departments].every((id) => agent.memberships.some((one) => one.departmentId === id)),
  );
  const finish = (work: Promise<void>) => {
    onClear();
    void work;
  };
  const assign = (assigneeId: number) =>
    finish(
      doToMany(
        rows,
        (row) => call('editTicket', { params: { number: row.number }, body: { version: row.version, assigneeId } }),
        (count) => say('batch.assigned', { count, name: names.agent(assigneeId) ?? '' }),
      ),
    );
  const close = () =>
    finish(
      doToMany(
        rows.filter((row) => row.baseState !== 'closed'),
        (row) => call('closeTicket', { params: { number: row.number }, body: { version: row.version } }),
        (count) => say('batch.closed', { count }),
      ),
    );
  const remove = () =>
    finish(
      doToMany(
        rows,
        (row) => call('deleteTicket', { params: { number: row.number }, body: { version: row.version } }),
        (count) => say('batch.deleted', { count }),
      ),
    );
  return (
    <div className="batch" role="toolbar" aria-label={t('batch.label')}>
      <b>{t('batch.selected', { count: rows.length })}</b>
      <span className="grow" />
      <Pick
        label={t('batch.assign')}
        value={null}
        options={agents.map((agent) => ({
          value: String(agent.id),
          label: agent.name,
          icon: <Avatar name={agent.name} url={agent.avatarUrl} size={20} availability={agent.availability} />,
          ...(agent.id === me?.id ? { note: t('you') } : {}),
        }))}
        onPick={(value) => assign(Number(value))}
        className="batch-assign"
      >
        {t('batch.assign')}
      </Pick>
      {may('ticket.share') && (
        <IconButton label={t('batch.share')} onClick={onShare}>
          <IconShare />
        </IconButton>
      )}
      <IconButton label={t('batch.close')} onClick={close}>
        <IconCheck />
      </IconButton>
      <IconButton label={t('batch.delete')} onClick={remove}>
        <IconTrash />
      </IconButton>
      <IconButton label={t('action.list.clear')} onClick={onClear}>
        <IconX />
      </IconButton>
    </div>
  );
};
