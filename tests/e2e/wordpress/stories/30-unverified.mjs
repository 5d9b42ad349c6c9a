export const title = 'A login with an unverified address is not shared';

export default async ({ alpha, bravo, id, newVisitor, expect }) => {
  const person = await alpha.person(id, { verified: false });
  const visitor = await newVisitor();
  await visitor.signsInDirectly(alpha, person);
  expect.equal(await visitor.who(alpha), id, 'who is signed in at the hub');
  expect.equal(await visitor.who(bravo), 'nobody', 'who is signed in at bravo');
  expect.equal(await bravo.account(person.email), null, 'an account at bravo');
};
