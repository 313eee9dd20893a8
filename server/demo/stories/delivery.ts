import {
  agentNote,
  agentReply,
  autoReply,
  colleagueNote,
  customerMessage,
  forwardTo,
  partnerReply,
  type Story,
} from '../story.ts';

const logistics = { locale: 'en', department: 'logistics' } as const;

export const deliveryStories: readonly Story[] = [
  {
    ...logistics,
    key: 'delayed-parcel',
    service: 'tracking',
    category: 'problem',
    product: 'goods',
    priority: 'high',
    tags: ['delivery', 'swiftpost'],
    subjects: [
      'Order {order} is {days} days late',
      'Where is parcel {parcel}?',
      'Still waiting for my {product}',
      'Tracking has not moved since {date}',
    ],
    lines: [
      customerMessage(
        'I ordered the {product} (order {order}) and it was {promised for|due on} {date}. The tracking page for {parcel} has said "In transit, {city}" ever since and nobody {picks up the phone at the carrier|at the carrier can tell me more}.\n\nCould you find out where it is? {I need it before the weekend.|It is a birthday present, so I am getting nervous.|We have a customer waiting for it.}',
      ),
      agentNote(
        'Scan history: last event is {city} depot, {date}. No out-for-delivery scan since. Looks stuck in sorting.',
      ),
      agentReply(
        'Thank you for your patience, and I am sorry this has taken so long. The last scan of {parcel} was at the {city} depot on {date}. I have opened a trace with the carrier; they usually find a parcel within two working days.\n\nIf it has not turned up by {later} I will send you a new {product} at once, without waiting for their result.',
      ),
      forwardTo('carrier', 'Please trace parcel {parcel}, last scanned at {city} on {date}. Our order {order}.'),
      partnerReply(
        'carrier',
        'Trace opened. The parcel was found in the overflow cage at {city}: its label was torn. It has been relabelled and goes out on the next van.',
      ),
      agentReply(
        'Good news: the parcel was found. Its label had come off at the {city} depot. It has a new label and leaves today, so it should be with you on {later}. I have refunded the shipping cost.',
      ),
      customerMessage(
        'It just arrived, everything is in one piece. {Thanks for staying on it.|Thank you for the quick help!}',
      ),
    ],
  },
  {
    ...logistics,
    key: 'damaged-goods',
    service: 'damage',
    category: 'complaint',
    product: 'goods',
    tags: ['damage', 'claim'],
    subjects: ['{product} arrived damaged', 'Box crushed, order {order}', 'Damaged delivery {parcel}'],
    lines: [
      customerMessage(
        'The driver left the box from order {order} at the door this morning. One corner is completely {crushed|torn open} and the {product} inside {has a long scratch|is dented|does not stand straight any more}. Photos attached, including the label.\n\nI would like a replacement rather than a refund, please.',
        'damage',
        'label',
      ),
      colleagueNote(
        'The photos are enough for the claim: label is readable and the outer box is visible. File it today, the window is 7 days.',
      ),
      agentReply(
        'I am sorry about that, this is not how it should reach you. Thank you for the photos, they are all we need. A new {product} leaves our warehouse tomorrow. You do not have to send the damaged one back; please {keep it until the carrier has decided|recycle it where you live}.',
      ),
      forwardTo(
        'carrier',
        'Damage claim for {parcel}, order {order}. Photos of box and label are in the thread. Value {amount}.',
      ),
      partnerReply('carrier', 'Claim accepted, {amount} will be credited with the next statement.'),
      agentNote(
        'Credit confirmed by the carrier. Pattern: third crushed corner from the {city} depot this month, I will raise it in the weekly call.',
      ),
      customerMessage('The replacement is here and it is perfect. Thanks a lot!'),
    ],
  },
  {
    ...logistics,
    key: 'change-address',
    service: 'pickup',
    category: 'request',
    product: 'goods',
    tags: ['address'],
    subjects: [
      'Change of delivery address for {order}',
      'We have moved, please redirect {order}',
      'Wrong street number on order {order}',
    ],
    channels: ['email', 'portal', 'webchat'],
    lines: [
      customerMessage(
        'I noticed that order {order} still has our old address. {We moved to {city} last week.|The street number should be 48, not 84.} Can it still be changed before it ships?',
      ),
      agentReply(
        'It can: the order has not been packed yet. Please send me the full new address with a phone number for the driver and I will change it right away.',
      ),
      customerMessage(
        '48 Harbour Street, second floor, {city}. The bell says {fullName}. My mobile is the one in my account.',
      ),
      agentNote('Address changed in the warehouse system, label reprinted.'),
      agentReply(
        'Done. Order {order} now goes to 48 Harbour Street, {city}. You will get the new tracking link as soon as it is picked up.',
      ),
    ],
  },
  {
    ...logistics,
    key: 'customs-hold',
    service: 'customs',
    category: 'question',
    product: 'goods',
    tags: ['customs', 'export'],
    subjects: [
      'Parcel {parcel} held at customs',
      'Customs asks for a commercial invoice ({order})',
      'Import duty of {amount} on {order}?',
    ],
    lines: [
      customerMessage(
        'Customs is holding {parcel} and asks for a commercial invoice with a tariff code. All I got from you was the packing slip. {Can you send what they need?|They give me until {later}.}',
      ),
      agentNote(
        'Needs HS code and country of origin. {product}: 9403.70, origin Portugal. Asking the broker to file directly.',
      ),
      forwardTo('customsBroker', 'Please file the commercial invoice for {parcel} (order {order}), value {amount}.'),
      autoReply('I am travelling and will read my mail again on {later}. For anything urgent please call the office.'),
      partnerReply(
        'customsBroker',
        'Filed under entry 44-{order}. Release is expected within one working day, duty is on your account.',
      ),
      agentReply(
        'Our broker has filed the commercial invoice, a copy is attached for your records. You do not have to do anything else, and the duty is on us: the shop promised delivery duty paid.',
        'invoice',
      ),
      customerMessage('Released this morning. Appreciated!'),
    ],
  },
  {
    ...logistics,
    key: 'missing-item',
    service: 'delivery',
    category: 'problem',
    product: 'goods',
    tags: ['missing'],
    subjects: [
      'One item missing in order {order}',
      'Something is missing in parcel {parcel}',
      'Order {order} incomplete: no {product}',
    ],
    lines: [
      customerMessage(
        'My order {order} came today, but the {product} is not in the box. The packing slip lists it with a tick. I have checked all the paper twice.\n\n{Was it sent separately?|Please send it soon, I need it for {later}.}',
      ),
      colleagueNote('Pack weight was 2.1 kg, expected 3.4 kg. So it was not in the box when it left us.'),
      agentReply(
        'You are right: the weight we recorded when the box left us shows that the {product} was not inside. I am sorry. It is on its way now by express, and you can follow it under {parcel}.',
      ),
      customerMessage('Thanks for being straightforward about it. Got the tracking mail.'),
    ],
  },
  {
    ...logistics,
    key: 'large-delivery',
    service: 'pickup',
    category: 'request',
    product: 'chair',
    priority: 'medium',
    tags: ['b2b', 'pallet'],
    channels: ['email'],
    subjects: ['Delivery slot for {count} chairs', 'Pallet delivery to {company}', 'Loading dock times, order {order}'],
    lines: [
      customerMessage(
        'We are expecting {count} office chairs from order {order}. Our loading dock is only open from 07:00 to 10:00 and the lift takes one pallet at a time. Can the driver call 30 minutes ahead?\n\nOur facility manager is on copy.',
      ),
      agentReply(
        'We can do that. I have booked a lorry with a tail lift for {later} between 07:30 and 09:30 and asked the driver to call ahead. Please confirm that somebody can sign for {count} chairs on two pallets.',
      ),
      customerMessage('Confirmed, I will be there myself. Please make sure the pallets are no higher than 1.80 m.'),
      agentNote('Pallet height limit 1.80 m added to the pick instruction. Warehouse confirmed.'),
      colleagueNote('Lorry is booked, reference {parcel}.'),
      agentReply('The warehouse has confirmed the height. See you on {later}.'),
    ],
  },
];
