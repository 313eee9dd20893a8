/** Custom views, as far as the list shows them, in English. */
export const viewsEn = {
  'action.app.newView': 'New view',
  'action.list.editView': 'Edit this view',
  'action.list.copyView': 'Duplicate this view',
  'action.list.deleteView': 'Delete this view…',
  'views.mine': 'My views',
  'views.others': 'Shared views',
  'views.new': 'New view',
  'view.custom': 'View',
  'view.gone': 'This view was deleted or is no longer shared with you.',
  'empty.custom.title': 'No matching tickets',
  'empty.custom.text': 'Tickets that match this view’s conditions appear here.',
  'list.partial': 'No more matches among the newest tickets.',
  'list.further': 'Search older tickets',
  'builder.pickValue': 'Choose…',
  'builder.addValue': 'Add',
  'builder.takeValue': 'Remove {{name}}',
};
