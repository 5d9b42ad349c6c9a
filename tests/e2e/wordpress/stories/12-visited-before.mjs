export const title = 'A site visited before the login shows the user as signed in at the next visit';
export const variants = ['at the hub', 'at a member'];

export default async ({ alpha, bravo, charlie, id, newVisitor, expect, variant }) => {
  const site = variant === 'at the hub' ? alpha : charlie;
  const person = await site.person(id);
  const visitor = await newVisitor();
  expect.equal(await visitor.who(bravo), 'nobody', 'who is signed in at bravo before');
  await visitor.signsIn(site, person);
  await visitor.who(site);
  expect.equal(await visitor.who(bravo), id, 'who is signed in at bravo at the next visit');
};
