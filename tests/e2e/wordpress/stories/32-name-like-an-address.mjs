export const title = "A login name that is somebody's address gains nothing";

export default async ({ alpha, bravo, id, arrives, expect }) => {
  const victim = await bravo.person(`${id}-victim`, { role: 'editor' });
  const thief = await alpha.person(victim.email, { email: `${id}-thief@people.test` });
  const visitor = await arrives();
  await visitor.isIn(alpha, thief);
  const who = await visitor.who(bravo);
  expect.truth(who !== victim.login && who !== 'nobody', `he is somebody else at bravo: ${who}`);
  expect.equal((await bravo.account(thief.email)).login, who, 'the account with his own address');
  expect.equal((await bravo.account(victim.login)).sessions, 0, 'logins of the victim');
};
