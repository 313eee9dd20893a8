import { describe, expect, test } from 'vitest';
import { matchRank, rankLines } from './palette-match.ts';

const labels = (text: string) =>
  rankLines(
    [
      { label: 'Go to unassigned', group: 'Go to' },
      { label: 'Go to assigned to me', group: 'Go to' },
      { label: 'Change status', group: 'Ticket' },
      { label: 'Assign to…', group: 'Ticket' },
      { label: 'Assign to me', group: 'Ticket' },
      { label: '担当者を変更', group: 'Ticket' },
    ],
    text,
  ).map((line) => line.label);

describe('the command palette', () => {
  test('ranks the start of the label before the start of a word, and that before the inside of a word', () => {
    expect(labels('assi')).toEqual(['Assign to…', 'Assign to me', 'Go to assigned to me', 'Go to unassigned']);
    expect(labels('ASSIGN me')).toEqual(['Assign to me', 'Go to assigned to me']);
    expect(labels('status')).toEqual(['Change status']);
    expect(labels('担当')).toEqual(['担当者を変更']);
    expect(labels('変更')).toEqual(['担当者を変更']);
    expect(labels('nothing')).toEqual([]);
  });

  test('keeps the order of the lines without text', () => {
    expect(labels('')).toHaveLength(6);
    expect(labels('')[0]).toBe('Go to unassigned');
    expect(matchRank('anything', ' ')).toBe(0);
  });
});
