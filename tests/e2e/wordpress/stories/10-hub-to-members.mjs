export const title = 'A user who signs in at the hub is signed in at every member, with a new subscriber account';

export default async ({ alpha, bravo, charlie, shop, id, newVisitor, expect }) => {
  const person = await alpha.person(id);
  const visitor = await newVisitor();
  await visitor.signsIn(alpha, person);
  for (const site of [bravo, charlie, shop]) {
    expect.equal(await visitor.who(site), id, `who is signed in at ${site.name}`);
    expect.equal((await site.account(person.email))?.roles, ['subscriber'], `the roles of the account that ${site.name} made`);
  }
};
