import type {
  NotificationKind,
  NotificationMeans,
  NotificationRules,
  TemplatedMeans,
} from '@crossdesk/contracts/notifications.ts';
import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useHasPermission, useNames } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import { localizedName } from '../lib/i18n.ts';
import { showProblem } from '../lib/problem-messages.ts';
import { queryClient } from '../lib/queries.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconEdit } from '../ui/icons.ts';
import { QueryContent, SettingsEmpty, SettingsFrame, useSettingsTranslation } from './frame.tsx';
import { NotifyMatrix } from './notify-matrix.tsx';
import { TemplateDrawer } from './template-drawer.tsx';
import './notifications.css';

const rulesKey = (departmentId: number) => ['notification-rules', departmentId] as const;

const Rules = ({ departmentId }: { departmentId: number }) => {
  const { t, desk } = useSettingsTranslation();
  const [edited, setEdited] = useState<{ kind: NotificationKind; means: TemplatedMeans } | null>(null);
  const query = useQuery({
    queryKey: rulesKey(departmentId),
    queryFn: ({ signal }) => call('getNotificationRules', { params: { id: departmentId }, signal }),
  });
  const set = async (kind: NotificationKind, means: NotificationMeans, isOn: boolean) => {
    const key = rulesKey(departmentId);
    queryClient.setQueryData<NotificationRules>(
      key,
      (rules) =>
        rules && { ...rules, items: rules.items.map((one) => (one.kind === kind ? { ...one, [means]: isOn } : one)) },
    );
    try {
      const body = { kind, means, isOn };
      queryClient.setQueryData(key, await call('setNotificationRule', { params: { id: departmentId }, body }));
    } catch (error) {
      showProblem(error);
      await queryClient.invalidateQueries({ queryKey: key });
    }
  };
  return (
    <QueryContent query={query}>
      {({ items, canMail, canText }) => (
        <>
          <section className="matrix-box" aria-label={t('rules.heading')}>
            <NotifyMatrix
              heading={t('rules.heading')}
              lines={items.map((rule) => ({ ...rule, note: t(`kind.${rule.kind}.note`) }))}
              onSet={(kind, means, isOn) => void set(kind, means, isOn)}
              renderBeside={(kind, means) =>
                means !== 'app' && (
                  <IconButton
                    label={t('rules.edit', { kind: t(`kind.${kind}`), means: desk(`means.${means}`) })}
                    onClick={() => setEdited({ kind, means })}
                  >
                    <IconEdit />
                  </IconButton>
                )
              }
            />
          </section>
          <ul className="notify-notes">
            {!canMail && <li>{t('rules.noMail')}</li>}
            {!canText && <li>{t('rules.noText')}</li>}
            <li>{t('rules.phone')}</li>
          </ul>
          {edited && <TemplateDrawer {...edited} onClose={() => setEdited(null)} />}
        </>
      )}
    </QueryContent>
  );
};

/**
 * The notification rules of each department; for administrators only (ZE-47, ZE-48, ZJ-31, ZJ-33).
 */
export const Notifications = () => {
  const { t } = useSettingsTranslation();
  const hasPermission = useHasPermission();
  const { departments } = useNames();
  const active = departments.filter((one) => one.isActive);
  const [chosen, setChosen] = useState<number | null>(null);
  const departmentId = chosen ?? active[0]?.id ?? null;
  return (
    <SettingsFrame title={t('page.notifications')} note={t('note.notifications')}>
      {!hasPermission('settings.manage') ? (
        <SettingsEmpty>
          <span className="rules-ask">
            {t('rules.ask')}
            <Link to="/settings/$page" params={{ page: 'me' }} hash="notifications">
              {t('rules.mine')}
            </Link>
          </span>
        </SettingsEmpty>
      ) : (
        departmentId !== null && (
          <>
            <NativeSelect
              className="notify-department"
              label={t('rules.department')}
              value={String(departmentId)}
              onChange={(event) => setChosen(Number(event.currentTarget.value))}
              data={active.map((one) => ({ value: String(one.id), label: localizedName(one.name) }))}
            />
            <Rules key={departmentId} departmentId={departmentId} />
          </>
        )
      )}
    </SettingsFrame>
  );
};
