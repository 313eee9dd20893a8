import type { BaseState, Choice } from '@crossdesk/contracts/settings.ts';
import { Button, Checkbox, NativeSelect, PasswordInput, Switch, TagsInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { setPreference, useTheme } from '../lib/preferences.ts';
import { toast } from '../lib/toast.ts';
import { Avatar } from '../ui/avatar.tsx';
import { IconButton, Keys } from '../ui/buttons.tsx';
import { DangerButton } from '../ui/danger-button.tsx';
import { IconAlertTriangle, IconCheck, IconChevronDown, IconInbox, IconSend, IconTrash, IconX } from '../ui/icons.ts';
import { Chip, DueChip, PriorityMark, StateMark, VisibilityTag } from '../ui/marks.tsx';
import { MenuButton, MenuDivider, MenuItem, MenuLabel } from '../ui/menus.tsx';
import { Pick } from '../ui/pick.tsx';
import { Empty, FormError, Skeleton } from '../ui/states.tsx';
import { Time } from '../ui/time.tsx';
import { GallerySection } from './component-gallery-section.tsx';
import { TicketComponents } from './component-gallery-tickets.tsx';
import './pages.css';

const states: BaseState[] = ['new', 'open', 'pending', 'on_hold', 'resolved', 'closed', 'canceled'];
const priority = (weight: number, en: string, color: Choice['color']): Choice => ({
  id: weight,
  kind: 'priority',
  name: { en },
  position: 0,
  isActive: true,
  baseState: null,
  needsJustification: false,
  statusId: null,
  weight,
  color,
  parentId: null,
  departmentIds: [],
  ticketType: null,
  categoryIds: [],
  defaultCategoryId: null,
  priorityIds: [],
  defaultPriorityId: null,
});
const priorities = [
  priority(10, 'Low', 'gray'),
  priority(20, 'Medium', 'blue'),
  priority(30, 'High', 'orange'),
  priority(40, 'Urgent', 'red'),
];
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();

/** Static copies of the toasts that the buttons above show. */
const sampleToasts = [
  { tone: 'plain', text: '#308 closed', action: 'Undo', icon: null },
  { tone: 'good', text: 'Done', action: null, icon: <IconCheck aria-hidden /> },
  { tone: 'bad', text: 'It didn’t work', action: null, icon: <IconAlertTriangle aria-hidden /> },
] as const;
const SampleToasts = () =>
  sampleToasts.map(({ tone, text, action, icon }) => (
    <div key={tone} className="toast" data-tone={tone} style={{ animation: 'none' }}>
      {icon}
      <p className="grow">
        {text}
        {tone === 'bad' && <small>Your text is saved.</small>}
      </p>
      {action && (
        <button type="button" className="do">
          {action}
        </button>
      )}
      <button type="button" aria-label="Close">
        <IconX aria-hidden />
      </button>
    </div>
  ));

/** Every component in every state, for development only. Its texts are not translated. */
export const ComponentGallery = () => {
  const [picked, setPicked] = useState('b');
  const options = ['a', 'b', 'c'].map((value) => ({ value, label: `Option ${value}`, note: 'note' }));
  const shown = useTheme();
  return (
    <main className="simple-page">
      <div className="simple-inner">
        <h1>Components</h1>
        <Button mb={14} variant="default" onClick={() => setPreference({ theme: shown === 'dark' ? 'light' : 'dark' })}>
          {shown === 'dark' ? 'Light' : 'Dark'}
        </Button>
        <GallerySection title="States">
          {states.map((state) => (
            <span key={state} style={{ display: 'inline-flex', gap: 6, alignItems: 'center' }}>
              <StateMark state={state} /> {state}
            </span>
          ))}
        </GallerySection>
        <GallerySection title="Priorities">
          {priorities.map((choice) => (
            <PriorityMark key={choice.id} choice={choice} />
          ))}
        </GallerySection>
        <GallerySection title="Chips">
          {(['plain', 'accent', 'ok', 'warn', 'bad', 'internal', 'quiet'] as const).map((tone) => (
            <Chip key={tone} tone={tone} icon={<IconCheck />}>
              {tone}
            </Chip>
          ))}
          <VisibilityTag visibility="public" />
          <VisibilityTag visibility="internal" />
          <DueChip dueAt={inMs(26 * 3_600_000)} />
          <DueChip dueAt={inMs(42 * 60_000)} />
          <DueChip dueAt={inMs(-3_600_000)} />
        </GallerySection>
        <GallerySection title="People">
          {['Mina Ito', '佐藤 健', 'Jo', 'Ana Maria Moreira'].map((name) => (
            <Avatar key={name} name={name} size={32} />
          ))}
          {(['available', 'away', 'offline'] as const).map((availability) => (
            <Avatar key={availability} name="Kenji Tanaka" size={32} availability={availability} />
          ))}
        </GallerySection>
        <GallerySection title="Buttons">
          <Button leftSection={<IconSend size={15} />}>Primary</Button>
          <Button variant="default">Default</Button>
          <Button variant="subtle" color="gray">
            Subtle
          </Button>
          <Button disabled>Disabled</Button>
          <Button loading>Loading</Button>
          <IconButton label="Close" hotkey="e" onClick={() => {}}>
            <IconCheck />
          </IconButton>
          <IconButton label="Pressed" aria-pressed onClick={() => {}}>
            <IconCheck />
          </IconButton>
          <IconButton label="Delete" refusal="Your access profile doesn’t allow this." onClick={() => {}}>
            <IconTrash />
          </IconButton>
          <Keys keys="mod+k" />
          <Keys keys="g a" />
        </GallerySection>
        <GallerySection title="Fields">
          <TextInput label="Text" defaultValue="Value" />
          <TextInput label="Wrong" error="What is wrong" />
          <TextInput label="Disabled" disabled />
          <PasswordInput label="Password" />
          <NativeSelect label="Select" data={['One', 'Two']} />
          <TagsInput label="Words" defaultValue={['carrier', 'vip']} />
          <Checkbox label="Checkbox" defaultChecked />
          <Switch label="Switch" defaultChecked />
          <Pick label="Pick" value={picked} options={options} onPick={setPicked}>
            Option {picked}
          </Pick>
          <Pick label="Refused" value="a" options={options} onPick={setPicked} refusal="You can’t change this.">
            Refused
          </Pick>
        </GallerySection>
        <GallerySection title="Menus and danger buttons">
          <MenuButton
            position="bottom-start"
            button={(anchor) => (
              <Button {...anchor} variant="default" rightSection={<IconChevronDown size={15} aria-hidden />}>
                Menu
              </Button>
            )}
          >
            <MenuLabel>Show</MenuLabel>
            <MenuItem leftSection={<IconInbox size={15} aria-hidden />} rightSection={<Keys keys="g a" />}>
              With shortcut
            </MenuItem>
            <MenuItem rightSection={<IconCheck size={15} aria-label="Selected" />}>Selected</MenuItem>
            <MenuDivider />
            <MenuItem disabled>Disabled</MenuItem>
          </MenuButton>
          <DangerButton onClick={() => {}}>Delete permanently</DangerButton>
          <DangerButton disabled onClick={() => {}}>
            Disabled
          </DangerButton>
        </GallerySection>
        <GallerySection title="Time">
          {[0, -240_000, -7_200_000, -3 * 86_400_000, -40 * 86_400_000, -500 * 86_400_000].map((ms) => (
            <Time key={ms} at={inMs(ms)} />
          ))}
          <Time at={inMs(-86_400_000)} isLong />
        </GallerySection>
        <GallerySection title="Toasts">
          <Button variant="default" onClick={() => toast({ text: 'Plain', action: { label: 'Undo', run: () => {} } })}>
            Plain
          </Button>
          <Button variant="default" onClick={() => toast({ tone: 'good', text: 'Done' })}>
            Good
          </Button>
          <Button
            variant="default"
            onClick={() => toast({ tone: 'bad', text: 'It didn’t work', detail: 'Your text is saved.' })}
          >
            Bad
          </Button>
          <SampleToasts />
          <FormError>What went wrong, and what to do.</FormError>
        </GallerySection>
        <GallerySection title="Loading and empty">
          <Skeleton width={180} />
          <Skeleton width={28} height={28} round />
          <Empty
            icon={<IconInbox />}
            title="You’re all caught up"
            buttons={<Button variant="default">Do something</Button>}
          >
            What would be here, and how to get it.
          </Empty>
        </GallerySection>
        <TicketComponents />
      </div>
    </main>
  );
};
