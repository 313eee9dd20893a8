import type { Department } from '@crossdesk/contracts/departments.ts';
import type { LocalName } from '@crossdesk/contracts/scalars.ts';
import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import { useNames } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import { localizedName } from '../lib/i18n.ts';
import { showProblem } from '../lib/problem-messages.ts';
import { keys, queryClient } from '../lib/queries.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconEdit, IconPlus } from '../ui/icons.ts';
import { Chip } from '../ui/marks.tsx';
import { NameFields, SettingsDialog, storedName } from './dialog.tsx';
import { SettingsFrame, useSettingsTranslation } from './frame.tsx';
import { MissingRules } from './missing-rules.tsx';
import { refreshRouting } from './routing-text.ts';

const DepartmentDialog = ({ department, onClose }: { department: Department | null; onClose: () => void }) => {
  const { t } = useSettingsTranslation();
  const [name, setName] = useState<LocalName>(department?.name ?? { en: '' });
  const [color, setColor] = useState(department?.color ?? '#4c6ef5');
  const [isActive, setActive] = useState(department?.isActive ?? true);
  const [createsRule, setCreatesRule] = useState(true);
  const save = async () => {
    const body = { name: storedName(name), color };
    if (department) await call('editDepartment', { params: { id: department.id }, body: { ...body, isActive } });
    else {
      const { id } = await call('createDepartment', { body });
      if (createsRule)
        await call('createRoutingRule', { body: { name: localizedName(body.name), departmentId: id } }).catch(
          showProblem,
        );
    }
    void refreshRouting();
    await queryClient.invalidateQueries({ queryKey: keys.catalog });
    void queryClient.invalidateQueries({ queryKey: keys.views });
  };
  return (
    <SettingsDialog title={t(department ? 'department.edit' : 'department.add')} onSave={save} onClose={onClose}>
      <NameFields name={name} onName={setName} />
      <label className="native-label">
        {t('department.colour')}
        <input
          type="color"
          className="colour-input"
          value={color}
          onChange={(event) => setColor(event.currentTarget.value)}
        />
      </label>
      {!department && (
        <Checkbox
          label={t('department.createRule')}
          description={t('department.createRuleNote')}
          checked={createsRule}
          onChange={(event) => setCreatesRule(event.currentTarget.checked)}
        />
      )}
      {department && (
        <Checkbox
          label={t('department.active')}
          description={t('department.activeNote')}
          checked={isActive}
          onChange={(event) => setActive(event.currentTarget.checked)}
        />
      )}
    </SettingsDialog>
  );
};

/** The departments (ZE-54). */
export const Departments = () => {
  const { t } = useSettingsTranslation();
  const names = useNames();
  const [editedDepartment, setEditedDepartment] = useState<Department | 'new' | null>(null);
  return (
    <SettingsFrame
      title={t('page.departments')}
      note={t('note.departments')}
      action={
        <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setEditedDepartment('new')}>
          {t('department.add')}
        </Button>
      }
    >
      <MissingRules />
      <ul className="settings-list">
        {names.departments.map((department) => (
          <li key={department.id} className="settings-row" data-off={!department.isActive || undefined}>
            <span className="dot-colour" style={{ background: department.color }} aria-hidden />
            <span className="grow">
              <span className="settings-name">{localizedName(department.name)}</span>
              <span className="faint">
                {t('department.people', {
                  count: names.agents.filter(
                    (agent) => agent.isActive && agent.memberships.some((one) => one.departmentId === department.id),
                  ).length,
                })}
              </span>
            </span>
            {!department.isActive && <Chip>{t('off')}</Chip>}
            <IconButton
              label={t('edit', { name: localizedName(department.name) })}
              onClick={() => setEditedDepartment(department)}
            >
              <IconEdit />
            </IconButton>
          </li>
        ))}
      </ul>
      {editedDepartment && (
        <DepartmentDialog
          department={editedDepartment === 'new' ? null : editedDepartment}
          onClose={() => setEditedDepartment(null)}
        />
      )}
    </SettingsFrame>
  );
};
