export const title = 'Who signs in at a member is signed in at the hub and at the other members';
export const variants = ['charlie', 'shop'];  // A site in a folder is a member like any other.

export default async ({ alpha, bravo, charlie, shop, id, arrives, expect, variant }) => {
  const site = { charlie, shop }[variant];
  const person = await site.person(id);
  const visitor = await arrives();
  await visitor.signsIn(site, person);
  expect.equal(await visitor.who(site), id, `who is signed in at ${site.name}`);
  expect.equal(await visitor.who(alpha), id, 'who is signed in at the hub');
  expect.equal(await visitor.who(bravo), id, 'who is signed in at bravo');
};
