import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { call } from '../lib/client.ts';
import { problemMessage, showProblem } from '../lib/problem-messages.ts';
import { queryClient } from '../lib/queries.ts';
import { IconButton } from '../ui/buttons.tsx';
import { IconKey, IconTrash } from '../ui/icons.ts';
import { FormError } from '../ui/states.tsx';
import { Time } from '../ui/time.tsx';
import { QueryContent, SettingsEmpty, SettingsFrame, useSettingsTranslation } from './frame.tsx';
import { ShowOnce } from './show-once.tsx';

/** The user's API keys; a new key is shown only once. */
export const ApiKeys = () => {
  const { t } = useSettingsTranslation();
  const query = useQuery({ queryKey: ['api-keys'], queryFn: ({ signal }) => call('listApiKeys', { signal }) });
  const [name, setName] = useState('');
  const [createdKey, setCreatedKey] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const refreshKeys = () => queryClient.invalidateQueries({ queryKey: ['api-keys'] });
  const create = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(null);
    try {
      setCreatedKey((await call('createApiKey', { body: { name: name.trim() } })).key);
      setName('');
      await refreshKeys();
    } catch (error) {
      setProblem(problemMessage(error));
    }
  };
  return (
    <SettingsFrame title={t('page.apiKeys')} note={t('note.apiKeys')}>
      {createdKey && <ShowOnce text={t('apiKey.once')} secret={createdKey} />}
      {problem && <FormError>{problem}</FormError>}
      <form
        className="setup-line"
        onSubmit={create}
        style={{ display: 'flex', gap: 8, alignItems: 'flex-end', marginBottom: 16 }}
      >
        <TextInput
          className="grow"
          label={t('apiKey.name')}
          required
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" size="sm">
          {t('apiKey.make')}
        </Button>
      </form>
      <QueryContent query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <SettingsEmpty>{t('apiKey.empty')}</SettingsEmpty>
          ) : (
            <ul className="settings-list">
              {items.map((key) => (
                <li key={key.id} className="settings-row">
                  <IconKey size={18} aria-hidden className="faint" />
                  <span className="grow">
                    <span className="settings-name cut">{key.name}</span>
                    <span className="faint">
                      {key.start}… · <Time at={key.createdAt} isLong />
                    </span>
                  </span>
                  <IconButton
                    label={t('apiKey.revoke', { name: key.name })}
                    onClick={() =>
                      void call('deleteApiKey', { params: { keyId: key.id } })
                        .then(refreshKeys)
                        .catch(showProblem)
                    }
                  >
                    <IconTrash />
                  </IconButton>
                </li>
              ))}
            </ul>
          )
        }
      </QueryContent>
    </SettingsFrame>
  );
};
