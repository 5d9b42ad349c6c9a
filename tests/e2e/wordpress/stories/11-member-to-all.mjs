export const title = 'A user who signs in at a member is signed in at the hub and at the other members';
export const variants = ['charlie', 'shop'];  // A site in a folder is an ordinary member.

export default async ({ alpha, bravo, charlie, shop, id, newVisitor, expect, variant }) => {
  const site = { charlie, shop }[variant];
  const person = await site.person(id);
  const visitor = await newVisitor();
  await visitor.signsIn(site, person);
  expect.equal(await visitor.who(site), id, `who is signed in at ${site.name}`);
  expect.equal(await visitor.who(alpha), id, 'who is signed in at the hub');
  expect.equal(await visitor.who(bravo), id, 'who is signed in at bravo');
};
