export const title = 'Two accounts in one browser stay separate';

export default async ({ alpha, bravo, charlie, id, newVisitor, expect }) => {
  const one = await alpha.person(`${id}-one`);
  const two = await bravo.person(`${id}-two`, { verified: false });  // so its login is not shared
  const visitor = await newVisitor();
  await visitor.signsIn(bravo, two);
  expect.equal(await visitor.who(bravo), two.login, 'who is signed in at bravo');
  await visitor.signsIn(alpha, one);
  for (let view = 0; view < 2; view += 1) {
    expect.equal(await visitor.who(bravo), two.login, 'who is signed in at bravo');
    expect.equal(await visitor.who(alpha), one.login, 'who is signed in at the hub');
    expect.equal(await visitor.who(charlie), one.login, 'who is signed in at charlie');
  }
  await visitor.signsOut(bravo);
  expect.equal(await visitor.who(alpha), one.login, 'who is signed in at the hub after the logout of the other account');
};
