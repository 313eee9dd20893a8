import { agentNote, agentReply, colleagueNote, customerMessage, type Line, type Story } from '../story.ts';

/** Opened by the agent, after a phone call or for a colleague. */
const opens = (text: string): Line => ({ by: 'agent', as: 'public', text, files: [] });

export const internalStories: readonly Story[] = [
  {
    key: 'phone-order',
    locale: 'en',
    department: 'support',
    service: 'orders',
    category: 'request',
    product: 'goods',
    tags: ['phone'],
    subjects: ['Phone call: change order {order}', 'Call back about {order}', 'Phone: second {product} wanted'],
    lines: [
      opens(
        'As just discussed on the phone: I have added a second {product} to order {order}. The total is now {amount}, and both leave together on {later}.',
      ),
      customerMessage('Thank you, that was quick. Please put a note for the driver: the bell does not work.'),
      agentNote('Note for the driver added.'),
      agentReply('The driver knows about the bell and will call you.'),
    ],
  },
  {
    key: 'phone-fraud-warning',
    locale: 'en',
    department: 'security',
    service: 'fraud',
    category: 'incident',
    priority: 'high',
    tags: ['phone', 'fraud'],
    subjects: ['We stopped an order in your name', 'Please confirm order {order}', 'Unusual order on your account'],
    lines: [
      opens(
        'We stopped order {order} over {amount}, because it was placed from a place you have never ordered from ({city}). Was it you? Please answer only to this mail, and never send us a password.',
      ),
      customerMessage('Not me! I have never been to {city}.'),
      agentNote('Confirmed fraud. Card {card} reported, order cancelled before capture.'),
      agentReply(
        'Then the order is cancelled, and nothing was charged. I have signed out all devices and you will get a link to choose a new password. Please ask your bank for a new card as well.',
      ),
      customerMessage('Bank is called, password is changed. Thank you for watching.'),
    ],
  },
  {
    key: 'internal-certificate',
    locale: 'en',
    department: 'technical',
    service: 'api',
    category: 'request',
    product: 'partnerApi',
    isInternal: true,
    priority: 'high',
    tags: ['internal', 'certificate'],
    subjects: [
      'Certificate of the API gateway ends on {later}',
      'Rotate the API signing keys',
      'Gateway upgrade: plan and risks',
    ],
    lines: [
      opens(
        'The certificate of the partner gateway ends on {later}. Plan: new one from the same authority, both valid for a week, switch on a Tuesday morning. Please object before {date2} if that hurts anybody.',
      ),
      colleagueNote(
        'Two partners pin the old certificate: Pixelharbor and 北斗システム. They need the new one in advance.',
      ),
      agentNote('Sent to both. Pixelharbor confirmed, waiting for the other.'),
      colleagueNote('北斗システムにも連絡済みです。来週火曜で問題ないとのことでした。'),
      agentNote('Switched. No errors on the gateway for an hour. Old certificate stays until the end of the week.'),
    ],
  },
  {
    key: 'internal-stock-count',
    locale: 'en',
    department: 'logistics',
    service: 'delivery',
    category: 'request',
    isInternal: true,
    priority: 'low',
    tags: ['internal', 'warehouse'],
    subjects: ['Stock count in hall B', 'Returns shelf is full', 'Scales at packing desk 3 are off'],
    lines: [
      opens(
        'Finance asks for a count of hall B before the end of the month. It takes half a day with {count} people, and packing stops meanwhile. Proposal: {later}, from 06:00.',
      ),
      colleagueNote('Works for the warehouse. Please tell support, so that nobody promises same-day delivery.'),
      agentNote('Support knows. Banner on the shop from the evening before.'),
      agentNote('Counted: difference of four pieces in {count} pallets, all found in returns. Finance has the list.'),
    ],
  },
  {
    key: 'internal-billing-close',
    locale: 'en',
    department: 'billing',
    service: 'payments',
    category: 'request',
    isInternal: true,
    tags: ['internal', 'month-end'],
    subjects: ['Month-end: {count} unmatched payments', 'Clearing account before closing', 'Write-offs under 5 euros'],
    lines: [
      opens(
        '{count} payments are still on the clearing account. I need them matched before {later}. The oldest are from the trade fair, where the card terminal printed no references.',
      ),
      colleagueNote('I took the first half. Trade fair ones match by time and amount.'),
      agentNote('All but three done. These three look like double payments; asking the customers.'),
    ],
  },
  {
    key: 'spam-offer',
    locale: 'en',
    department: 'support',
    service: 'orders',
    category: 'question',
    isSpam: true,
    priority: 'low',
    channels: ['email'],
    subjects: ['Get to page one in {days} days!!!', 'RE: your website', 'Exclusive list of {count},000 buyers'],
    lines: [
      customerMessage(
        'Dear owner, I was visiting your website and found {count} errors that keep you off the first page. We can fix all in {days} days, guaranteed. Shall I send the price list?',
      ),
      agentNote('Spam, to the trash.'),
    ],
  },
];
