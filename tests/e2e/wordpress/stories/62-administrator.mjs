export const title = 'Administrators mark addresses as verified in the users list, single or in bulk, and filter by verification';

export default async ({ bravo, id, newVisitor, expect }) => {
  const admin = await bravo.person(`${id}-boss`, { role: 'administrator' });
  const people = [];
  for (const n of [1, 2, 3]) people.push(await bravo.person(`${id}-${n}`, { verified: false }));
  const verified = () => bravo.php('return array_map("UserSync\\\\Plugin\\\\Account\\\\Verified::is", $with["ids"]);', { ids: people.map((person) => person.id) });
  const visitor = await newVisitor();
  const { page } = visitor;
  const list = bravo.at(`wp-admin/users.php?s=${id}-`);
  await visitor.signsInDirectly(bravo, admin);
  await visitor.opens(list);
  await page.hover(`#user-${people[0].id}`);
  await visitor.clicks(`#user-${people[0].id} button:has-text("Mark as verified")`, /users\.php/);
  expect.equal(await verified(), [true, false, false], 'verified after the click in one row');
  await visitor.opens(list);
  for (const person of people.slice(1)) await page.check(`#user_${person.id}`);
  await page.selectOption('#bulk-action-selector-top', 'usersync_mark');
  await visitor.clicks('#doaction', /users\.php/);
  expect.equal(await verified(), [true, true, true], 'verified after the bulk action');
  await bravo.php('UserSync\\Plugin\\Account\\Verified::drop($with["id"]); return true;', people[1]);
  await visitor.opens(bravo.at('wp-admin/users.php'));
  await visitor.clicks('.subsubsub a:has-text("Not verified")', /users\.php/);
  await visitor.opens(`${page.url()}&s=${id}-`);
  expect.equal(await page.$$eval('#the-list tr', (rows) => rows.map((row) => row.id)), [`user-${people[1].id}`], 'rows of those who are not verified');
};
