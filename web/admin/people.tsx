import type { Agent, Membership, Profile } from '@crossdesk/contracts/identity.ts';
import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useAvailabilities } from '../lib/availability.ts';
import { useNames } from '../lib/catalog.ts';
import { call } from '../lib/client.ts';
import { localizedName } from '../lib/i18n.ts';
import { fieldProblems } from '../lib/problem-messages.ts';
import { keys, queryClient } from '../lib/queries.ts';
import { Avatar } from '../ui/avatar.tsx';
import { IconButton } from '../ui/buttons.tsx';
import { IconEdit, IconPlus } from '../ui/icons.ts';
import { Chip } from '../ui/marks.tsx';
import { AgentLimitFields, useAgentLimits } from './agent-limits.tsx';
import { SettingsDialog } from './dialog.tsx';
import { QueryContent, SettingsFrame, useSettingsTranslation } from './frame.tsx';
import { ShowOnce } from './show-once.tsx';

const PersonDialog = ({
  agent,
  profiles,
  onClose,
  onInvited,
}: {
  agent: Agent | null;
  profiles: readonly Profile[];
  onClose: () => void;
  onInvited: (url: string) => void;
}) => {
  const { t, desk } = useSettingsTranslation();
  const names = useNames();
  const [name, setName] = useState(agent?.name ?? '');
  const [email, setEmail] = useState(agent?.email ?? '');
  const [phone, setPhone] = useState(agent?.phone ?? '');
  const [profileId, setProfileId] = useState(
    agent?.profileId ?? profiles.find((one) => one.key === 'agent')?.id ?? profiles[0]?.id ?? 0,
  );
  const [memberships, setMemberships] = useState<readonly Membership[]>(agent?.memberships ?? []);
  const [isActive, setActive] = useState(agent?.isActive ?? true);
  const limits = useAgentLimits(agent?.id ?? null);
  const save = async () => {
    const digits = phone.replace(/[\s()./-]/g, '');
    const body = {
      name: name.trim(),
      email: email.trim(),
      phone: digits || null,
      profileId,
      memberships: [...memberships],
    };
    if (agent) {
      await call('editAgent', { params: { id: agent.id }, body: { ...body, isActive } });
      await limits.save();
    }
    if (!agent) onInvited((await call('createAgent', { body })).invitationUrl);
    void queryClient.invalidateQueries({ queryKey: ['agents'] });
    void queryClient.invalidateQueries({ queryKey: keys.catalog });
  };
  return (
    <SettingsDialog
      title={agent ? agent.name : t('person.add')}
      size={520}
      onSave={save}
      onClose={onClose}
      submitLabel={agent ? desk('save') : t('person.invite')}
      errorMessage={(error) => ('phone' in fieldProblems(error) ? t('mine.phoneBad') : null)}
    >
      <TextInput
        label={t('person.name')}
        required
        data-autofocus
        maxLength={120}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={t('person.email')}
        required
        type="email"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <TextInput
        label={t('mine.phone')}
        description={t('mine.phoneNote')}
        type="tel"
        maxLength={30}
        value={phone}
        onChange={(event) => setPhone(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('person.profile')}
        value={String(profileId)}
        onChange={(event) => setProfileId(Number(event.currentTarget.value))}
        data={profiles.map((one) => ({ value: String(one.id), label: localizedName(one.name) }))}
      />
      <fieldset className="memberships">
        <legend>{t('person.departments')}</legend>
        {names.departments.map((department) => {
          const membership = memberships.find((one) => one.departmentId === department.id);
          const others = memberships.filter((one) => one.departmentId !== department.id);
          const label = localizedName(department.name);
          return (
            <div key={department.id} className="membership">
              <Checkbox
                label={label}
                checked={membership !== undefined}
                onChange={(event) =>
                  setMemberships(
                    event.currentTarget.checked ? [...others, { departmentId: department.id, role: 'agent' }] : others,
                  )
                }
              />
              {membership && (
                <NativeSelect
                  size="xs"
                  aria-label={t('person.roleIn', { department: label })}
                  value={membership.role}
                  onChange={(event) =>
                    setMemberships([
                      ...others,
                      {
                        departmentId: department.id,
                        role: event.currentTarget.value === 'supervisor' ? 'supervisor' : 'agent',
                      },
                    ])
                  }
                  data={(['agent', 'supervisor'] as const).map((role) => ({ value: role, label: t(`role.${role}`) }))}
                />
              )}
            </div>
          );
        })}
      </fieldset>
      {agent && <AgentLimitFields limits={limits} />}
      {agent && (
        <Checkbox
          label={t('person.active')}
          description={t('person.activeNote')}
          checked={isActive}
          onChange={(event) => setActive(event.currentTarget.checked)}
        />
      )}
    </SettingsDialog>
  );
};

/** All agents with their access profile and departments. */
export const People = () => {
  const { t } = useSettingsTranslation();
  const names = useNames();
  const availabilities = useAvailabilities();
  const query = useQuery({ queryKey: ['agents'], queryFn: ({ signal }) => call('listAgents', { signal }) });
  const { data: profiles } = useQuery({
    queryKey: ['profiles'],
    queryFn: ({ signal }) => call('listProfiles', { signal }),
  });
  const [editedAgent, setEditedAgent] = useState<Agent | 'new' | null>(null);
  const [invitation, setInvitation] = useState<string | null>(null);
  return (
    <SettingsFrame
      title={t('page.people')}
      note={t('note.people')}
      action={
        <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setEditedAgent('new')}>
          {t('person.add')}
        </Button>
      }
    >
      {invitation && <ShowOnce text={t('person.invited')} secret={invitation} />}
      <QueryContent query={query}>
        {({ items }) => (
          <ul className="settings-list">
            {items.map((agent) => (
              <li key={agent.id} className="settings-row" data-off={!agent.isActive || undefined}>
                <Avatar
                  name={agent.name}
                  url={agent.avatarUrl}
                  size={32}
                  availability={availabilities.mark(agent.id)}
                  label={availabilities.words(agent.id) ?? t('off')}
                />
                <span className="grow">
                  <span className="settings-name cut">{agent.name}</span>
                  <span className="faint cut" style={{ display: 'block' }}>
                    {agent.email} ·{' '}
                    {agent.memberships.map((one) => names.department(one.departmentId)).join(', ') ||
                      t('person.nowhere')}
                  </span>
                </span>
                <span className="settings-acts">
                  {!agent.isActive && <Chip>{t('off')}</Chip>}
                  <Chip tone="quiet">
                    {localizedName(profiles?.items.find((one) => one.id === agent.profileId)?.name ?? { en: '…' })}
                  </Chip>
                  <IconButton label={t('edit', { name: agent.name })} onClick={() => setEditedAgent(agent)}>
                    <IconEdit />
                  </IconButton>
                </span>
              </li>
            ))}
          </ul>
        )}
      </QueryContent>
      {editedAgent && profiles && (
        <PersonDialog
          agent={editedAgent === 'new' ? null : editedAgent}
          profiles={profiles.items}
          onClose={() => setEditedAgent(null)}
          onInvited={setInvitation}
        />
      )}
    </SettingsFrame>
  );
};
