export const title = 'A login whose address was never verified stays where it is';

export default async ({ alpha, bravo, id, arrives, expect }) => {
  const person = await alpha.person(id, { verified: false });
  const visitor = await arrives();
  await visitor.isIn(alpha, person);
  expect.equal(await visitor.who(alpha), id, 'who is signed in at the hub');
  expect.equal(await visitor.who(bravo), 'nobody', 'who is signed in at bravo');
  expect.equal(await bravo.account(person.email), null, 'an account at bravo');
};
