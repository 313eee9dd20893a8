import { agentNote, agentReply, colleagueNote, customerMessage, type Line, type Story } from '../story.ts';

/** Opened by the agent, after a phone call or for a colleague. */
const openingMessage = (text: string): Line => ({ by: 'agent', as: 'public', text, files: [] });

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
      openingMessage(
        'As just discussed on the phone: I have added a second {product} to order {order}. The total is now {amount}, and both will ship together on {later}.',
      ),
      customerMessage("Thank you, that was quick. Please add a note for the driver: the doorbell doesn't work."),
      agentNote('Note for the driver added.'),
      agentReply('The driver knows about the doorbell and will call you.'),
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
      openingMessage(
        "We stopped order {order} for {amount} because it was placed from a location you've never ordered from ({city}). Was it you? Please only reply to this email, and never send us a password.",
      ),
      customerMessage('Not me! I have never been to {city}.'),
      agentNote('Confirmed fraud. Card {card} reported, order cancelled before capture.'),
      agentReply(
        "Thanks for confirming. The order is cancelled and nothing was charged. I've signed out all devices, and you'll get a link to choose a new password. Please also ask your bank for a new card.",
      ),
      customerMessage("I've called the bank and changed my password. Thank you for watching out."),
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
      'API gateway certificate expires on {later}',
      'Rotate the API signing keys',
      'Gateway upgrade: plan and risks',
    ],
    lines: [
      openingMessage(
        "The partner gateway certificate expires on {later}. Plan: a new one from the same authority, both valid for a week, switch on a Tuesday morning. Please let me know soon if that's a problem for anyone.",
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
      openingMessage(
        'Finance needs a stock count of hall B before the end of the month. It takes half a day with {count} people, and packing stops during that time. Proposal: {later}, from 06:00.',
      ),
      colleagueNote('Works for the warehouse. Please tell support so nobody promises same-day delivery.'),
      agentNote('Support knows. Banner in the shop from the evening before.'),
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
    subjects: [
      'Month-end: {count} unmatched payments',
      'Clearing account before month-end',
      'Write-offs under 5 euros',
    ],
    lines: [
      openingMessage(
        '{count} payments are still on the clearing account. I need them matched before {later}. The oldest are from the trade fair, where the card terminal printed no references.',
      ),
      colleagueNote("I'll take the first half. The trade fair ones can be matched by time and amount."),
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
      agentNote('Spam, moving to trash.'),
    ],
  },
];
