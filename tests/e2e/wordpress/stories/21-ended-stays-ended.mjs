export const title = 'An open page at another site does not restore an ended login';

export default async ({ alpha, bravo, charlie, id, newVisitor, expect }) => {
  const person = await alpha.person(id);
  const visitor = await newVisitor();
  await visitor.signsInDirectly(alpha, person);
  for (const site of [bravo, charlie]) expect.equal(await visitor.who(site), id, `who is signed in at ${site.name}`);
  const first = visitor.page;
  const open = await visitor.context.newPage();
  await open.goto(charlie.at('wp-admin/profile.php'));
  await visitor.signsOut(bravo);
  for (const site of [alpha, charlie]) {
    await expect.eventually(async () => (await site.account(person.email)).sessions, 0, `logins left at ${site.name}`);
  }
  visitor.page = open;  // a click in the open page
  await visitor.opens(charlie.at('wp-admin/index.php'));
  expect.equal(await visitor.who(charlie), 'nobody', 'who is signed in at charlie');
  visitor.page = first;
  for (const site of [bravo, alpha, charlie]) expect.equal(await visitor.who(site), 'nobody', `who is signed in at ${site.name}`);
};
