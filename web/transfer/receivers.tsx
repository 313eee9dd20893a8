import type { Candidate } from '@crossdesk/contracts/assignment.ts';
import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAvailabilities } from '../lib/availability.ts';
import { useMe, useNames } from '../lib/catalog.ts';
import { translate } from '../lib/i18n.ts';
import { Avatar } from '../ui/avatar.tsx';

export type Member = Candidate & { isSupervisor: boolean };

const fold = (text: string) => text.normalize('NFKC').toLocaleLowerCase();

/** Shows the filter of the members from this number on. */
const manyMembers = 6;

const MemberOption = (props: {
  group: string;
  member: Member;
  isSupervisorShown: boolean;
  refusal: string | null;
  isChosen: boolean;
  onChoose: () => void;
  /** Chooses the substitute of an absent member; null without one. */
  onSubstitute: (() => void) | null;
}) => {
  const { t } = useTranslation('transfer');
  const names = useNames();
  const availabilities = useAvailabilities();
  const me = useMe();
  const { member, refusal } = props;
  const agent = names.agentOf(member.agentId);
  const words = [
    member.agentId === me?.id && t('you'),
    props.isSupervisorShown && member.isSupervisor && t('transfer.supervisor'),
    refusal === null ? availabilities.words(member.agentId) : t('transfer.notNow', { reason: refusal }),
  ];
  const option = (
    <label className="receiver" data-refused={refusal !== null || undefined}>
      <input
        type="radio"
        name={props.group}
        checked={props.isChosen}
        disabled={refusal !== null}
        onChange={props.onChoose}
      />
      <Avatar
        name={agent?.name ?? '?'}
        url={agent?.avatarUrl ?? null}
        size={24}
        availability={availabilities.mark(member.agentId)}
      />
      <span className="receiver-words">
        <span className="cut">{agent?.name}</span>
        <small>{words.filter(Boolean).join(' · ')}</small>
      </span>
      <span className="receiver-open">{translate('transfer.open', { count: member.openCount }, 'holders')}</span>
    </label>
  );
  return props.onSubstitute === null ? (
    option
  ) : (
    <div>
      {option}
      <button type="button" className="link-button receiver-substitute" onClick={props.onSubstitute}>
        {t('blocked.substitute', {
          name: names.agent(availabilities.of(member.agentId)?.substituteId ?? null) ?? '',
        })}
      </button>
    </div>
  );
};

/**
 * Who becomes responsible: the agent assigned automatically (`auto`), or one of the members with
 * their open tickets. `refusalOf`: why a member cannot be chosen, as a message.
 */
export const Receivers = (props: {
  legend: string;
  findLabel: string;
  /** The first option; null if somebody has to be named. `text` is shown below the label. */
  auto: { label: string; text?: ReactNode; isChosen: boolean; onChoose: () => void } | null;
  members: readonly Member[];
  isSupervisorShown: boolean;
  chosenId: number | null;
  refusalOf: (member: Member) => string | null;
  onChoose: (agentId: number) => void;
}) => {
  const { t } = useTranslation('transfer');
  const names = useNames();
  const availabilities = useAvailabilities();
  const group = useId();
  const [text, setText] = useState('');
  const nameOf = (member: Member) => names.agent(member.agentId) ?? '';
  const shown = props.members
    .filter((member) => member.agentId === props.chosenId || fold(nameOf(member)).includes(fold(text)))
    .sort(
      (a, b) =>
        Number(props.refusalOf(a) !== null) - Number(props.refusalOf(b) !== null) ||
        a.openCount - b.openCount ||
        nameOf(a).localeCompare(nameOf(b)),
    );
  /** The substitute of an absent member, if they can be chosen. */
  const substituteOf = (member: Member): (() => void) | null => {
    if (member.refusal !== 'absent' || props.refusalOf(member) === null) return null;
    const id = availabilities.of(member.agentId)?.substituteId;
    const substitute = props.members.find((one) => one.agentId === id);
    if (!substitute || props.refusalOf(substitute) !== null) return null;
    return () => {
      setText('');
      props.onChoose(substitute.agentId);
    };
  };
  const { auto } = props;
  return (
    <fieldset className="receivers">
      <legend className="form-label">{props.legend}</legend>
      {auto && (
        <label className="receiver">
          <input type="radio" name={group} checked={auto.isChosen} onChange={auto.onChoose} />
          <span className="receiver-words">
            <span>{auto.label}</span>
            {auto.text && <small>{auto.text}</small>}
          </span>
        </label>
      )}
      {props.members.length >= manyMembers && (
        <input
          type="search"
          className="native-input receiver-find"
          aria-label={props.findLabel}
          placeholder={props.findLabel}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
        />
      )}
      <div className="receiver-list">
        {shown.map((member) => (
          <MemberOption
            key={member.agentId}
            group={group}
            member={member}
            isSupervisorShown={props.isSupervisorShown}
            refusal={props.refusalOf(member)}
            isChosen={member.agentId === props.chosenId}
            onChoose={() => props.onChoose(member.agentId)}
            onSubstitute={substituteOf(member)}
          />
        ))}
        {shown.length === 0 && text !== '' && <p className="faint">{t('transfer.noMember')}</p>}
      </div>
    </fieldset>
  );
};
