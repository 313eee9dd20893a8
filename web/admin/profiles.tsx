import type { Profile } from '@crossdesk/contracts/identity.ts';
import { companyPermissions, ticketPermissions } from '@crossdesk/contracts/lists/permissions.ts';
import type { Permission } from '@crossdesk/contracts/permissions.ts';
import type { LocalName } from '@crossdesk/contracts/scalars.ts';
import { Button, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../lib/client.ts';
import { localizedName } from '../lib/i18n.ts';
import { showProblem } from '../lib/problem-messages.ts';
import { queryClient } from '../lib/queries.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconEdit, IconPlus, IconTrash } from '../ui/icons.ts';
import { useWidth } from '../ui/width.ts';
import { NameFields, SettingsDialog, storedName } from './dialog.tsx';
import { QueryContent, SettingsFrame, useSettingsTranslation } from './frame.tsx';
import { useUndoableDelete } from './undoable-delete.ts';

const groups = { ticket: ticketPermissions, company: companyPermissions };

const refreshProfiles = () => queryClient.invalidateQueries({ queryKey: ['profiles'] });

const ProfileDialog = ({ profile, onClose }: { profile: Profile | null; onClose: () => void }) => {
  const { t } = useSettingsTranslation();
  const [name, setName] = useState<LocalName>(profile?.name ?? { en: '' });
  const save = async () => {
    const newName = storedName(name);
    if (profile) await call('editProfile', { params: { id: profile.id }, body: { name: newName } });
    else await call('createProfile', { body: { name: newName, permissions: ['ticket.read'] } });
    await refreshProfiles();
  };
  return (
    <SettingsDialog title={t(profile ? 'profile.rename' : 'profile.add')} onSave={save} onClose={onClose}>
      <NameFields name={name} onName={setName} />
    </SettingsDialog>
  );
};

/**
 * The permissions of each access profile: a column per profile, or one profile at a time in narrow
 * windows. Admin always has every permission.
 */
export const Profiles = () => {
  const { t } = useSettingsTranslation();
  const query = useQuery({
    queryKey: ['profiles'],
    queryFn: ({ signal }) => call('listProfiles', { signal }),
  });
  const [editedProfile, setEditedProfile] = useState<Profile | 'new' | null>(null);
  const [selectedId, setSelectedId] = useState<number | null>(null);
  const isNarrow = useWidth() < 600;
  const deleteWithUndo = useUndoableDelete(refreshProfiles);
  const remove = ({ id, name, permissions }: Profile) =>
    deleteWithUndo(
      localizedName(name),
      () => call('deleteProfile', { params: { id } }),
      () => call('createProfile', { body: { name, permissions } }),
    );
  const set = async (profile: Profile, permission: Permission, isOn: boolean) => {
    const permissions = isOn
      ? [...profile.permissions, permission]
      : profile.permissions.filter((one) => one !== permission);
    queryClient.setQueryData<{ items: Profile[] }>(
      ['profiles'],
      (data) => data && { items: data.items.map((one) => (one.id === profile.id ? { ...one, permissions } : one)) },
    );
    try {
      await call('editProfile', { params: { id: profile.id }, body: { permissions } });
    } catch (error) {
      showProblem(error);
    }
    await refreshProfiles();
  };
  return (
    <SettingsFrame
      title={t('page.profiles')}
      note={t('note.profiles')}
      action={
        <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setEditedProfile('new')}>
          {t('profile.add')}
        </Button>
      }
    >
      <QueryContent query={query}>
        {({ items: all }) => {
          const selected = all.find((profile) => profile.id === selectedId) ?? all[0];
          const items = isNarrow && selected ? [selected] : all;
          return (
            <>
              {isNarrow && selected && (
                <NativeSelect
                  className="matrix-choose"
                  aria-label={t('page.profiles')}
                  value={String(selected.id)}
                  onChange={(event) => setSelectedId(Number(event.currentTarget.value))}
                  data={all.map((profile) => ({ value: String(profile.id), label: localizedName(profile.name) }))}
                />
              )}
              <section className="matrix-box" aria-label={t('page.profiles')}>
                <table className="matrix">
                  <thead>
                    <tr>
                      <td />
                      {items.map((profile) => (
                        <th key={profile.id} scope="col">
                          <span className="matrix-name">
                            {localizedName(profile.name)}
                            {profile.key === null && (
                              <>
                                <IconButton
                                  label={t('edit', { name: localizedName(profile.name) })}
                                  onClick={() => setEditedProfile(profile)}
                                >
                                  <IconEdit />
                                </IconButton>
                                <IconButton
                                  label={t('delete', { name: localizedName(profile.name) })}
                                  onClick={() => remove(profile)}
                                >
                                  <IconTrash />
                                </IconButton>
                              </>
                            )}
                          </span>
                        </th>
                      ))}
                    </tr>
                  </thead>
                  {(['ticket', 'company'] as const).map((group) => (
                    <tbody key={group}>
                      <tr className="matrix-group">
                        <th scope="rowgroup" colSpan={items.length + 1}>
                          {t(`permissionGroup.${group}`)}
                        </th>
                      </tr>
                      {groups[group].map((permission) => (
                        <tr key={permission}>
                          <th scope="row">{t(`permission.${permission}`)}</th>
                          {items.map((profile) => (
                            <td key={profile.id}>
                              <label>
                                <span className="sr">
                                  {localizedName(profile.name)}: {t(`permission.${permission}`)}
                                </span>
                                <input
                                  type="checkbox"
                                  checked={profile.permissions.includes(permission)}
                                  disabled={profile.key === 'admin'}
                                  onChange={(event) => void set(profile, permission, event.currentTarget.checked)}
                                />
                              </label>
                            </td>
                          ))}
                        </tr>
                      ))}
                    </tbody>
                  ))}
                </table>
              </section>
            </>
          );
        }}
      </QueryContent>
      {editedProfile && (
        <ProfileDialog
          profile={editedProfile === 'new' ? null : editedProfile}
          onClose={() => setEditedProfile(null)}
        />
      )}
    </SettingsFrame>
  );
};
