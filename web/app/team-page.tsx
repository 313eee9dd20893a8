import { useNavigate, useSearch } from '@tanstack/react-router';
import { Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useHasPermission, useMe, useNames } from '../lib/catalog.ts';
import { TeamBoard } from '../team/team-board.tsx';
import { patchTicket } from '../tickets/edit-ticket.ts';
import { IconUsersGroup } from '../ui/icons.ts';
import { lazyComponent } from '../ui/lazy.tsx';
import { LoadingPage } from '../ui/loading-page.tsx';
import { Empty } from '../ui/states.tsx';

// The forms of the settings load when a member is opened.
const MemberDetails = lazyComponent(() => import('./member-details.tsx').then((module) => module.MemberDetails));

/** The team board of one of the departments the user may see. */
export const TeamPage = () => {
  const { t } = useTranslation();
  const { t: team } = useTranslation('team');
  const me = useMe();
  const names = useNames();
  const navigate = useNavigate();
  const mayAll = useHasPermission()('tickets.all_departments');
  const { department: wanted } = useSearch({ from: '/inside/team' });
  const memberships = me?.memberships ?? [];
  const departments = names.departments.filter(
    (one) => one.isActive && (mayAll || memberships.some((membership) => membership.departmentId === one.id)),
  );
  const own = memberships.find((one) => one.role === 'supervisor') ?? memberships[0];
  const shown =
    departments.find((one) => one.id === wanted) ??
    departments.find((one) => one.id === own?.departmentId) ??
    departments[0];
  useEffect(() => {
    document.title = `${t('team')} · Crossdesk`;
  }, [t]);
  if (!shown)
    return names.company ? (
      <main className="simple-page">
        <Empty icon={<IconUsersGroup />} title={team('team.noDepartment.title')}>
          {team('team.noDepartment.text')}
        </Empty>
      </main>
    ) : null;
  return (
    <TeamBoard
      key={shown.id}
      departmentId={shown.id}
      departments={departments}
      patchTicket={patchTicket}
      memberDetails={(agentId) => (
        <Suspense fallback={<LoadingPage />}>
          <MemberDetails agentId={agentId} />
        </Suspense>
      )}
      onDepartment={(department) => void navigate({ to: '/team', search: { department } })}
    />
  );
};
