export const title = "A login name that equals another user's address gives no access to that user's account";

export default async ({ alpha, bravo, id, newVisitor, expect }) => {
  const victim = await bravo.person(`${id}-victim`, { role: 'editor' });
  const thief = await alpha.person(victim.email, { email: `${id}-thief@people.test` });
  const visitor = await newVisitor();
  await visitor.signsInDirectly(alpha, thief);
  const who = await visitor.who(bravo);
  expect.isTrue(who !== victim.login && who !== 'nobody', `another user at bravo: ${who}`);
  expect.equal((await bravo.account(thief.email)).login, who, 'the account with the own address');
  expect.equal((await bravo.account(victim.login)).sessions, 0, 'logins of the victim');
};
