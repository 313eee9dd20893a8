import type { AssignmentSettings } from '@crossdesk/contracts/assignment.ts';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNames } from '../lib/catalog.ts';
import { assignmentSettingsQuery } from '../lib/queries.ts';
import { IconAlertTriangle, IconPlus } from '../ui/icons.ts';
import { Sheet } from '../ui/sheet.tsx';
import { useSettingsTranslation } from './frame.tsx';
import { RoutingForm, type RuleStart } from './routing-form.tsx';
import { channelName, channels } from './routing-text.ts';
import './routing.css';

/** The active departments that cannot receive the tickets of some channels (TT-13). */
export const MissingRules = () => {
  const { t } = useSettingsTranslation();
  const names = useNames();
  const { data } = useQuery(assignmentSettingsQuery);
  const [start, setStart] = useState<RuleStart | null>(null);
  const missing = (data?.items ?? []).filter(
    (one) =>
      one.missingChannels.length > 0 &&
      names.departments.some((department) => department.id === one.departmentId && department.isActive),
  );
  const row = ({ departmentId, missingChannels }: AssignmentSettings) => {
    const department = names.department(departmentId) ?? `#${departmentId}`;
    const isAll = missingChannels.length === channels.length;
    return (
      <li key={departmentId}>
        <span className="grow">
          {isAll
            ? t('routing.missingAll', { department })
            : t('routing.missingSome', {
                department,
                channels: missingChannels.map(channelName).join(t('routing.separator')),
              })}
        </span>
        <Button
          variant="default"
          size="xs"
          aria-label={t('routing.addFor', { department })}
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => setStart({ departmentId, name: department, channels: isAll ? null : missingChannels })}
        >
          {t('routing.add')}
        </Button>
      </li>
    );
  };
  return (
    <>
      {missing.length > 0 && (
        <section className="missing-rules" aria-label={t('routing.missing')}>
          <h2>
            <IconAlertTriangle size={16} aria-hidden />
            {t('routing.missing')}
          </h2>
          <ul>{missing.map(row)}</ul>
        </section>
      )}
      <Sheet isOpen={start !== null} size={620} title={t('routing.add')} onClose={() => setStart(null)}>
        {start && <RoutingForm rule={null} start={start} onDone={() => setStart(null)} />}
      </Sheet>
    </>
  );
};
