import type { AgentStatus } from '@crossdesk/contracts/availability.ts';
import type { LocalName } from '@crossdesk/contracts/scalars.ts';
import type { Company } from '@crossdesk/contracts/settings.ts';
import { Button, Checkbox, NumberInput, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useNames } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import { localizedName } from '../lib/i18n.ts';
import { problemMessage, showProblem } from '../lib/problem-messages.ts';
import { agentStatusesQuery, keys, queryClient } from '../lib/queries.ts';
import { toast } from '../lib/toast.ts';
import { Mark } from '../ui/availability-mark.tsx';
import { IconButton } from '../ui/buttons.tsx';
import { IconArrowDown, IconArrowUp, IconEdit, IconEye, IconEyeOff, IconPlus, IconTrash } from '../ui/icons.ts';
import { Chip } from '../ui/marks.tsx';
import { FormError } from '../ui/states.tsx';
import { NameFields, SettingsDialog, storedName } from './dialog.tsx';
import { QueryContent, SettingsFrame, useSettingsTranslation } from './frame.tsx';
import { useUndoableDelete } from './undoable-delete.ts';
import './hours.css';

const refreshStatuses = () =>
  Promise.all([keys.agentStatuses, keys.availability].map((queryKey) => queryClient.invalidateQueries({ queryKey })));

const StatusDialog = ({ status, onClose }: { status: AgentStatus | null; onClose: () => void }) => {
  const { t } = useSettingsTranslation();
  const [name, setName] = useState<LocalName>(status?.name ?? { en: '' });
  const [receivesWork, setReceivesWork] = useState(status?.receivesWork ?? false);
  const save = async () => {
    const body = { name: storedName(name), receivesWork };
    if (status)
      await call('editAgentStatus', { params: { id: status.id }, body: { ...body, version: status.version } });
    else await call('createAgentStatus', { body });
    await refreshStatuses();
  };
  return (
    <SettingsDialog
      title={status ? t('edit', { name: localizedName(status.name) }) : t('status.addAgent')}
      onSave={save}
      onClose={onClose}
    >
      <NameFields name={name} onName={setName} />
      <Checkbox
        label={t('status.receives')}
        description={t(status?.key ? 'status.builtInNote' : 'status.receivesNote')}
        disabled={(status?.key ?? null) !== null}
        checked={receivesWork}
        onChange={(event) => setReceivesWork(event.currentTarget.checked)}
      />
    </SettingsDialog>
  );
};

const Statuses = ({ items, onEdit }: { items: readonly AgentStatus[]; onEdit: (status: AgentStatus) => void }) => {
  const { t } = useSettingsTranslation();
  const edit = (id: number, body: { position?: number; isActive?: boolean }) =>
    call('editAgentStatus', { params: { id }, body });
  const runAndRefresh = (work: Promise<unknown>) => void work.then(refreshStatuses).catch(showProblem);
  const move = (status: AgentStatus, offset: number) => {
    const reordered = items.filter((one) => one !== status);
    reordered.splice(items.indexOf(status) + offset, 0, status);
    runAndRefresh(
      Promise.all(reordered.map((one, position) => (one.position === position ? null : edit(one.id, { position })))),
    );
  };
  const deleteWithUndo = useUndoableDelete(refreshStatuses);
  const remove = ({ id, name, receivesWork, position }: AgentStatus) =>
    deleteWithUndo(
      localizedName(name),
      () => call('deleteAgentStatus', { params: { id } }),
      () => call('createAgentStatus', { body: { name, receivesWork, position } }),
    );
  return (
    <ul className="settings-list">
      {items.map((status, index) => {
        const name = localizedName(status.name);
        return (
          <li key={status.id} className="settings-row" data-off={!status.isActive || undefined}>
            <Mark is={status.receivesWork ? 'available' : (status.key ?? 'away')} />
            <span className="grow">
              <span className="settings-name">{name}</span>
              <span className="faint">{t(status.receivesWork ? 'status.receives' : 'status.receivesNot')}</span>
            </span>
            <span className="settings-acts">
              {!status.isActive && <Chip>{t('off')}</Chip>}
              {status.key && <Chip tone="quiet">{t('status.builtIn')}</Chip>}
              <IconButton
                label={t('moveUp', { name })}
                refusal={index === 0 ? t('isFirst') : null}
                onClick={() => move(status, -1)}
              >
                <IconArrowUp />
              </IconButton>
              <IconButton
                label={t('moveDown', { name })}
                refusal={index === items.length - 1 ? t('isLast') : null}
                onClick={() => move(status, 1)}
              >
                <IconArrowDown />
              </IconButton>
              <IconButton label={t('edit', { name })} onClick={() => onEdit(status)}>
                <IconEdit />
              </IconButton>
              <IconButton
                label={t(status.isActive ? 'disable' : 'enable', { name })}
                refusal={status.key ? t('status.builtInNote') : null}
                onClick={() => runAndRefresh(edit(status.id, { isActive: !status.isActive }))}
              >
                {status.isActive ? <IconEyeOff /> : <IconEye />}
              </IconButton>
              <IconButton
                label={t('delete', { name })}
                refusal={status.key ? t('status.builtInNote') : null}
                onClick={() => remove(status)}
              >
                <IconTrash />
              </IconButton>
            </span>
          </li>
        );
      })}
    </ul>
  );
};

