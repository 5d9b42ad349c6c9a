export const title = 'Roles are not shared: a new account is a subscriber, and an existing account keeps its role';

export default async ({ alpha, bravo, charlie, id, newVisitor, expect }) => {
  // Administrator there, subscriber here: signed in as a subscriber.
  const email = `${id}@people.test`;
  const boss = await alpha.person(id, { role: 'administrator' });
  await bravo.person(`${id}-here`, { email });
  const visitor = await newVisitor();
  await visitor.signsInDirectly(alpha, boss);
  expect.equal(await visitor.who(bravo), `${id}-here`, 'who is signed in at bravo');
  expect.equal((await bravo.account(email)).roles, ['subscriber'], 'roles at bravo');
  expect.equal(await visitor.who(charlie), id, 'who is signed in at charlie, where there was no account');
  expect.equal((await charlie.account(email)).roles, ['subscriber'], 'roles at charlie');

  // Subscriber there, administrator here: another site cannot sign in to that account.
  const reader = await alpha.person(`${id}-small`);
  await bravo.person(`${id}-big`, { email: reader.email, role: 'administrator' });
  const other = await newVisitor();
  await other.signsInDirectly(alpha, reader);
  await other.page.goto(bravo.at());
  await other.page.waitForFunction(() => /administrative rights|nobody/.test(document.body.innerText) && !window.leaving && document.readyState === 'complete');
  await other.page.goto(bravo.at());
  expect.equal(await other.page.textContent('#who'), 'nobody', 'who is signed in at bravo');
};
