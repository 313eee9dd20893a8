/** Custom views, in English. */
export const viewsEn = {
  'action.app.newView': 'New view',
  'action.list.editView': 'Edit this view',
  'action.list.copyView': 'Duplicate this view',
  'action.list.deleteView': 'Delete this view…',
  'views.mine': 'My views',
  'views.others': 'Shown to me',
  'views.new': 'New view',
  'view.custom': 'View',
  'view.gone': 'This view is gone, or is no longer shown to you.',
  'empty.custom.title': 'No ticket matches',
  'empty.custom.text': 'Tickets appear here as soon as they meet the criteria of this view.',
  'list.partial': 'Nothing more among the newest tickets looked at.',
  'list.further': 'Look further back',
  'builder.pickValue': 'Choose…',
  'builder.addValue': 'Add',
  'builder.takeValue': 'Take {{name}} out',
};