const defaultMinutes = { disconnected: 30, idle: 15 };
const maxMinutes = { disconnected: 1440, idle: 360 };

/** The two times after which agents stop receiving tickets; each can be off. */
const Limits = ({ company }: { company: Company }) => {
  const { t, desk } = useSettingsTranslation();
  const [minutes, setMinutes] = useState({ disconnected: company.disconnectedMinutes, idle: company.idleMinutes });
  const [problem, setProblem] = useState<string | null>(null);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(null);
    try {
      const body = { disconnectedMinutes: minutes.disconnected, idleMinutes: minutes.idle };
      await call('editCompany', { body });
      await queryClient.invalidateQueries({ queryKey: keys.catalog });
      toast({ tone: 'good', text: t('saved') });
    } catch (error) {
      setProblem(problemMessage(error));
    }
  };
  return (
    <form className="settings-card" style={{ marginTop: 14 }} onSubmit={save}>
      <h2>{t('limits.title')}</h2>
      <p>{t('limits.note')}</p>
      {problem && <FormError>{problem}</FormError>}
      {(['disconnected', 'idle'] as const).map((kind) => (
        <div key={kind} className="availability-limit">
          <Switch
            label={t(`limits.${kind}`)}
            checked={minutes[kind] !== null}
            onChange={(event) =>
              setMinutes({ ...minutes, [kind]: event.currentTarget.checked ? defaultMinutes[kind] : null })
            }
          />
          {minutes[kind] !== null && (
            <NumberInput
              label={t(`limits.${kind}Minutes`)}
              min={1}
              max={maxMinutes[kind]}
              allowDecimal={false}
              clampBehavior="strict"
              value={minutes[kind]}
              onChange={(value) => setMinutes({ ...minutes, [kind]: Number(value) || 1 })}
            />
          )}
        </div>
      ))}
      <div className="form-foot is-end">
        <Button type="submit" size="sm">
          {desk('save')}
        </Button>
      </div>
    </form>
  );
};

/** The statuses of agents, and the times after which they stop receiving tickets. */
export const AgentStatuses = () => {
  const { t } = useSettingsTranslation();
  const { company } = useNames();
  const query = useQuery(agentStatusesQuery);
  const [edited, setEdited] = useState<AgentStatus | 'new' | null>(null);
  return (
    <SettingsFrame
      title={t('page.availability')}
      note={t('note.availability')}
      action={
        <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setEdited('new')}>
          {t('status.addAgent')}
        </Button>
      }
    >
      <QueryContent query={query}>{({ items }) => <Statuses items={items} onEdit={setEdited} />}</QueryContent>
      {company && <Limits company={company} />}
      {edited && <StatusDialog status={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />}
    </SettingsFrame>
  );
};
