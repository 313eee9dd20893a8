import type { Me } from '@crossdesk/contracts/identity.ts';
import type {
  NotificationKind,
  NotificationMeans,
  NotificationPreferences,
} from '@crossdesk/contracts/notifications.ts';
import { Button, Checkbox, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { call } from '../lib/client.ts';
import { setPreference, usePreferences } from '../lib/preferences.ts';
import { fieldProblems, problemMessage, showProblem } from '../lib/problem-messages.ts';
import { keys, queryClient } from '../lib/queries.ts';
import { toast } from '../lib/toast.ts';
import { QueryContent, useSettingsTranslation } from './frame.tsx';
import { NotifyMatrix } from './notify-matrix.tsx';
import './notifications.css';

const preferencesKey = ['my-notifications'] as const;

/** Requests the browser's permission only when the user turns it on. */
const DesktopNotifications = () => {
  const { t } = useSettingsTranslation();
  const { isDesktopOn } = usePreferences();
  const isSupported = typeof Notification !== 'undefined';
  const [permission, setPermission] = useState(isSupported ? Notification.permission : 'denied');
  const note = !isSupported ? 'mine.desktopNone' : permission === 'denied' ? 'mine.desktopDenied' : 'mine.desktopNote';
  const setOn = async (isOn: boolean) => {
    const result = isOn && permission === 'default' ? await Notification.requestPermission() : permission;
    setPermission(result);
    setPreference({ isDesktopOn: isOn && result === 'granted' });
  };
  return (
    <Checkbox
      label={t('mine.desktop')}
      description={t(note)}
      disabled={!isSupported || permission === 'denied'}
      checked={isDesktopOn && permission === 'granted'}
      onChange={(event) => void setOn(event.currentTarget.checked)}
    />
  );
};

const PhoneNumber = ({ me }: { me: Me }) => {
  const { t, desk } = useSettingsTranslation();
  const [phone, setPhone] = useState(me.phone ?? '');
  const [problem, setProblem] = useState<string | null>(null);
  const digits = phone.replace(/[\s()./-]/g, '');
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(null);
    try {
      queryClient.setQueryData(keys.me, await call('editMe', { body: { phone: digits || null } }));
      setPhone(digits);
      toast({ tone: 'good', text: t('saved') });
    } catch (error) {
      setProblem('phone' in fieldProblems(error) ? t('mine.phoneBad') : problemMessage(error));
    }
  };
  return (
    <form className="notify-phone" onSubmit={(event) => void save(event)}>
      <TextInput
        className="grow"
        label={t('mine.phone')}
        description={t('mine.phoneNote')}
        type="tel"
        autoComplete="tel"
        maxLength={30}
        value={phone}
        error={problem}
        onChange={(event) => setPhone(event.currentTarget.value)}
      />
      <Button type="submit" size="sm" variant="default" disabled={digits === (me.phone ?? '')}>
        {desk('save')}
      </Button>
    </form>
  );
};

/** The user's notification preferences (C-24). */
export const MyNotifications = ({ me }: { me: Me }) => {
  const { t } = useSettingsTranslation();
  const card = useRef<HTMLElement>(null);
  // The notification panel links here.
  useEffect(() => {
    if (location.hash === '#notifications') card.current?.scrollIntoView();
  }, []);
  const query = useQuery({
    queryKey: preferencesKey,
    queryFn: ({ signal }) => call('getNotificationPreferences', { signal }),
  });
  const set = async (kind: NotificationKind, means: NotificationMeans, isOn: boolean) => {
    queryClient.setQueryData<NotificationPreferences>(
      preferencesKey,
      (before) => before && { items: before.items.map((one) => (one.kind === kind ? { ...one, [means]: isOn } : one)) },
    );
    try {
      const body = { kind, means, isOn };
      queryClient.setQueryData(preferencesKey, await call('setNotificationPreference', { body }));
    } catch (error) {
      showProblem(error);
      await queryClient.invalidateQueries({ queryKey: preferencesKey });
    }
  };
  return (
    <section className="settings-card" id="notifications" ref={card}>
      <h2>{t('mine.title')}</h2>
      <p>{t('mine.note')}</p>
      <QueryContent query={query}>
        {({ items }) => (
          <NotifyMatrix heading={null} lines={items} onSet={(kind, means, isOn) => void set(kind, means, isOn)} />
        )}
      </QueryContent>
      <DesktopNotifications />
      <PhoneNumber me={me} />
    </section>
  );
};
