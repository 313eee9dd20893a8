import type { Department } from '@crossdesk/contracts/departments.ts';
import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useNames } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import { nameIn } from '../lib/i18n.ts';
import { keys, queryClient } from '../lib/queries.ts';
import { problemSentence } from '../lib/sentences.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconEdit, IconPlus } from '../ui/icons.ts';
import { Chip } from '../ui/marks.tsx';
import { FormError } from '../ui/states.tsx';
import { DialogFoot, SettingsFrame, useAdmin } from './frame.tsx';

const DepartmentDialog = ({ department, onClose }: { department: Department | null; onClose: () => void }) => {
  const { t, desk } = useAdmin();
  const [en, setEn] = useState(department?.name.en ?? '');
  const [ja, setJa] = useState(department?.name.ja ?? '');
  const [color, setColor] = useState(department?.color ?? '#4c6ef5');
  const [isActive, setActive] = useState(department?.isActive ?? true);
  const [problem, setProblem] = useState<string | null>(null);
  const keep = async (event: FormEvent) => {
    event.preventDefault();
    const body = { name: { en: en.trim(), ...(ja.trim() ? { ja: ja.trim() } : {}) }, color };
    try {
      if (department) await call('editDepartment', { params: { id: department.id }, body: { ...body, isActive } });
      else await call('createDepartment', { body });
      await queryClient.invalidateQueries({ queryKey: keys.catalog });
      void queryClient.invalidateQueries({ queryKey: keys.views });
      onClose();
    } catch (error) {
      setProblem(problemSentence(error));
    }
  };
  return (
    <Modal opened onClose={onClose} title={t(department ? 'department.edit' : 'department.add')}>
      <form className="plain-form" onSubmit={keep}>
        {problem && <FormError>{problem}</FormError>}
        <TextInput
          label={t('name.en')}
          required
          data-autofocus
          maxLength={120}
          value={en}
          onChange={(event) => setEn(event.currentTarget.value)}
        />
        <TextInput
          label={t('name.ja')}
          description={t('name.jaNote')}
          maxLength={120}
          value={ja}
          onChange={(event) => setJa(event.currentTarget.value)}
        />
        <label className="native-label">
          {t('department.colour')}
          <input
            type="color"
            className="colour-input"
            value={color}
            onChange={(event) => setColor(event.currentTarget.value)}
          />
        </label>
        {department && (
          <Checkbox
            label={t('department.active')}
            description={t('department.activeNote')}
            checked={isActive}
            onChange={(event) => setActive(event.currentTarget.checked)}
          />
        )}
        <DialogFoot>
          <Button variant="subtle" color="gray" onClick={onClose}>
            {desk('cancel')}
          </Button>
          <Button type="submit">{desk('save')}</Button>
        </DialogFoot>
      </form>
    </Modal>
  );
};

/** The parts of the company that own tickets (ZE-54). */
export const Departments = () => {
  const { t } = useAdmin();
  const names = useNames();
  const [asked, setAsked] = useState<Department | 'new' | null>(null);
  return (
    <SettingsFrame
      title={t('page.departments')}
      note={t('note.departments')}
      action={
        <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setAsked('new')}>
          {t('department.add')}
        </Button>
      }
    >
      <ul className="settings-list">
        {names.departments.map((department) => (
          <li key={department.id} className="settings-row" data-off={!department.isActive || undefined}>
            <span className="dot-colour" style={{ background: department.color }} aria-hidden />
            <span className="grow">
              <span className="settings-name">{nameIn(department.name)}</span>
              <span className="faint">
                {t('department.people', {
                  count: names.agents.filter(
                    (agent) => agent.isActive && agent.memberships.some((one) => one.departmentId === department.id),
                  ).length,
                })}
              </span>
            </span>
            {!department.isActive && <Chip>{t('off')}</Chip>}
            <IconButton label={t('edit', { name: nameIn(department.name) })} onClick={() => setAsked(department)}>
              <IconEdit />
            </IconButton>
          </li>
        ))}
      </ul>
      {asked && <DepartmentDialog department={asked === 'new' ? null : asked} onClose={() => setAsked(null)} />}
    </SettingsFrame>
  );
};
