import type { AssignmentSettings } from '@crossdesk/contracts/assignment.ts';
import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNames } from '../lib/catalog.ts';
import { localizedName } from '../lib/i18n.ts';
import { assignmentSettingsQuery } from '../lib/queries.ts';
import { AssignmentForm } from './assignment-form.tsx';
import { QueryContent, SettingsFrame, useSettingsTranslation } from './frame.tsx';

/** How each department assigns its tickets (C-02 to C-04). */
export const Assignment = () => {
  const { t } = useSettingsTranslation();
  const names = useNames();
  const query = useQuery(assignmentSettingsQuery);
  const departments = names.departments.filter((one) => one.isActive);
  const [chosenId, setChosenId] = useState(0);
  const departmentId = chosenId || (departments[0]?.id ?? 0);
  const settingsOf = (items: readonly AssignmentSettings[]) => items.find((one) => one.departmentId === departmentId);
  return (
    <SettingsFrame title={t('page.assignment')} note={t('note.assignment')}>
      <NativeSelect
        className="assignment-department"
        label={t('assignment.department')}
        value={String(departmentId)}
        onChange={(event) => setChosenId(Number(event.currentTarget.value))}
        data={departments.map((one) => ({ value: String(one.id), label: localizedName(one.name) }))}
      />
      <QueryContent query={query}>
        {({ items }) => {
          const settings = settingsOf(items);
          return settings ? (
            <AssignmentForm key={`${departmentId} ${settings.version}`} settings={settings} departments={departments} />
          ) : null;
        }}
      </QueryContent>
    </SettingsFrame>
  );
};
