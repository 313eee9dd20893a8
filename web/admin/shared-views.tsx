import type { CustomView } from '@crossdesk/contracts/custom-views.ts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ComponentType, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Names, useNames } from '../lib/catalog.ts';
import { type ApiResult, call } from '../lib/client.ts';
import { localizedName } from '../lib/i18n.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconEdit, IconTrash } from '../ui/icons.ts';
import { Time } from '../ui/time.tsx';
import { QueryContent, SettingsEmpty, SettingsFrame, useSettingsTranslation } from './frame.tsx';

type Profiles = { id: number; name: CustomView['name'] }[];

const audienceText = (view: CustomView, names: Names, profiles: Profiles): string | null => {
  if (view.visibility === 'departments')
    return view.departmentIds.map((id) => names.department(id) ?? `#${id}`).join(', ');
  if (view.visibility !== 'profiles') return null;
  return view.profileIds.map((id) => profiles.find((one) => one.id === id)?.name ?? `#${id}`).join(', ');
};

type ViewTask = { act: 'edit' | 'delete'; viewId: number };
/** The custom views query, and the dialog that edits or deletes a view; web/app passes them in. */
type SharedViewsProps = {
  views: ApiResult<'listCustomViews'> | undefined;
  error: Error | null;
  refetch: () => unknown;
  Layer: ComponentType<{ work: ViewTask; isStaying: boolean; onClose: () => void }>;
};

/** All shared views with owner and audience, to edit or delete (ZE-43). */
export const SharedViews = ({ views, error, refetch, Layer }: SharedViewsProps) => {
  const { t } = useSettingsTranslation();
  const { t: tViews } = useTranslation('views');
  const names = useNames();
  const profiles = useQuery({ queryKey: ['profiles'], queryFn: ({ signal }) => call('listProfiles', { signal }) });
  const named = (profiles.data?.items ?? []).map((one) => ({ id: one.id, name: localizedName(one.name) }));
  const [work, setWork] = useState<ViewTask | null>(null);
  return (
    <SettingsFrame title={t('page.views')} note={t('note.views')}>
      <QueryContent query={{ data: views, error, refetch }}>
        {({ items }) => {
          const shared = items.filter((view) => view.visibility !== 'me');
          if (shared.length === 0) return <SettingsEmpty>{tViews('views.all.empty')}</SettingsEmpty>;
          return (
            <ul className="settings-list">
              {shared.map((view) => (
                <li key={view.id} className="settings-row">
                  <span className="grow" style={{ minWidth: 0 }}>
                    <Link
                      to="/tickets/$view"
                      params={{ view: `custom:${view.id}` }}
                      title={tViews('views.all.open', { name: view.name })}
                    >
                      {view.name}
                    </Link>
                    <small className="faint" style={{ display: 'block' }}>
                      {tViews('views.all.owner', { name: view.isMine ? tViews('views.all.mine') : view.owner.name })} ·{' '}
                      {audienceText(view, names, named) ?? tViews(`builder.visibility.${view.visibility}`)}
                    </small>
                  </span>
                  <Time at={view.updatedAt} className="faint" />
                  <IconButton
                    label={tViews('views.all.edit', { name: view.name })}
                    onClick={() => setWork({ act: 'edit', viewId: view.id })}
                  >
                    <IconEdit aria-hidden />
                  </IconButton>
                  <IconButton
                    label={tViews('builder.delete', { name: view.name })}
                    onClick={() => setWork({ act: 'delete', viewId: view.id })}
                  >
                    <IconTrash aria-hidden />
                  </IconButton>
                </li>
              ))}
            </ul>
          );
        }}
      </QueryContent>
      {work && <Layer work={work} isStaying onClose={() => setWork(null)} />}
    </SettingsFrame>
  );
};
